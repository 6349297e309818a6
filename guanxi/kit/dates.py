"""Days and moments: the company's day, months, and reading what people and spreadsheets write."""

import calendar
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from zoneinfo import ZoneInfo

EARLIEST_YEAR: Final = 1900
LATEST_YEAR: Final = 2100
UNKNOWN_DAY: Final = date(EARLIEST_YEAR, 1, 1)  # where systems put "unknown"
# Where systems put "no end": nothing is printed with these days. From 2090 on every day is taken for one.
SENTINEL_DAYS: Final = frozenset({date(2038, 1, 19), date(2079, 6, 6)})
SENTINEL_YEAR: Final = 2090

_MONTHS: Final = {name.casefold(): at for at, name in enumerate(calendar.month_abbr) if name}
_YEAR_FIRST: Final = re.compile(
    r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})年(\d{1,2})月(\d{1,2})[日号]?|(\d{4})(\d\d)(\d\d)", re.ASCII
)
_YEAR_LAST: Final = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
_DAY_AND_NAME: Final = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[- ]([a-z]{3,9})\.?,?[- ](\d{4})", re.ASCII)
_NAME_AND_DAY: Final = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.ASCII)
_SERIAL: Final = re.compile(r"\d{5}(\.\d+)?", re.ASCII)
_CLOCK: Final = re.compile(
    r"(?P<half>上午|下午|晚上|中午|凌晨)?(?P<hour>\d{1,2})(?::|时|點|点)(?P<minute>\d{1,2})?分?"
    r"(?::?(?P<second>\d{1,2})(?P<part>[.,]\d{1,9})?秒?)? ?(?P<noon>am|pm)?"
    r"(?P<zone> ?z| ?utc| ?gmt| ?[+-]\d\d:?\d\d| ?[+-]\d\d)?",
    re.ASCII,
)
_AFTERNOON: Final = {"下午", "晚上", "中午", "pm"}
_EXCEL_ZERO: Final = date(1899, 12, 30)
_EXCEL_MISSING_DAY: Final = 60  # Excel believes in 29 February 1900
_NOON: Final = 12


class UnreadableDate(ValueError):
    """The text is no day or moment in a known form."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text[:60]!r} is no date")
        self.text = text


class AmbiguousDate(UnreadableDate):
    """The text may mean two days (3/5/2024); the caller must say which comes first, day or month."""


class ImplausibleDate(ValueError):
    """The day exists, but its year is outside 1900 to 2100: almost surely a mistake in typing."""

    def __init__(self, text: str, year: int) -> None:
        super().__init__(f"{text[:60]!r} is in the year {year}, outside {EARLIEST_YEAR} to {LATEST_YEAR}")
        self.text = text
        self.year = year


class NaiveMoment(ValueError):
    """A moment without a time zone has no day."""


def is_sentinel(day: date) -> bool:
    """A day that stands for "never" in some system, not for itself."""
    return day.year >= SENTINEL_YEAR or day in SENTINEL_DAYS


def is_no_day(day: date) -> bool:
    """A day that stands for "never" or "unknown": no one is put on file, whatever is dated by it."""
    return is_sentinel(day) or day <= UNKNOWN_DAY


def company_day(moment: datetime, zone: str) -> date:
    """The day on which the moment falls at the company (`zone` is an IANA name, Asia/Shanghai)."""
    if moment.tzinfo is None:
        raise NaiveMoment(f"{moment.isoformat()} has no time zone")
    return in_zone(moment, ZoneInfo(zone)).date()


def in_zone(moment: datetime, zone: tzinfo | None) -> datetime:
    """By the clock there (`None`: of this machine). A moment at the very edge of the calendar, which no clock
    there can show, stays as it is: whatever is stored can be shown.
    """
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment


def day_start(day: date, zone: str) -> datetime:
    """The first moment of a company day, in UTC."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """The same day of another month; the last day where that month is shorter (31 January + 1 -> 29
    February), and the last of the calendar beyond that.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if months > 0 else date.min
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def month_start(day: date) -> date:
    return day.replace(day=1)


def month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def whole_months(start: date, end: date) -> int:
    """Complete months from start to end, negative backwards: add_months(start, n) is not after end."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - 1 if add_months(start, months) > end else months


def from_excel_serial(serial: float | Decimal) -> datetime:
    """The local date and time of an Excel serial number (1900 system), to the nearest millisecond."""
    number = Decimal(repr(serial)) if isinstance(serial, float) else Decimal(serial)
    text = str(serial)
    if not number.is_finite() or not 1 <= number < 2_958_466:  # noqa: PLR2004 - Excel ends with the year 9999
        raise UnreadableDate(text)
    days = int(number)
    if days == _EXCEL_MISSING_DAY:
        raise UnreadableDate(text)
    shift = 1 if days < _EXCEL_MISSING_DAY else 0
    thousandths = ((number - days) * 86_400_000).quantize(Decimal(1), rounding=ROUND_HALF_UP)
    midnight = datetime.combine(_EXCEL_ZERO, time()) + timedelta(days=days + shift)
    return _plausible(midnight + timedelta(milliseconds=int(thousandths)), text)


def parse_day(text: str, *, day_first: bool | None = None) -> date:
    """Read a day: 2024-03-05, 2024/3/5, 2024.3.5, 20240305, 2024年3月5日, 5 Mar 2024, Mar 5, 2024, Excel's
    45356.

    3/5/2024 needs `day_first`, unless one part is above 12. A clock time behind the day is read and left out.
    Raises `UnreadableDate`, `AmbiguousDate`, `ImplausibleDate`.
    """
    return _read(text, day_first=day_first)[0].date()


def day_order(texts: Iterable[str]) -> bool | None:
    """Whether the day comes first in dates written together, such as 01.02.2025 beside 15.04.2026.

    None when none of them proves it, or when they prove both.
    """
    orders = {order for text in texts if (order := _proven(text)) is not None}
    return orders.pop() if len(orders) == 1 else None


def is_ambiguous(text: str) -> bool:
    """Whether the text is a day that may be two: 3/5/2024."""
    try:
        _read(text, day_first=None)
    except AmbiguousDate:
        return True
    except (UnreadableDate, ImplausibleDate):
        return False
    return False


def _proven(text: str) -> bool | None:
    found = _YEAR_LAST.match(text.strip())
    if found is None:
        return None
    first, second = int(found[1]), int(found[3])
    if not (1 <= min(first, second) <= 12 < max(first, second) <= 31):  # noqa: PLR2004 - months, days
        return None
    return first > second


def parse_moment(text: str, zone: str, *, day_first: bool | None = None) -> datetime:
    """Read a moment and return it in UTC; without an offset of its own it is local time in `zone`.

    Understood: every day of `parse_day`, alone (midnight) or with 14:30, 14:30:05.123, 2:30 pm, 14时30分,
    下午2点30分; ISO 8601 with T, Z or +08:00; Excel serials with a fraction. A local time that a clock change
    shows twice is the first of the two.
    """
    local, offset = _read(text, day_first=day_first)
    try:
        aware = local.replace(tzinfo=ZoneInfo(zone)) if offset is None else local.replace(tzinfo=UTC) - offset
        return aware.astimezone(UTC)
    except OverflowError as error:
        raise UnreadableDate(text) from error


def _read(text: str, *, day_first: bool | None) -> tuple[datetime, timedelta | None]:
    plain = re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text[:80])).strip().casefold()
    if _SERIAL.fullmatch(plain) and plain.isascii():
        return from_excel_serial(Decimal(plain)), None
    for pattern in (_YEAR_FIRST, _YEAR_LAST, _DAY_AND_NAME, _NAME_AND_DAY):
        found = pattern.match(plain)
        if found:
            day = _day_of(found, text, day_first=day_first)
            rest = plain[found.end() :]
            glued = "年" in found[0]  # 2024年3月5日14时 needs no space
            clock, offset = _clock_of(rest if glued else _unglued(rest, text), text)
            return _plausible(datetime.combine(day, clock), text), offset
    raise UnreadableDate(text)


def _day_of(found: re.Match[str], text: str, *, day_first: bool | None) -> date:
    parts = [part for part in found.groups() if part and part not in "-/."]
    try:
        if found.re is _YEAR_FIRST:
            year, month, day = map(int, parts)
        elif found.re is _YEAR_LAST:
            month, day = _ordered(int(parts[0]), int(parts[1]), text, day_first=day_first)
            year = int(parts[2])
        else:
            named, numbered = (parts[1], parts[0]) if found.re is _DAY_AND_NAME else (parts[0], parts[1])
            month, day, year = _month_named(named, text), int(numbered), int(parts[2])
        return date(year, month, day)
    except (AmbiguousDate, UnreadableDate):
        raise
    except ValueError as error:
        raise UnreadableDate(text) from error


def _ordered(first: int, second: int, text: str, *, day_first: bool | None) -> tuple[int, int]:
    """(month, day) of the two small numbers in 3/5/2024."""
    if day_first is None:
        if first != second and max(first, second) <= 12:  # noqa: PLR2004 - months
            raise AmbiguousDate(text)
        day_first = first > second
    return (second, first) if day_first else (first, second)


def _month_named(word: str, text: str) -> int:
    full = {name.casefold(): at for at, name in enumerate(calendar.month_name) if name}
    month = _MONTHS.get(word) or full.get(word) or {"sept": 9}.get(word)
    if month is None:
        raise UnreadableDate(text)
    return month


def _clock_of(rest: str, text: str) -> tuple[time, timedelta | None]:
    if not rest:
        return time(), None
    found = _CLOCK.fullmatch(rest.removeprefix("t").removeprefix(" "))
    if found is None:
        raise UnreadableDate(text)
    hour = int(found["hour"])
    half = found["half"] or found["noon"]
    if half in _AFTERNOON and hour < _NOON:
        hour += _NOON
    elif half in {"am", "上午", "凌晨"} and hour == _NOON:
        hour = 0
    part = (found["part"] or ".0")[1:7].ljust(6, "0")
    try:
        clock = time(hour, int(found["minute"] or 0), int(found["second"] or 0), int(part))
    except ValueError as error:
        raise UnreadableDate(text) from error
    return clock, _offset_of((found["zone"] or "").strip())


def _unglued(rest: str, text: str) -> str:
    if rest and rest[0] not in "t 上下中凌晚":
        raise UnreadableDate(text)
    return rest


def _offset_of(zone: str) -> timedelta | None:
    if not zone:
        return None
    if zone[0] not in "+-":
        return timedelta()
    digits = zone[1:].replace(":", "").ljust(4, "0")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -size if zone[0] == "-" else size


def _plausible(moment: datetime, text: str) -> datetime:
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        raise ImplausibleDate(text, moment.year)
    return moment
