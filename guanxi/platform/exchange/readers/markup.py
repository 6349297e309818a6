"""HTML tables and Excel 2003 XML, which other systems save as .xls.

Both are rows of cells between tags, so one parser serves. Links, scripts and entities are ignored.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path

from guanxi.platform.exchange.readers.encodings import survey_text
from guanxi.platform.exchange.readers.errors import MarkupInstead
from guanxi.platform.exchange.readers.headers import HeaderChoice, clean_header, find_header
from guanxi.platform.exchange.readers.table import MAX_COLUMNS, Flaw, Problem, Row, Source

_CHUNK = 1 << 18
_LONGEST_CELL = 131_072
_ROWS = frozenset({"tr", "row"})
_CELLS = frozenset({"td", "th", "cell"})
_SHOWN = 40

_Found = tuple[int, int, list[str]]  # number of the table, of the row in it, and the cells


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[_Found] = []
        self._table = 0
        self._numbers: Counter[int] = Counter()
        self._row: list[str] | None = None
        self._text: list[str] | None = None
        self._hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = tag.rpartition(":")[2]
        self._hidden = tag in ("script", "style")
        if tag == "table":
            self._end_row()
            self._table += 1
        elif tag in _ROWS:
            self._end_row()
            self._row = []
        elif tag in _CELLS and self._row is not None:
            self._end_cell()
            self._indent(dict(attrs))
            self._text = []
        elif tag == "br":
            self.handle_data("\n")

    def _indent(self, attributes: dict[str, str | None]) -> None:
        """Excel's XML leaves out empty cells and numbers the next one."""
        place = attributes.get("ss:index") or ""
        if self._row is not None and place.isascii() and place.isdigit() and int(place) <= MAX_COLUMNS:
            self._row += [""] * (int(place) - 1 - len(self._row))

    def handle_endtag(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        self._hidden = False
        if tag in _CELLS:
            self._end_cell()
        elif tag in _ROWS or tag == "table":
            self._end_row()

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._hidden:
            self._text.append(data)

    def close(self) -> None:
        super().close()
        self._end_row()

    def _end_cell(self) -> None:
        if self._text is not None and self._row is not None:
            self._row.append("".join(self._text).replace("\xa0", " ").replace("\x00", "").strip())
        self._text = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self._numbers[self._table] += 1
            self.found.append((self._table, self._numbers[self._table], self._row))
        self._row = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkupTable(Source):
    table: int  # which of the file's tables

    def rows(self, start: int = 0) -> Iterator[Row]:
        width, after = len(self.header), self.header_row or 0
        data = ((line, cells) for line, cells in _rows_of(self) if line > after)
        for line, cells in islice(data, start, None):
            if any(len(cell) > _LONGEST_CELL for cell in cells):
                yield Row(line, (None,) * width, (Problem(Flaw.CELL_TOO_LARGE),))
                continue
            extra = next((cell for cell in cells[width:] if cell), None)
            problems = () if extra is None else (Problem(Flaw.TOO_MANY_CELLS, None, extra[:_SHOWN]),)
            filled = tuple([cell or None for cell in cells[:width]])
            yield Row(line, filled + (None,) * (width - len(filled)), problems)


def open_markup(
    path: Path, *, name: str, encoding: str | None = None, header_row: HeaderChoice = "auto"
) -> MarkupTable:
    """The table with the most rows; raises MarkupInstead when there is none of two columns."""
    survey = survey_text(path, name=name, encoding=encoding)
    sizes = Counter(table for table, _, cells in _parse(path, survey.encoding, name) if len(cells) > 1)
    if not sizes:
        raise MarkupInstead(name, found="HTML / XML")
    table, size = sizes.most_common(1)[0]
    draft = MarkupTable(
        path=path, name=name, kind="html", header=(), header_row=None, row_estimate=size,
        encoding=survey.encoding, table=table,
    )  # fmt: skip
    head = list(islice(_rows_of(draft), 50))
    position = find_header([cells for _, cells in head]) if header_row == "auto" else None
    if isinstance(header_row, int):
        position = next((at for at, (line, _) in enumerate(head) if line >= header_row), None)
    width = max(len(cells) for _, cells in head) if position is None else len(head[position][1])
    line = None if position is None else head[position][0]
    header = clean_header([] if position is None else head[position][1], width)
    return MarkupTable(
        path=path, name=name, kind="html", header=header,
        header_row=line, row_estimate=max(0, size - (line or 0)), encoding=survey.encoding, table=table,
    )  # fmt: skip


def _rows_of(source: MarkupTable) -> Iterator[tuple[int, list[str]]]:
    for table, line, cells in _parse(source.path, source.encoding or "utf-8", source.name):
        if table == source.table and any(cells):
            yield line, cells


def _parse(path: Path, encoding: str, name: str) -> Iterator[_Found]:
    parser = _Parser()
    with path.open(encoding=encoding) as file:
        try:
            while chunk := file.read(_CHUNK):
                parser.feed(chunk)
                yield from parser.found
                parser.found.clear()
            parser.close()
        except AssertionError as mistake:  # how html.parser refuses a malformed declaration
            raise MarkupInstead(name, found="HTML / XML") from mistake
    yield from parser.found
