"""Sheets of workbooks: .xlsx, .xlsb, .xls and .ods, through calamine.

The library holds one sheet in memory (about 32 bytes a cell); MOST_CELLS bounds it. Rows come one by one.
"""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count, groupby, islice
from pathlib import Path

import python_calamine as calamine

from guanxi.platform.exchange.readers.archives import check_archive
from guanxi.platform.exchange.readers.errors import (
    DamagedWorkbook,
    EmptyFile,
    NoSuchSheet,
    ProtectedWorkbook,
    SheetTooLarge,
    TooManyColumns,
)
from guanxi.platform.exchange.readers.headers import HeaderChoice, clean_header, find_header
from guanxi.platform.exchange.readers.open_document import check_open_document
from guanxi.platform.exchange.readers.sheet_marks import Mark, extent, marks, sheet_parts
from guanxi.platform.exchange.readers.table import MAX_COLUMNS, Cell, Flaw, Kind, Problem, Row, Sheet, Source

MOST_CELLS = 24_000_000
_EXACT = 10**15  # a spreadsheet keeps 15 digits
_HEAD = 50
_SHOWN = 40
_NARROW = 26  # columns; narrower sheets fit at any length
_LONGEST = 1_048_576  # rows, Excel's own limit
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

_RawCell = str | int | float | bool | date | datetime | time | timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook(Source):
    part: str | None  # the part of the archive whose XML tells of formulas and errors; None: nothing to tell

    def rows(self, start: int = 0) -> Iterator[Row]:
        width = len(self.header)
        marked = _marks_by_row(self.path, self.part, self.name)
        data = (
            (line, raw)
            for line, raw in _with_marked(_filled_rows(_sheet(self), self.name), marked)
            if line > (self.header_row or 0)
        )
        for line, (raw, noted) in islice(data, start, None):
            yield _row(line, raw, width, noted)


def _with_marked(
    rows: Iterator[tuple[int, list[_RawCell]]], marked: Iterator[tuple[int, list[Mark]]]
) -> Iterator[tuple[int, tuple[list[_RawCell], list[Mark]]]]:
    """Every row that has a value or a mark; a row of broken formulas alone looks blank to the library."""
    upcoming = next(marked, None)
    for line, raw in rows:
        while upcoming is not None and upcoming[0] < line:
            yield upcoming[0], ([], upcoming[1])
            upcoming = next(marked, None)
        if upcoming is not None and upcoming[0] == line:
            yield line, (raw, upcoming[1])
            upcoming = next(marked, None)
        else:
            yield line, (raw, [])
    while upcoming is not None:
        yield upcoming[0], ([], upcoming[1])
        upcoming = next(marked, None)


def open_workbook(
    path: Path, *, name: str, kind: Kind, sheet: str | None, header_row: HeaderChoice = "auto"
) -> Workbook:
    if kind == "xls" and _is_encrypted(path):
        raise ProtectedWorkbook(name)
    if kind != "xls":
        check_archive(path, name)
    if kind == "ods":
        check_open_document(path, name, MOST_CELLS)
    with _refusing(name), calamine.CalamineWorkbook.from_path(str(path)) as book:
        sheets = tuple(
            Sheet(each.name, each.visible != calamine.SheetVisibleEnum.Visible)
            for each in book.sheets_metadata
            if each.typ == calamine.SheetTypeEnum.WorkSheet
        )
    chosen = _choose(name, sheets, sheet)
    part = _checked_part(path, name, chosen) if kind == "xlsx" else None
    draft = Workbook(
        path=path, name=name, kind=kind, header=(), header_row=None, row_estimate=0,
        sheets=sheets, sheet=chosen, part=part,
    )  # fmt: skip
    return _with_header(draft, header_row)


def _is_encrypted(path: Path) -> bool:
    """Excel wraps a workbook with a password into a compound file with a stream of this name."""
    last = b""
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            if _ENCRYPTED in last + chunk:
                return True
            last = chunk[-len(_ENCRYPTED) :]
    return False


def _choose(name: str, sheets: Sequence[Sheet], wanted: str | None) -> str:
    """The sheet asked for; else the first that is not hidden."""
    if not sheets:
        raise EmptyFile(name)
    if wanted is None:
        return next((sheet.name for sheet in sheets if not sheet.hidden), sheets[0].name)
    if not any(sheet.name == wanted for sheet in sheets):
        raise NoSuchSheet(name, sheet=wanted, sheets=", ".join(sheet.name for sheet in sheets))
    return wanted


def _checked_part(path: Path, name: str, sheet: str) -> str | None:
    """Refuses a sheet whose corners are too far apart to be held; the library fills the gaps between."""
    part = sheet_parts(path, name).get(sheet)
    if part is None:
        return None
    found = extent(path, part, name)
    sparse = found.columns > _NARROW and found.rows * found.columns > MOST_CELLS
    if sparse or found.rows > _LONGEST:
        raise SheetTooLarge(name, sheet=sheet, rows=found.rows, columns=found.columns)
    return part if found.marked else None


def _with_header(draft: Workbook, header_row: HeaderChoice) -> Workbook:
    height, head = _look(draft)
    if not head:
        raise EmptyFile(draft.name)
    rows = [raw for _, raw in head]
    position: int | None
    if header_row == "auto":
        position = find_header([[cell or None for cell in row] for row in rows])
    elif header_row is None:
        position = None
    else:
        position = next((at for at, (line, _) in enumerate(head) if line >= header_row), None)
    width = max(_extent(row) for row in rows[(position or 0) :])
    header = clean_header(rows[position][:width] if position is not None else [], width)
    if len(header) > MAX_COLUMNS:
        raise TooManyColumns(draft.name, columns=len(header), limit=MAX_COLUMNS)
    line = head[position][0] if position is not None else None
    return Workbook(
        path=draft.path, name=draft.name, kind=draft.kind, header=header, header_row=line,
        row_estimate=max(0, height - (line or 0)), sheets=draft.sheets, sheet=draft.sheet, part=draft.part,
    )  # fmt: skip


def _extent(row: Sequence[_RawCell]) -> int:
    return max((place for place, cell in enumerate(row, 1) if cell != ""), default=0)


def _look(draft: Workbook) -> tuple[int, list[tuple[int, list[_RawCell]]]]:
    """The last row's number and the first filled rows."""
    sheet = _sheet(draft)
    return (sheet.end[0] + 1 if sheet.end else 0), list(islice(_filled_rows(sheet, draft.name), _HEAD))


def _sheet(source: Workbook) -> calamine.CalamineSheet:
    with _refusing(source.name), calamine.CalamineWorkbook.from_path(str(source.path)) as book:
        return book.get_sheet_by_name(source.sheet or "")


def _filled_rows(sheet: calamine.CalamineSheet, name: str) -> Iterator[tuple[int, list[_RawCell]]]:
    """Sheet row number and the cells from column A on, of every row that is not blank."""
    if sheet.start is None:
        return
    indent: list[_RawCell] = [""] * sheet.start[1]
    rows = sheet.iter_rows()  # from row 1 on, but only from the first filled column
    for line in count(1):
        with _refusing(name):
            raw = next(rows, None)
        if raw is None:
            return
        if any(cell != "" for cell in raw):
            yield line, indent + raw


@contextmanager
def _refusing(name: str) -> Iterator[None]:
    """Failures of the library become refusals; also its panics, which are no Exceptions."""
    try:
        yield
    except calamine.PasswordError as mistake:
        raise ProtectedWorkbook(name) from mistake
    except (calamine.CalamineError, OSError, ValueError, OverflowError, KeyError) as mistake:
        if "password" in str(mistake).lower():
            raise ProtectedWorkbook(name) from mistake
        raise DamagedWorkbook(name) from mistake
    except BaseException as mistake:  # a panic of the library's Rust derives from BaseException alone
        if type(mistake).__name__ == "PanicException":
            raise DamagedWorkbook(name) from mistake
        raise


def _marks_by_row(path: Path, part: str | None, name: str) -> Iterator[tuple[int, list[Mark]]]:
    if part is None:
        return
    for row, found in groupby(marks(path, part, name), key=lambda mark: mark.row):
        yield row, list(found)


def _row(line: int, raw: Sequence[_RawCell], width: int, noted: Sequence[Mark]) -> Row:
    cells = tuple([_cell(cell) for cell in raw[:width]])
    problems = [Problem(mark.flaw, mark.column, mark.found) for mark in noted if mark.column < width]
    if any(type(cell) is int and abs(cell) >= _EXACT for cell in cells):
        problems += [
            Problem(Flaw.DIGITS_LOST, place, str(cell))
            for place, cell in enumerate(cells)
            if type(cell) is int and abs(cell) >= _EXACT
        ]
    extra = next((cell for cell in raw[width:] if cell != ""), None)
    if extra is not None:
        problems.append(Problem(Flaw.TOO_MANY_CELLS, None, str(extra)[:_SHOWN]))
    return Row(line, cells + (None,) * (width - len(cells)), tuple(problems))


def _cell(raw: _RawCell) -> Cell:
    if isinstance(raw, str):
        return raw.replace("\x00", "") or None
    if isinstance(raw, float):
        return _number(raw)
    if isinstance(raw, time):
        return raw.isoformat()
    if isinstance(raw, timedelta):
        return _duration(raw)
    return raw


def _number(raw: float) -> Cell:
    """Whole numbers as the digits a person sees: identity and phone numbers are stored as floating point."""
    if not math.isfinite(raw):
        return None
    if raw.is_integer():
        return int(raw) if abs(raw) < _EXACT else int(Decimal(repr(raw)))
    return raw


def _duration(raw: timedelta) -> str:
    seconds = round(raw.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
