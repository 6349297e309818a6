"""Figures, money and moments as the reader writes them: template filters over Babel.

The language is the active one, the zone the active one (the user's); both are set per request.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from babel import Locale
from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.numbers import format_compact_decimal, format_currency, format_decimal, format_percent
from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext

from guanxi.kit.dates import in_zone

ABSENT = "–"
AT_ONCE = timedelta(minutes=1)
BY_HOURS = timedelta(hours=6)  # what is longer ago is told by days of the calendar
Number = int | float | Decimal


def locale() -> Locale:
    """Babel's locale for the active language; Chinese is the simplified Chinese of the mainland."""
    return Locale("zh", "CN", script="Hans") if (get_language() or "en").startswith("zh") else Locale("en")


def money(amount: Number | None, currency: str = "CNY", *, cents: bool = True) -> str:
    """12345.6 -> ¥12,345.60, in both languages; without cents ¥12,346."""
    if amount is None:
        return ABSENT
    pattern = None if cents else "¤#,##0"
    written = str(format_currency(amount, currency, format=pattern, locale=locale(), currency_digits=cents))
    return written.replace("CN¥", "¥")


def number(value: Number | None, digits: int | None = None) -> str:
    """1234567 -> 1,234,567; `digits` fixes the places after the point."""
    if value is None:
        return ABSENT
    pattern = None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    return str(format_decimal(value, format=pattern, locale=locale()))


def compact(value: Number | None, digits: int = 1) -> str:
    """1234567 -> 1.2M, 123.5万 in Chinese."""
    if value is None:
        return ABSENT
    return str(format_compact_decimal(value, fraction_digits=digits, locale=locale()))


def percent(value: Number | None, digits: int = 1) -> str:
    """0.1234 -> 12.3%."""
    if value is None:
        return ABSENT
    return str(
        format_percent(value, format="#,##0" + ("." + "0" * digits if digits else "") + "%", locale=locale())
    )


def _local(value: datetime) -> datetime:
    return in_zone(value, timezone.get_current_timezone())


def day(value: date | datetime | None, style: str = "medium") -> str:
    """A moment shows the day it fell on in the reader's zone."""
    if value is None:
        return ABSENT
    if isinstance(value, datetime):
        value = _local(value)
    return str(format_date(value, format=style, locale=locale()))


def moment(value: datetime | None, style: str = "short") -> str:
    if value is None:
        return ABSENT
    return str(format_datetime(_local(value), format=style, locale=locale()))


def clock(value: datetime | None) -> str:
    """Hours and minutes only."""
    if value is None:
        return ABSENT
    return str(format_time(_local(value), format="short", locale=locale()))


def ago(value: datetime | date | None, now: datetime | None = None) -> str:
    """How long since (or until): "20 minutes ago", "yesterday", "3天前"; after hours by calendar days."""
    if value is None:
        return ABSENT
    present = now or datetime.now(UTC)
    if not isinstance(value, datetime):
        return _in_days(value - timezone.localtime(present).date())
    apart = value - present
    if abs(apart) < AT_ONCE:
        return gettext("just now")
    if abs(apart) < BY_HOURS:
        return _apart(apart)
    return _in_days(_local(value).date() - timezone.localtime(present).date())


def _in_days(apart: timedelta) -> str:
    near = {
        -2: pgettext("when", "2 days ago"),
        -1: pgettext("when", "yesterday"),
        0: pgettext("when", "today"),
        1: pgettext("when", "tomorrow"),
        2: pgettext("when", "in 2 days"),
    }
    return near.get(apart.days) or _apart(apart)


def _apart(apart: timedelta) -> str:
    return str(format_timedelta(apart, add_direction=True, threshold=1.2, locale=locale()))


FILTERS = {
    "money": money,
    "number": number,
    "compact": compact,
    "percent": percent,
    "day": day,
    "moment": moment,
    "clock": clock,
    "ago": ago,
}
