"""The reference evaluator: the meaning of a condition, written as plainly as possible.

The generated Python and the SQL must agree with it on every input; a property test compares all three.
"""

from __future__ import annotations

from calendar import isleap
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from guanxi.platform.conditions.days import day_of
from guanxi.platform.conditions.facts import Kind
from guanxi.platform.conditions.tree import All, AnyOf, Comparison, Condition, Not

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from zoneinfo import ZoneInfo

    from guanxi.platform.conditions.facts import Fact

    Profile = Mapping[str, object]
    Test = Callable[[Profile, datetime], bool]

# The kind of a fact decides at run time what its value is, hence Any.
LEAP_DAY = (2, 29)


def compile_closures(condition: Condition, zone: ZoneInfo) -> Test:
    """A function of (profile, now) that answers whether the condition holds."""
    match condition:
        case All(parts):
            tests = [compile_closures(part, zone) for part in parts]
            return lambda profile, now: all(test(profile, now) for test in tests)
        case AnyOf(parts):
            tests = [compile_closures(part, zone) for part in parts]
            return lambda profile, now: any(test(profile, now) for test in tests)
        case Not(part):
            inner = compile_closures(part, zone)
            return lambda profile, now: not inner(profile, now)
        case Comparison():
            return _comparison(condition, zone)


def _comparison(comparison: Comparison, zone: ZoneInfo) -> Test:
    name, kind = comparison.fact.name, comparison.fact.kind
    holds = _collection(comparison) if kind in {Kind.WORDS, Kind.EVENTS} else _single(comparison, zone)
    return lambda profile, now: holds(profile.get(name), now)


def _single(comparison: Comparison, zone: ZoneInfo) -> Callable[[Any, datetime], bool]:
    """Of one value: a comparison with an absent value is false; an empty text is absent."""
    operator = comparison.operator.name
    if operator == "unknown":
        return lambda value, _now: value is None or value == ""
    if operator == "known":
        return lambda value, _now: value is not None and value != ""
    match comparison.fact.kind:
        case Kind.DATE:
            dated = _dated(comparison)
            return lambda value, now: value is not None and dated(value, day_of(now, zone))
        case Kind.MOMENT:
            dated = _dated(comparison)
            return lambda value, now: value is not None and dated(day_of(value, zone), day_of(now, zone))
        case Kind.TEXT:
            fact = comparison.fact
            holds = _related(operator, tuple(fact.folded(str(value)) for value in comparison.values))
            return lambda value, _now: _is_written(fact, value) and holds(fact.folded(value), None)
        case _:
            holds = _related(operator, comparison.values)
            return lambda value, _now: value is not None and value != "" and holds(value, None)


def _is_written(fact: Fact, value: str | None) -> bool:
    """A text of which folding leaves nothing compares as absent."""
    return value is not None and fact.folded(value) != ""


def _related(operator: str, values: tuple[Any, ...]) -> Callable[[Any, Any], bool]:
    relations: dict[str, Callable[[Any, Any], bool]] = {
        "=": lambda value, _: value == values[0],
        "!=": lambda value, _: value != values[0],
        "contains": lambda value, _: values[0] in value,
        "starts": lambda value, _: value.startswith(values[0]),
        "in": lambda value, _: any(value == each for each in values),
        "<": lambda value, _: value < values[0],
        "<=": lambda value, _: value <= values[0],
        ">": lambda value, _: value > values[0],
        ">=": lambda value, _: value >= values[0],
        "between": lambda value, _: values[0] <= value <= values[1],
        "true": lambda value, _: value is True,
        "false": lambda value, _: value is False,
    }
    return relations[operator]


def _dated(comparison: Comparison) -> Callable[[date, date], bool]:
    values: tuple[Any, ...] = comparison.values
    relations: dict[str, Callable[[date, date], bool]] = {
        "on": lambda day, _today: day == values[0],
        "before": lambda day, _today: day < values[0],
        "after": lambda day, _today: day > values[0],
        "between": lambda day, _today: values[0] <= day <= values[1],
        "last_days": lambda day, today: 0 <= (today - day).days < values[0],
        "next_days": lambda day, today: 0 <= (day - today).days < values[0],
        "days_ago": lambda day, today: (today - day).days > values[0],
        "anniversary": lambda day, today: _has_anniversary(day, today, values[0]),
    }
    return relations[comparison.operator.name]


def _has_anniversary(day: date, today: date, days: int) -> bool:
    return any(_is_anniversary(day, today + timedelta(days=ahead)) for ahead in range(min(days, 366) + 1))


def _is_anniversary(day: date, other: date) -> bool:
    kept = (day.month, day.day)
    if kept == LEAP_DAY and not isleap(other.year):
        kept = (2, 28)
    return kept == (other.month, other.day)


def _collection(comparison: Comparison) -> Callable[[Any, datetime], bool]:
    """Of many values: an absent collection is an empty one."""
    values: tuple[Any, ...] = comparison.values
    wanted = frozenset(values)
    relations: dict[str, Callable[[Any, datetime], bool]] = {
        "known": lambda value, _now: bool(value),
        "unknown": lambda value, _now: not value,
        "any": lambda value, _now: bool(wanted.intersection(value or ())),
        "all": lambda value, _now: wanted.issubset(value or ()),
        "none": lambda value, _now: wanted.isdisjoint(value or ()),
        "at_least": lambda value, now: _happened(value, now, values) >= values[0],
        "at_most": lambda value, now: _happened(value, now, values) <= values[0],
        "exactly": lambda value, now: _happened(value, now, values) == values[0],
        "older": lambda value, now: _last_is_older(value, now, values[0]),
    }
    return relations[comparison.operator.name]


def _happened(moments: Any, now: datetime, values: tuple[int, ...]) -> int:
    """How many of the moments lie in the window; what is still to come has not happened."""
    past = [moment for moment in moments or () if moment <= now]
    if len(values) == 1:
        return len(past)
    return sum(1 for moment in past if moment > now - timedelta(days=values[1]))


def _last_is_older(moments: Any, now: datetime, days: int) -> bool:
    past = [moment for moment in moments or () if moment <= now]
    return bool(past) and max(past) < now - timedelta(days=days)
