"""A condition as a value: four frozen classes, and the way back to the JSON form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from guanxi.platform.conditions.operators import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from guanxi.platform.conditions.facts import Fact
    from guanxi.platform.conditions.operators import Operator

VERSION = 1

Scalar = str | int | Decimal | date


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is true; without parts: true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when at least one part is true; without parts: false."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The exact complement."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Comparison:
    """One fact, one operator, and its values as a tuple: none, one, two (between), many (in).

    Of events: (count,) for ever, (count, days), or (days,) for `older`.
    """

    fact: Fact
    operator: Operator
    values: tuple[Scalar, ...]


Condition = All | AnyOf | Not | Comparison


def comparisons(condition: Condition) -> Iterator[Comparison]:
    """All comparisons, from left to right."""
    match condition:
        case Comparison():
            yield condition
        case Not(part):
            yield from comparisons(part)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from comparisons(part)


def stored(condition: Condition) -> dict[str, object]:
    """The JSON form with its version, as it is kept in the database; `parse` reads it back equal."""
    return {"version": VERSION, **form(condition)}


def form(condition: Condition) -> dict[str, object]:
    """The JSON form. Decimals and dates become strings."""
    match condition:
        case All(parts):
            return {"all": [form(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [form(part) for part in parts]}
        case Not(part):
            return {"not": form(part)}
        case Comparison(fact, operator, values):
            written: dict[str, object] = {"fact": fact.name, "is": operator.name}
            if operator.shape is not Shape.NOTHING:
                written["value"] = _value(operator.shape, values)
            return written


def _value(shape: Shape, values: tuple[Scalar, ...]) -> object:
    plain = [_plain(value) for value in values]
    match shape:
        case Shape.TEXTS | Shape.NUMBERS | Shape.CHOICES | Shape.NUMBER_RANGE | Shape.DATE_RANGE:
            return plain
        case Shape.COUNT:
            return dict(zip(("count", "days"), plain, strict=False))
        case _:
            return plain[0]


def _plain(value: Scalar) -> str | int:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value
