"""CSV and its relatives, streamed line by line."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from guanxi.platform.exchange.readers import clean_csv
from guanxi.platform.exchange.readers.dialects import WHITE, Dialect, sniff
from guanxi.platform.exchange.readers.encodings import TextSurvey, survey_text
from guanxi.platform.exchange.readers.errors import EmptyFile, TooManyColumns, UnclosedQuote
from guanxi.platform.exchange.readers.headers import HeaderChoice, clean_header, find_header
from guanxi.platform.exchange.readers.table import MAX_COLUMNS, Cell, Flaw, Problem, Row, Source

if TYPE_CHECKING:
    import pyarrow as pa

LONGEST_LINE = 4 << 20  # characters; a longer line is refused as one row and never held whole
_SAMPLE = 1 << 16
_SAMPLE_LINES = 400
_SAMPLE_RECORDS = 200
_SHOWN = 40

Record = tuple[int, Sequence[str], Problem | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delimited(Source):
    survey: TextSurvey
    skipped: int  # records above the first row of data: titles and the header

    def rows(self, start: int = 0) -> Iterator[Row]:
        width = len(self.header)
        records = islice(_records(self), self.skipped, None)
        for line, record, problem in islice(records, start, None):
            if problem is not None:
                yield Row(line, (None,) * width, (problem,))
            else:
                yield _row(line, record, width)

    @property
    def columnar(self) -> bool:
        return self.delimiter != WHITE and clean_csv.is_clean(self)

    def batches(self) -> Iterator["pa.RecordBatch"]:
        return clean_csv.batches(self)


def _row(line: int, record: Sequence[str], width: int) -> Row:
    cells: tuple[Cell, ...] = tuple([cell or None for cell in record])
    if len(cells) == width:
        return Row(line, cells)
    if len(cells) < width:
        return Row(line, cells + (None,) * (width - len(cells)))
    extra = [cell for cell in record[width:] if cell.strip()]
    if not extra:  # separators left at the end of the line by a spreadsheet
        return Row(line, cells[:width])
    return Row(line, cells[:width], (Problem(Flaw.TOO_MANY_CELLS, None, extra[0][:_SHOWN]),))


def open_delimited(
    path: Path,
    *,
    name: str,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: HeaderChoice = "auto",
) -> Delimited:
    survey = survey_text(path, name=name, encoding=encoding)
    lines = _first_lines(path, survey)
    dialect = Dialect(delimiter) if delimiter else sniff(lines)
    draft = Delimited(
        path=path, name=name, kind="csv", header=(), header_row=None, row_estimate=0,
        encoding=survey.encoding, delimiter=dialect.delimiter, survey=survey, skipped=0,
    )  # fmt: skip
    # A cell the sample cut off would read as an unclosed quotation mark: ask for rows of whole lines only.
    head = (
        list(islice(_records(draft), _SAMPLE_RECORDS))
        if _is_whole(survey, lines)
        else _head(draft, len(lines))
    )
    if not head:
        raise EmptyFile(name)
    return _with_header(draft, head, dialect, header_row)


def _with_header(
    draft: Delimited, head: list[Record], dialect: Dialect, header_row: HeaderChoice
) -> Delimited:
    body = head[1:] if dialect.stated else head
    offset = len(head) - len(body)
    if not body:
        raise EmptyFile(draft.name)
    position = find_header([cells for _, cells, _ in body]) if header_row == "auto" else _at(body, header_row)
    if position is None:
        width = max(len(cells) for _, cells, _ in body)
        header, line, skipped = clean_header([None] * width, width), None, offset
    else:
        line, cells, _ = body[position]
        header, skipped = clean_header(cells), offset + position + 1
    if len(header) > MAX_COLUMNS:
        raise TooManyColumns(draft.name, columns=len(header), limit=MAX_COLUMNS)
    return Delimited(
        path=draft.path, name=draft.name, kind="csv", header=header, header_row=line,
        row_estimate=max(0, draft.survey.lines - (line or 0)), encoding=draft.encoding,
        delimiter=draft.delimiter, survey=draft.survey, skipped=skipped,
    )  # fmt: skip


def _at(body: list[Record], header_row: HeaderChoice) -> int | None:
    """The first record on or after the line asked for; a line past the sample means no header."""
    if not isinstance(header_row, int):
        return None
    return next((position for position, (line, _, _) in enumerate(body) if line >= header_row), None)


def _open(path: Path, survey: TextSurvey) -> TextIO:
    return path.open(encoding=survey.encoding, newline="")


def _first_lines(path: Path, survey: TextSurvey) -> list[str]:
    """Whole lines from the sample; a piece of the first one if it is longer than the sample."""
    with _open(path, survey) as file:
        text = file.read(_SAMPLE)
        ended = not file.read(1)
    lines = text.replace("\x00", "").splitlines(keepends=True)
    if not ended and len(lines) > 1:
        lines.pop()
    return lines[:_SAMPLE_LINES]


def _is_whole(survey: TextSurvey, lines: list[str]) -> bool:
    return survey.lines <= len(lines)


def _head(draft: Delimited, sampled_lines: int) -> list[Record]:
    """The first records, as far as the sample reaches: never reads far behind a stray quotation mark."""
    head: list[Record] = []
    for record in _records(draft):
        head.append(record)
        if len(head) >= _SAMPLE_RECORDS or record[0] >= sampled_lines:
            break
    return head


def _records(source: Delimited) -> Iterator[Record]:
    """All records that are not blank: the line each begins on, its cells, and why it could not be read."""
    with _open(source.path, source.survey) as file:
        lines: Iterator[str] = file if source.survey.longest_line <= LONGEST_LINE else _bounded(file)
        if source.survey.nulls:
            lines = (line.replace("\x00", "") for line in lines)
        if source.delimiter == WHITE:
            yield from ((number, line.split(), None) for number, line in enumerate(lines, 1) if line.strip())
        else:
            yield from _parsed(source, lines)


def _parsed(source: Delimited, lines: Iterator[str]) -> Iterator[Record]:
    ended = False

    def feed() -> Iterator[str]:
        nonlocal ended
        yield from lines
        ended = True

    reader = csv.reader(feed(), delimiter=source.delimiter or ",")
    while True:
        line = reader.line_num + 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as mistake:
            # Too long a cell. Within one line only that row is lost; over several, its end is a guess.
            if reader.line_num != line:
                raise UnclosedQuote(source.name, line=line, limit=csv.field_size_limit()) from mistake
            yield line, (), Problem(Flaw.CELL_TOO_LARGE)
            continue
        if ended:  # the reader gave up at the end of the file inside a quoted cell
            raise UnclosedQuote(source.name, line=line, limit=csv.field_size_limit())
        if any(record):
            yield line, record, None


def _bounded(file: TextIO) -> Iterator[str]:
    """Lines; an overlong one is dropped piece by piece and replaced by one that the parser refuses."""
    while piece := file.readline(LONGEST_LINE):
        if len(piece) < LONGEST_LINE or piece.endswith(("\n", "\r")):
            yield piece
            continue
        while len(piece) == LONGEST_LINE and not piece.endswith(("\n", "\r")):
            piece = file.readline(LONGEST_LINE)
        yield "x" * (csv.field_size_limit() + 1) + "\n"
