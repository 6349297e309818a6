"""Pure rules of reading cells: what a cell says as a code, a number, a moment or a line of text.

A cell that says nothing is None. Each function raises BadCell for what cannot be read.
"""

import re
from collections.abc import Callable, Collection, Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from guanxi.kit.dates import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    AmbiguousDate,
    ImplausibleDate,
    UnreadableDate,
    day_order,
    parse_day,
    parse_moment,
)
from guanxi.kit.money import LARGEST, UnreadableMoney, parse_amount, shortest
from guanxi.kit.text import TextTooLong, clean, clean_lines
from guanxi.platform.exchange.types import Cell

V = TypeVar("V")
GUARDED = frozenset("=+-@＝＋－＠")
_SPREADSHEET_CODE = re.compile(r"(\d+)\.0+")
_PLAIN_NUMBER = re.compile(r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?", re.ASCII)
# 1.234,50  0,125  1234,50  99,9: no grouping of thousands (or of ten thousands) is written so.
_COMMA_DECIMAL = re.compile(
    r"[-+]?(?:\d{1,3}(?:\.\d{3})+,\d+|0,\d+|\d{5,},\d+|\d+,(?:\d{1,2}|\d{5,}))", re.ASCII
)
_POINT_DECIMAL = re.compile(r"[-+]?[\d,]*(?:,\d+\.\d*|\.(?:\d{1,2}|\d{4,}))", re.ASCII)


class Fault(StrEnum):
    """What is wrong with a cell."""

    NUMBER = "number"
    TOO_LARGE = "too_large"
    DATE = "date"
    AMBIGUOUS_DATE = "ambiguous_date"
    IMPLAUSIBLE_DATE = "implausible_date"
    TOO_LONG = "too_long"
    MISSING = "missing"
    CURRENCY = "currency"
    MIXED_CURRENCY = "mixed_currency"
    UNKNOWN_WORD = "unknown_word"
    UNKNOWN_PERSON = "unknown_person"
    CARD_NUMBER = "card_number"
    EMAIL = "email"
    CHECK_CHARACTER = "check_character"
    UNKNOWN_CODE = "unknown_code"


class BadCell(ValueError):
    def __init__(self, fault: Fault, found: object) -> None:
        super().__init__(f"{fault}: {str(found)[:60]!r}")
        self.fault = fault
        self.found = str(found)[:60]


class Memo(dict[Cell, V | BadCell], Generic[V]):
    """Reads each different cell once: a column of a large file holds few different ones."""

    def __init__(self, read: Callable[[Cell], V]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: Cell) -> V | BadCell:
        value: V | BadCell
        try:
            value = self._read(cell)
        except BadCell as bad:
            # Not the one raised: its frames would keep this memo and all its cells alive.
            value = BadCell(bad.fault, bad.found)
        self[cell] = value
        return value


def code_of(cell: Cell, limit: int = 60) -> str | None:
    """A number of a customer, order or product as text. 17850, 17850.0 and "17850.0" are "17850":
    a spreadsheet with an empty cell in the column turns whole numbers into broken ones.
    """
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, Decimal) and cell == cell.to_integral_value():
        cell = int(cell)
    text = text_of(cell, limit)
    if text and (found := _SPREADSHEET_CODE.fullmatch(text)):
        return found[1]
    return text


def text_of(cell: Cell, limit: int) -> str | None:
    if cell is None:
        return None
    try:
        return clean(_written(cell), limit) or None
    except TextTooLong as problem:
        raise BadCell(Fault.TOO_LONG, cell) from problem


def lines_of(cell: Cell, limit: int) -> str | None:
    if cell is None:
        return None
    try:
        return clean_lines(_written(cell), limit) or None
    except TextTooLong as problem:
        raise BadCell(Fault.TOO_LONG, cell) from problem


def _written(cell: Cell) -> str:
    """As text. The apostrophe by which our exports keep a spreadsheet from calculating is no part of it."""
    if isinstance(cell, str) and cell.startswith("'") and cell[1:2] in GUARDED:
        return cell[1:]
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def number_of(cell: Cell) -> Decimal | None:
    """A float's shortest form (0.1 is 0.1), a text as people write amounts (1,234.50 ¥5 3.5万)."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    try:
        if isinstance(cell, str) and not _PLAIN_NUMBER.fullmatch(cell.strip()):
            number = parse_amount(cell)
        else:
            number = shortest(cell)  # type: ignore[arg-type]  # days and flags are refused by shortest itself
    except UnreadableMoney as problem:
        raise BadCell(Fault.NUMBER, cell) from problem
    if abs(number) > LARGEST:
        raise BadCell(Fault.TOO_LARGE, cell)
    return number


def numbers_in(cells: Collection[Cell]) -> Callable[[Cell], Decimal | None]:
    """`number_of` for one column: where its cells can only have a decimal comma (1.234,50), all are read so.

    A column that shows both ways of writing keeps the point; its cells with a comma are then refused.
    """
    texts = {cell.strip() for cell in cells if isinstance(cell, str) and "," in cell}
    if not any(map(_COMMA_DECIMAL.fullmatch, texts)):
        return number_of
    whole = (cell.strip() for cell in cells if isinstance(cell, str))
    return number_of if any(map(_POINT_DECIMAL.fullmatch, whole)) else _comma_number_of


def _comma_number_of(cell: Cell) -> Decimal | None:
    return number_of(cell.replace(".", "").replace(",", ".") if isinstance(cell, str) else cell)


def moment_of(cell: Cell, zone: str, *, day_first: bool | None = None) -> datetime | None:
    """A moment in UTC; what has no zone of its own is local time in `zone`."""
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, date) and not isinstance(cell, datetime):
        cell = datetime.combine(cell, time())
    if isinstance(cell, datetime):
        if not EARLIEST_YEAR <= cell.year <= LATEST_YEAR:
            raise BadCell(Fault.IMPLAUSIBLE_DATE, cell)
        local = cell if cell.tzinfo else cell.replace(tzinfo=ZoneInfo(zone))
        return local.astimezone(UTC)
    if isinstance(cell, bool):
        raise BadCell(Fault.DATE, cell)
    return _dated(cell, lambda: parse_moment(_written(cell), zone, day_first=day_first))


def day_of(cell: Cell, *, day_first: bool | None = None) -> date | None:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    return _dated(cell, lambda: parse_day(_written(cell), day_first=day_first))


def day_first_in(cells: Iterable[Cell], asked: bool | None = None) -> bool | None:
    """The order of day and month in one column: as asked, else as a date of it proves and none denies."""
    if asked is not None:
        return asked
    return day_order({cell for cell in cells if isinstance(cell, str)})


def days_in(cells: Iterable[Cell], asked: bool | None = None) -> Callable[[Cell], date | None]:
    """`day_of` for one column."""
    day_first = day_first_in(cells, asked)
    return lambda cell: day_of(cell, day_first=day_first)


def _dated(cell: Cell, read: Callable[[], V]) -> V:
    try:
        return read()
    except AmbiguousDate as problem:
        raise BadCell(Fault.AMBIGUOUS_DATE, cell) from problem
    except ImplausibleDate as problem:
        raise BadCell(Fault.IMPLAUSIBLE_DATE, cell) from problem
    except UnreadableDate as problem:
        raise BadCell(Fault.DATE, cell) from problem
