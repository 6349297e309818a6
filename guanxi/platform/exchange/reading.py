"""From a stored file and a mapping to a table of cells, and from refused rows to a file of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, cast

from django.utils.translation import gettext as _

from guanxi.platform.exchange.files import keep, new_file, path_of
from guanxi.platform.exchange.readers import LINE, Cell, Source, TooManyColumns, open_table
from guanxi.platform.exchange.types import (
    EXAMPLES,
    Example,
    RefusedRow,
    RefusedRows,
    StoredFile,
    Table,
    Tick,
    Warned,
    Warnings,
)
from guanxi.platform.exchange.writers import write_csv

if TYPE_CHECKING:
    import pyarrow as pa

    from guanxi.platform.exchange.models import ImportRun

MOST_COLUMNS = 500  # of a file to import: each is judged by its values, and offered for each field
_TOLD_EVERY = 20_000  # rows
PIECE = 5_000  # rows in memory at a time
_MOST_SHARED = 200_000  # different texts
_LONGEST_SHOWN = 300
_LONGEST_ROW = 7  # digits
_LONGEST_SHEET = 255
# Python knows codecs that are no writing (base64, zip): a person chooses among these.
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312", "big5", "utf-16", "windows-1252", "shift_jis")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a person overrules of how a file is read. `header`: "auto", "none" or a line number."""

    sheet: str = ""
    header: str = "auto"
    encoding: str = ""

    def header_row(self) -> int | Literal["auto"] | None:
        if self.header == "none":
            return None
        return int(self.header) if self.header.isdecimal() else "auto"


@dataclass(frozen=True, slots=True)
class ByHand:
    """What a person corrected: position -> column of the file -> text, and the rows taken out."""

    cells: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()

    def row(self, at: int, source: Source, cells: Sequence[Cell]) -> list[Cell]:
        """A whole row of the file as corrected."""
        given = self.cells.get(at, {})
        return [given.get(name, cell) for name, cell in zip(source.header, cells, strict=True)]


def can_be_asked(asked: Mapping[str, str]) -> bool:
    """Whether this is a way to read a file: an encoding of texts, a row that can exist, a name of a sheet."""
    sheet, header, encoding = (asked.get(name, "") for name in ("sheet", "header", "encoding"))
    is_row = header.isascii() and header.isdigit() and len(header) <= _LONGEST_ROW and int(header) > 0
    return (
        (not encoding or encoding in ENCODINGS)
        and (header in {"", "auto", "none"} or is_row)
        and len(sheet) <= _LONGEST_SHEET
        and "\0" not in sheet
    )


def reading_of(stored: Mapping[str, str]) -> Reading:
    return Reading(stored.get("sheet", ""), stored.get("header", "auto"), stored.get("encoding", ""))


def open_run(run: "ImportRun") -> Source:
    """Raises CannotRead; TooManyColumns where a person could not choose among them, nor a page offer them."""
    source = open_stored(run.file_digest, run.file_name, reading_of(run.reading))
    if len(source.header) > MOST_COLUMNS:
        raise TooManyColumns(source.name, columns=len(source.header), limit=MOST_COLUMNS)
    return source


def open_stored(digest: str, name: str, reading: Reading) -> Source:
    """Raises CannotRead."""
    return open_table(
        path_of(digest),
        name=name,
        sheet=reading.sheet or None,
        encoding=reading.encoding or None,
        header_row=reading.header_row(),
    )


def read_table(source: Source, mapping: Mapping[str, int], tick: Tick) -> Table:
    """The mapped columns of every row. Raises CannotRead when the file turns out to be broken inside."""
    total = max(1, source.row_estimate)
    told = 0
    lines: list[int] = []
    columns: dict[str, list[Cell]] = {key: [] for key in mapping}
    flaws: dict[int, str] = {}
    parts = _from_batches(source, mapping) if source.columnar else _from_rows(source, mapping, flaws)
    for numbers, cells in parts:
        lines += numbers
        for key, part in cells.items():
            columns[key] += part
        if len(lines) - told >= _TOLD_EVERY:
            told = len(lines)
            tick(min(1.0, told / total), _("Reading the file"))
    return Table(lines, columns, flaws)


def read_parts(source: Source, mapping: Mapping[str, int], by_hand: ByHand, tick: Tick) -> Iterator[Table]:
    """The mapped columns piece by piece, so that a long file never stands in memory. Raises CannotRead."""
    total = max(1, source.row_estimate)
    read = 0
    for part in _pieces(source, mapping):
        yield corrected(part, read, source, mapping, by_hand)
        read += len(part)
        tick(min(1.0, read / total), _("Reading the file"))


def _pieces(source: Source, mapping: Mapping[str, int]) -> Iterator[Table]:
    if not source.columnar:
        flaws: dict[int, str] = {}
        read = 0
        for numbers, cells in _from_rows(source, mapping, flaws, size=PIECE):
            yield Table(numbers, cells, {at - read: sentence for at, sentence in flaws.items()})
            read += len(numbers)
            flaws.clear()
        return
    for batch in source.batches():
        for start in range(0, batch.num_rows, PIECE):
            piece = batch.slice(start, PIECE)
            yield Table(
                piece.column(0).to_pylist(),
                {key: _cells(piece.column(at + 1), {}) for key, at in mapping.items()},
            )


def corrected(
    part: Table,
    first: int,
    source: Source,
    mapping: Mapping[str, int],
    by_hand: ByHand,
) -> Table:
    """The part with cells corrected and rows taken out by hand."""
    within = range(first, first + len(part))
    wanted = [at for at in by_hand.cells if at in within]
    left_out = frozenset(at - first for at in by_hand.left_out if at in within)
    if not wanted and not left_out:
        return part
    columns = {key: list(cells) for key, cells in part.columns.items()} if wanted else part.columns
    for at in wanted:
        for key, place in mapping.items():
            name = source.header[place]
            if name in by_hand.cells[at]:
                columns[key][at - first] = by_hand.cells[at][name] or None  # type: ignore[index]  # a list, as made above
    flaws = {**part.flaws, **dict.fromkeys(left_out, _("Left out by hand."))}
    return Table(part.lines, columns, flaws, left_out)


Part = tuple[list[int], dict[str, list[Cell]]]


def _from_batches(source: Source, mapping: Mapping[str, int]) -> Iterator[Part]:
    known: dict[str, dict[Cell, Cell]] = {key: {} for key in mapping}
    for batch in source.batches():
        numbers: list[int] = batch.column(0).to_pylist()
        yield numbers, {key: _cells(batch.column(at + 1), known[key]) for key, at in mapping.items()}


def _cells(column: "pa.Array", known: dict[Cell, Cell]) -> list[Cell]:
    """Python values, each different one made once and shared: a large file holds few different ones."""
    import pyarrow.compute as pc

    coded = column.dictionary_encode()
    values = [known.setdefault(v, v) for v in coded.dictionary.to_pylist()]
    values.append(None)
    places: list[int] = pc.fill_null(coded.indices, len(values) - 1).to_pylist()
    return [values[at] for at in places]


def _from_rows(
    source: Source, mapping: Mapping[str, int], flaws: dict[int, str], size: int = _TOLD_EVERY
) -> Iterator[Part]:
    known: dict[str, str] = {}
    places = list(mapping.items())
    numbers: list[int] = []
    cells: dict[str, list[Cell]] = {key: [] for key in mapping}
    for read, row in enumerate(source.rows()):
        if row.refused:
            flaws[read] = next(p.sentence for p in row.problems if p.refuses)
        numbers.append(row.line)
        for key, at in places:
            cell = row.cells[at]
            cells[key].append(known.setdefault(cell, cell) if isinstance(cell, str) else cell)
        if len(numbers) >= size:
            yield numbers, cells
            if len(known) > _MOST_SHARED:
                known.clear()
            numbers, cells = [], {key: [] for key in mapping}
    yield numbers, cells


def refused_rows(
    source: Source, wanted: Iterator[RefusedRow]
) -> Iterator[tuple[RefusedRow, tuple[Cell, ...]]]:
    """These rows, by rising position, with all their cells, read from the file once more."""
    if source.columnar:
        yield from _taken(source, wanted)
        return
    refused = next(wanted, None)
    for at, row in enumerate(source.rows()):
        if refused is None:
            return
        if at == refused.at:
            yield refused, row.cells
            refused = next(wanted, None)


def _taken(source: Source, wanted: Iterator[RefusedRow]) -> Iterator[tuple[RefusedRow, tuple[Cell, ...]]]:
    first = 0
    refused = next(wanted, None)
    for batch in source.batches():
        for start in range(0, batch.num_rows, PIECE):
            piece = batch.slice(start, PIECE)
            chosen: list[RefusedRow] = []
            while refused is not None and refused.at < first + piece.num_rows:
                chosen.append(refused)
                refused = next(wanted, None)
            if chosen:
                places = cast("Any", [one.at - first for one in chosen])  # Any: Arrow takes lists
                part = piece.drop_columns([LINE]).take(places)
                rows = zip(*(c.to_pylist() for c in part.columns), strict=True)
                yield from zip(chosen, rows, strict=True)
            first += piece.num_rows
        if refused is None:
            return


def warned_examples(
    source: Source, by_hand: ByHand, found: Warnings, mapping: Mapping[str, str]
) -> dict[str, list[Example]]:
    """Rule -> its rows as they stand in the file and were corrected. `mapping`: column -> the file's."""
    by_row: dict[int, list[Warned]] = {}
    for one in found.rows:
        by_row.setdefault(one.at, []).append(one)
    wanted = (RefusedRow(at, by_row[at][0].line, "", "") for at in sorted(by_row))
    examples: dict[str, list[Example]] = {}
    for row, cells in refused_rows(source, wanted) if by_row else ():
        shown = tuple(map(_shown, by_hand.row(row.at, source, cells)))
        for one in by_row[row.at]:
            examples.setdefault(one.rule, []).append(
                Example(one.line, one.words, shown, one.at, mapping.get(one.column, ""), one.pointers)
            )
    return examples


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What a report shows of refused rows: a few of each rule, and all of them in a file."""

    examples: Mapping[str, list[Example]]
    file: StoredFile | None


def leftovers(
    source: Source,
    by_hand: ByHand,
    refused: RefusedRows,
    labels: Mapping[str, str],
) -> Leftovers:
    """Refused rows as they stood, with their line and why. `labels`: the sentence of each rule.

    The file is CSV because a spreadsheet opens it and it is written in a second; it can be corrected and
    imported again.
    """
    if not any(refused.counts().values()):
        return Leftovers({}, None)
    examples: dict[str, list[Example]] = {}

    def rows() -> Iterator[tuple[Cell, ...]]:
        for row, found in refused_rows(source, refused.in_order()):
            cells = by_hand.row(row.at, source, found)
            reason = row.reason or labels[row.rule]
            shown = examples.setdefault(row.rule, [])
            if len(shown) < EXAMPLES:
                shown.append(Example(row.line, reason, tuple(map(_shown, cells)), row.at))
            yield (*cells, row.line, reason)

    header = (*source.header, _("line in the file"), _("why it was not imported"))
    with new_file() as path:
        write_csv(path, header, rows())
        return Leftovers(examples, keep(path))


def _shown(cell: Cell) -> str:
    text = "" if cell is None else str(cell)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
