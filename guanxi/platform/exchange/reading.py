"""From a stored file and a mapping to a table of cells, and from refused rows to a file of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from django.utils.translation import gettext as _

from guanxi.platform.exchange.files import keep, new_file, path_of
from guanxi.platform.exchange.readers import LINE, Cell, Source, open_table
from guanxi.platform.exchange.types import EXAMPLES, Example, Refusals, StoredFile, Table, Tick
from guanxi.platform.exchange.writers import write_csv

if TYPE_CHECKING:
    import pyarrow as pa

    from guanxi.platform.exchange.models import ImportRun

_TOLD_EVERY = 20_000  # rows
_LONGEST_SHOWN = 80


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


def reading_of(stored: Mapping[str, str]) -> Reading:
    return Reading(stored.get("sheet", ""), stored.get("header", "auto"), stored.get("encoding", ""))


def open_run(run: "ImportRun") -> Source:
    """Raises CannotRead."""
    return open_stored(run.file_digest, run.file_name, reading_of(run.reading))


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


def _from_rows(source: Source, mapping: Mapping[str, int], flaws: dict[int, str]) -> Iterator[Part]:
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
        if len(numbers) >= _TOLD_EVERY:
            yield numbers, cells
            numbers, cells = [], {key: [] for key in mapping}
    yield numbers, cells


def refused_rows(source: Source, wanted: Sequence[int]) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """(position, all cells) of the rows at these rising positions, read from the file once more."""
    if source.columnar:
        yield from _taken(source, wanted)
        return
    asked = iter(wanted)
    position = next(asked, None)
    for at, row in enumerate(source.rows()):
        if position is None:
            return
        if at == position:
            yield at, row.cells
            position = next(asked, None)


def _taken(source: Source, wanted: Sequence[int]) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    from bisect import bisect_left

    first = begun = 0
    for batch in source.batches():
        end = bisect_left(wanted, first + batch.num_rows, begun)
        if end > begun:
            chosen = wanted[begun:end]
            part = batch.drop_columns([LINE]).take(
                cast("Any", [at - first for at in chosen])
            )  # Any: Arrow takes lists
            yield from zip(chosen, zip(*(c.to_pylist() for c in part.columns), strict=True), strict=True)
            begun = end
        first += batch.num_rows


def write_failed_rows(
    source: Source, table: Table, refusals: Refusals, sentences: Mapping[int, str]
) -> StoredFile | None:
    """A CSV file with the refused rows as they stood, their line and why; None when there are none.

    CSV because a spreadsheet opens it and it is written in a second; it can be corrected and imported again.
    """
    if not refusals.by_row:
        return None
    wanted = sorted(refusals.by_row)
    header = (*source.header, _("line in the file"), _("why it was not imported"))
    with new_file() as path:
        rows = ((*cells, table.lines[at], sentences[at]) for at, cells in refused_rows(source, wanted))
        write_csv(path, header, rows)
        return keep(path)


def examples(
    source: Source, table: Table, refusals: Refusals, sentences: Mapping[int, str]
) -> dict[str, tuple[Example, ...]]:
    """The first few refused rows of each rule."""
    first: dict[str, list[int]] = {}
    for at in sorted(refusals.by_row):
        found = first.setdefault(refusals.by_row[at], [])
        if len(found) < EXAMPLES:
            found.append(at)
    wanted = sorted(at for found in first.values() for at in found)
    cells = {at: tuple(_shown(c) for c in row) for at, row in refused_rows(source, wanted)}
    return {
        rule: tuple(Example(table.lines[at], sentences[at], cells[at]) for at in found)
        for rule, found in first.items()
    }


def _shown(cell: Cell) -> str:
    text = "" if cell is None else str(cell)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
