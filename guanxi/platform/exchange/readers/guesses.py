"""What the columns of a file hold, judged by their first values."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from guanxi.kit.text import fold
from guanxi.platform.exchange.readers.table import Cell, Source

_SAMPLED = 500  # rows
_SHOWN = 5  # samples
_ENOUGH = 0.8  # share of the filled values that must be of a kind
_ENOUGH_NUMBERS = 0.95  # codes are often digits with a few letters among them
_DIGITS_OF_A_DAY = 8


class ColumnKind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DAY = "day"
    MOMENT = "moment"
    EMAIL = "email"
    PHONE = "phone"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    kind: ColumnKind
    confidence: float  # 0 to 1: share of the sampled values that are of the kind
    samples: tuple[str, ...]  # the first different values, as text


_EMAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>.]+")
_FLAGS = frozenset(("true", "false", "yes", "no", "y", "n", "是", "否", "有", "无", "√", "×"))
_NUMBER = re.compile(r"[-+]?(?:0|[1-9]\d{0,14}|[1-9]\d{0,2}(?:,\d{3})+)")
_DECIMAL = re.compile(
    r"[-+(]?(?:[¥￥$€£]|rmb|cny|usd|eur)?\s*[-+]?\d[\d,]*\.\d+\s*(?:元|rmb|cny|usd|eur)?\)?"
    r"|[-+]?(?:\d{1,3}(?:\.\d{3})+|\d+),\d{1,2}",  # with a decimal comma
    re.IGNORECASE,
)
_CURRENCY = re.compile(
    r"[-+(]?(?:[¥￥$€£]|rmb|cny|usd|eur)\s*[-+]?\d[\d,]*(?:\.\d+)?\)?|[-+]?\d[\d,]*(?:\.\d+)?\s*(?:元|万元|rmb|cny|usd|eur)",
    re.IGNORECASE,
)
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
_CLOCK = re.compile(
    r"[T ]\s*(?:上午|下午)?\d{1,2}[:时点]\d{1,2}(?:[:分]\d{1,2}(?:[.,]\d+)?秒?)?"
    r"\s*(?:[AP]M|Z|[-+]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}"  # Chinese mobile
    r"|\(?0\d{2,3}\)?[- ]?\d{7,8}(?:[-转]\d{1,6})?"  # Chinese fixed line, with extension
    r"|\+[1-9][\d\-() .]{6,18}\d|400[- ]?\d{3}[- ]?\d{4}"  # international; service number
)
_PHONE_LOOSE = re.compile(r"[+(]?\d[\d\-() ./转ext]{5,22}\d")
_PHONE_HEADER = re.compile(r"电话|手机|传真|联系方式|phone|mobile|\btel|\bfax|cell", re.IGNORECASE)
_MONEY_HEADER = re.compile(
    r"金额|价|费|额|款|price|amount|cost|revenue|value|total|dollar|salary|balance|\bpaid", re.IGNORECASE
)


def guess_columns(source: Source) -> list[ColumnGuess]:
    """One guess for each column of the header, from the first rows that can be read."""
    rows = [row.cells for row in source.preview(_SAMPLED) if not row.refused]
    columns = zip(*rows, strict=True) if rows else ((),) * len(source.header)
    return [guess_column(name, cells) for name, cells in zip(source.header, columns, strict=True)]


def guess_column(name: str, cells: Sequence[Cell]) -> ColumnGuess:
    filled = [cell for cell in cells if cell is not None and str(cell).strip()]
    samples = tuple(dict.fromkeys(str(cell).strip()[:80] for cell in filled))[:_SHOWN]
    if not filled:
        return ColumnGuess(ColumnKind.TEXT, 0.0, ())
    counts = Counter(_kind_of(cell, name) for cell in filled)
    _pool(counts)
    kind, count = counts.most_common(1)[0]
    share = count / len(filled)
    needed = _ENOUGH_NUMBERS if kind is ColumnKind.NUMBER else _ENOUGH
    if share < needed or kind is ColumnKind.TEXT:
        return ColumnGuess(ColumnKind.TEXT, counts[ColumnKind.TEXT] / len(filled), samples)
    if kind is ColumnKind.NUMBER and _MONEY_HEADER.search(name):
        kind = ColumnKind.MONEY
    return ColumnGuess(kind, share, samples)


def _pool(counts: "Counter[ColumnKind]") -> None:
    """The narrower kind may look like the wider: whole amounts among money, midnights among moments."""
    for wider, narrower in ((ColumnKind.NUMBER, ColumnKind.MONEY), (ColumnKind.DAY, ColumnKind.MOMENT)):
        if counts[narrower]:
            counts[narrower] += counts.pop(wider, 0)


def _kind_of(cell: Cell, name: str) -> ColumnKind:
    match cell:
        case bool():
            return ColumnKind.FLAG
        case datetime():
            return ColumnKind.MOMENT if (cell.hour, cell.minute, cell.second) != (0, 0, 0) else ColumnKind.DAY
        case date():
            return ColumnKind.DAY
        case float() | Decimal():
            return ColumnKind.MONEY if math.isfinite(cell) and cell != int(cell) else ColumnKind.NUMBER
        case _:
            return _kind_of_text(str(cell).strip(), name)


def _kind_of_text(text: str, name: str) -> ColumnKind:
    if _EMAIL.fullmatch(text):
        return ColumnKind.EMAIL
    if fold(text) in _FLAGS:
        return ColumnKind.FLAG
    if _PHONE.fullmatch(text) or (_PHONE_HEADER.search(name) and _PHONE_LOOSE.fullmatch(text)):
        return ColumnKind.PHONE
    if kind := _kind_of_date(text):
        return kind
    if _DECIMAL.fullmatch(text) or _CURRENCY.fullmatch(text):
        return ColumnKind.MONEY
    return ColumnKind.NUMBER if _NUMBER.fullmatch(text) else ColumnKind.TEXT


def _kind_of_date(text: str) -> ColumnKind | None:
    day = _DAY.match(text)
    if day is None or not _is_day(day):
        compact = (
            len(text) == _DIGITS_OF_A_DAY and text.isascii() and text.isdigit() and _is_compact_day(text)
        )
        return ColumnKind.DAY if compact else None
    if day.end() == len(text):
        return ColumnKind.DAY
    return ColumnKind.MOMENT if _CLOCK.fullmatch(text, day.end()) else None


def _is_day(found: re.Match[str]) -> bool:
    year, month, day, first, second, _ = found.groups()
    if year:
        return 1 <= int(month) <= 12 and 1 <= int(day) <= 31  # noqa: PLR2004 - the calendar
    low, high = sorted((int(first), int(second)))
    return 1 <= low <= 12 and high <= 31  # noqa: PLR2004 - the calendar; either order of day and month


def _is_compact_day(text: str) -> bool:
    try:
        return 1900 <= datetime.strptime(text, "%Y%m%d").year < 2100  # noqa: PLR2004, DTZ007 - a calendar day
    except ValueError:
        return False
