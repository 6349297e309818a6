"""Writing tables to files a spreadsheet opens: row by row, and no cell ever becomes a formula."""

import csv
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from guanxi.platform.exchange.readers.table import MAX_COLUMNS, Cell

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

SHEET_ROWS = 1_048_576  # the header among them
LONGEST_CELL = 32_767  # characters in a workbook's cell
_NAME_LENGTH = 31
_EXACT_DIGITS = 15
_FIRST_YEAR = 1900
_STARTS_FORMULA = tuple(
    "=+-@\t\r\n＝＋－＠"
)  # the wide forms too: Chinese and Japanese Excel takes them for the plain
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class Written:
    rows: int  # without headers
    sheets: int = 1
    shortened: int = 0  # cells that were longer than a workbook can hold; they end in "…"


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Written:
    """UTF-8 with a byte order mark, CRLF, as Excel expects it.

    Text that a spreadsheet would take for a formula gets an apostrophe before it, plain numbers do not.
    """
    written = 0
    with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as file:
        writer = csv.writer(file)
        writer.writerow([_safe(name) for name in header])
        for row in rows:
            writer.writerow([_text(cell) for cell in row])
            written += 1
    return Written(written)


def _text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case date():
            return str(cell)  # ISO 8601, a space before the time
        case Decimal():
            return format(cell, "f")
        case str():
            return _safe(cell)
        case _:
            return str(cell)


def _safe(text: str) -> str:
    text = text.replace("\x00", "")
    return f"'{text}" if text.startswith(_STARTS_FORMULA) and not _NUMBER.fullmatch(text) else text


def write_xlsx(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[Cell]], *, sheet: str = "Sheet1"
) -> Written:
    """One row in memory at a time. A sheet that is full is followed by another with the same header.

    Text is written as text whatever it looks like; numbers of more than 15 digits too, or Excel loses them.
    Moments with a time zone are text, for workbooks know no zones.
    """
    import xlsxwriter

    if len(header) > MAX_COLUMNS:
        raise ValueError(len(header))
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        formats = _Formats(
            bold=book.add_format({"bold": True}),
            day=book.add_format({"num_format": "yyyy-mm-dd"}),
            moment=book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        )
        written = shortened = sheets = 0
        for sheets, part in enumerate(_parts(rows, SHEET_ROWS - 1), 1):
            target = book.add_worksheet(sheet_name(sheet, sheets))
            target.freeze_panes(1, 0)
            for column, name in enumerate(header):
                target.write_string(0, column, _NOT_IN_XML.sub("", name)[:LONGEST_CELL], formats.bold)
            for number, row in enumerate(part, 1):
                shortened += sum(
                    _write(target, number, column, cell, formats) for column, cell in enumerate(row)
                )
                written += 1
    return Written(written, sheets, shortened)


@dataclass(frozen=True, slots=True)
class _Formats:
    bold: "Format"
    day: "Format"
    moment: "Format"


def _parts(rows: Iterable[Sequence[Cell]], size: int) -> Iterator[Iterator[Sequence[Cell]]]:
    """Pieces of at most `size` rows, at least one; each must be used up before the next is asked for."""
    stream = iter(rows)
    yield islice(stream, size)
    for first in stream:
        yield chain([first], islice(stream, size - 1))


def sheet_name(wanted: str, number: int = 1) -> str:
    """A name Excel accepts; the second and later sheets carry their number."""
    plain = _NOT_IN_SHEET_NAME.sub(" ", _NOT_IN_XML.sub("", wanted)).strip().strip("'") or "Sheet"
    if plain.casefold() == "history":  # Excel keeps this name for itself
        plain += "_"
    tail = "" if number == 1 else f" {number}"
    return _cut(plain, _NAME_LENGTH - len(tail)).rstrip("' ") + tail


def _cut(text: str, units: int) -> str:
    """Excel counts UTF-16 units: an emoji is two."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", errors="ignore")


def _write(target: "Worksheet", row: int, column: int, cell: Cell, formats: _Formats) -> int:
    """How many cells had to be shortened: 0 or 1."""
    match cell:
        case None:
            return 0
        case bool():
            target.write_boolean(row, column, cell)
        case datetime() if cell.tzinfo is None and cell.year >= _FIRST_YEAR:
            target.write_datetime(row, column, cell, formats.moment)
        case date() if not isinstance(cell, datetime) and cell.year >= _FIRST_YEAR:
            target.write_datetime(row, column, cell, formats.day)
        case int() | float() | Decimal() if _is_exact(cell):
            target.write_number(row, column, cell)
        case str():
            return _write_text(target, row, column, cell)
        case _:
            return _write_text(target, row, column, _text(cell))
    return 0


def _is_exact(number: float | Decimal) -> bool:
    """Whether a workbook keeps every digit."""
    if isinstance(number, float):
        return math.isfinite(number)
    if isinstance(number, int):
        return abs(number) < 10**_EXACT_DIGITS
    return number.is_finite() and len(number.as_tuple().digits) <= _EXACT_DIGITS


def _write_text(target: "Worksheet", row: int, column: int, text: str) -> int:
    text = _NOT_IN_XML.sub("", text)
    long = len(text.encode("utf-16-le")) // 2 > LONGEST_CELL
    target.write_string(row, column, _cut(text, LONGEST_CELL - 1) + "…" if long else text)
    return int(long)
