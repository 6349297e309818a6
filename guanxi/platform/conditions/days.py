"""Company days: where a day begins in a zone, and what "the last seven days" spans."""

from __future__ import annotations

from calendar import isleap
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    from guanxi.platform.conditions.tree import Scalar

ONE = timedelta(days=1)
Span = tuple[date | None, date | None]  # from (inclusive), to (exclusive); None: open
ABSOLUTE = {"on", "before", "after", "between"}
YEAR_DAYS = 365
FEBRUARY_28, FEBRUARY_29 = 228, 229


@lru_cache(maxsize=4096)
def day_start(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of the company's day. A midnight that a clock change skips is the change itself."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The company day in which a moment falls: the d with day_start(d) <= moment < day_start(d + 1).

    Where a clock was once put back across midnight the wall shows a date twice; the day goes on.
    """
    day = moment.astimezone(zone).date()
    if moment < day_start(day, zone):
        return day - ONE
    return day + ONE if moment >= day_start(day + ONE, zone) else day


def span(operator: str, values: Sequence[Scalar], today: date | None, _zone: ZoneInfo) -> Span:
    """The days that a comparison of dates accepts; only relative ones need `today`.

    The last n days end today, the next n days begin today: with n = 1 both are today.
    """
    if today is None or operator in ABSOLUTE:
        return _fixed_span(operator, values)
    return _relative_span(operator, values, today)


def _fixed_span(operator: str, values: Sequence[Scalar]) -> Span:
    match operator, values:
        case "on", (date() as day,):
            return day, day + ONE
        case "before", (date() as day,):
            return None, day
        case "after", (date() as day,):
            return day + ONE, None
        case "between", (date() as low, date() as high):
            return low, high + ONE
    raise ValueError(operator, values)


def _relative_span(operator: str, values: Sequence[Scalar], today: date) -> Span:
    match operator, values:
        case "last_days", (int() as days,):
            return today - timedelta(days=days - 1), today + ONE
        case "next_days", (int() as days,):
            return today, today + timedelta(days=days)
        case "days_ago", (int() as days,):
            return None, today - timedelta(days=days)
    raise ValueError(operator, values)


def moment_span(
    operator: str, values: Sequence[Scalar], today: date | None, zone: ZoneInfo
) -> tuple[datetime | None, datetime | None]:
    """The same as moments: where the accepted days begin and end."""
    low, high = span(operator, values, today, zone)
    return (
        None if low is None else day_start(low, zone),
        None if high is None else day_start(high, zone),
    )


def month_day(day: date) -> int:
    return day.month * 100 + day.day


def anniversaries(today: date, days: int) -> tuple[tuple[int, int], ...]:
    """Inclusive ranges of month * 100 + day whose anniversary falls on today or the `days` days after.

    In a year without 29 February that birthday is kept on 28 February.
    """
    if days >= YEAR_DAYS:
        return ((101, 1231),)
    end = today + timedelta(days=days)
    first, last = month_day(today), month_day(end)
    if last == FEBRUARY_28 and not isleap(end.year):
        last = FEBRUARY_29
    if today.year == end.year:
        return ((first, last),)
    return (first, 1231), (101, last)
