"""Values of comparisons, read from JSON: one function per shape; each refuses with a sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from guanxi.platform.conditions.errors import Path, TooLarge, WrongValue
from guanxi.platform.conditions.facts import Kind
from guanxi.platform.conditions.operators import Operator, Shape

if TYPE_CHECKING:
    from collections.abc import Callable

    from guanxi.platform.conditions.facts import Fact
    from guanxi.platform.conditions.tree import Scalar

LONGEST_TEXT = 1_000
LONGEST_NUMBER = 40  # characters
LONGEST_LIST = 1_000
WHOLE_DIGITS = 15  # numeric(19,4)
DECIMALS = {Kind.MONEY: 4, Kind.NUMBER: 10}
FIRST_YEAR, LAST_YEAR = 1800, 2200
MOST_DAYS = 36_600
MOST_EVENTS = 1_000_000
LARGEST_KEY = 2**63 - 1


def read_values(fact: Fact, operator: Operator, value: object, path: Path) -> tuple[Scalar, ...]:
    """The values of a comparison as the tree keeps them, or WrongValue / TooLarge with the place."""
    match operator.shape:
        case Shape.NOTHING:
            if value is not None:
                raise WrongValue(_("This comparison takes no value."), path)
            return ()
        case Shape.COUNT:
            return _count(value, path)
        case Shape.DAYS:
            least = 0 if operator.name in {"anniversary", "days_ago", "older"} else 1
            return (_whole(value, path, least, MOST_DAYS),)
        case Shape.NUMBER_RANGE | Shape.DATE_RANGE:
            return _range(_READERS[operator.shape], fact, value, path)
        case Shape.TEXTS | Shape.NUMBERS | Shape.CHOICES:
            return _many(_READERS[operator.shape], fact, value, path)
        case _:
            return (_READERS[operator.shape](fact, value, path),)


def _text(fact: Fact, value: object, path: Path) -> str:
    if not isinstance(value, str):
        raise WrongValue(_("A text is expected here."), path)
    if not value or not fact.folded(value):
        raise WrongValue(_("Write a text here, or choose “is unknown”."), path)
    if len(value) > LONGEST_TEXT:
        raise TooLarge(_("This text is too long: at most %d characters.") % LONGEST_TEXT, path)
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise WrongValue(_("This text holds a character that cannot be stored."), path)
    return value


def _number(fact: Fact, value: object, path: Path) -> Decimal:
    number = _decimal(value, path)
    decimals = DECIMALS[fact.kind]
    digits = number.as_tuple()
    exponent = digits.exponent
    if not isinstance(exponent, int):  # NaN and the infinities have letters here
        raise WrongValue(_("A number is expected here."), path)
    if number and len(digits.digits) + exponent > WHOLE_DIGITS:
        raise WrongValue(
            _("This number is too large: at most %d digits before the point.") % WHOLE_DIGITS, path
        )
    number = shortest(number)
    fraction = number.as_tuple().exponent
    if isinstance(fraction, int) and -fraction > decimals:
        raise WrongValue(_("This number has too many decimals: at most %d.") % decimals, path)
    return number


def _decimal(value: object, path: Path) -> Decimal:
    if isinstance(value, (bool, list, dict)) or value is None:
        raise WrongValue(_("A number is expected here."), path)
    if isinstance(value, int) and value.bit_length() > 8 * LONGEST_NUMBER:
        raise WrongValue(
            _("This number is too large: at most %d digits before the point.") % WHOLE_DIGITS, path
        )
    # A JSON float means what its shortest form says.
    written = repr(value) if isinstance(value, float) else str(value).strip()
    if len(written) > LONGEST_NUMBER or "_" in written:
        raise WrongValue(_("A number is expected here."), path)
    try:
        return Decimal(written)
    except InvalidOperation:
        raise WrongValue(_("A number is expected here."), path) from None


def shortest(number: Decimal) -> Decimal:
    """Without trailing zeros, without an exponent, without a negative zero."""
    if not number:
        return Decimal(0)
    whole = number.to_integral_value()
    return whole.quantize(Decimal(1)) if whole == number else number.normalize()


def _date(fact: Fact, value: object, path: Path) -> date:  # noqa: ARG001  all readers look alike
    if not isinstance(value, str) or len(value) != len("2026-01-31"):
        raise WrongValue(_("A date is expected here, as in 2026-01-31."), path)
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise WrongValue(_("A date is expected here, as in 2026-01-31."), path) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise WrongValue(
            _("The year must lie between %(first)d and %(last)d.") % {"first": FIRST_YEAR, "last": LAST_YEAR},
            path,
        )
    return day


def _choice(fact: Fact, value: object, path: Path) -> str | int:
    chosen: str | int
    if fact.whole_choices:
        chosen = _whole(value, path, -LARGEST_KEY, LARGEST_KEY)
    else:
        chosen = _text(fact, value, path)
    # Choices that come from rows may be gone by now; a stored list must still open.
    if not callable(fact.choices) and chosen not in {choice for choice, _label in fact.offered()}:
        raise WrongValue(_("Choose one of the offered values."), path)
    return chosen


def _whole(value: object, path: Path, least: int, most: int) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= len(str(most)):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise WrongValue(
            _("A whole number from %(least)d to %(most)d is expected here.") % {"least": least, "most": most},
            path,
        )
    return value


def _count(value: object, path: Path) -> tuple[int, ...]:
    if not isinstance(value, dict) or not {"count"} <= value.keys() <= {"count", "days"}:
        raise WrongValue(_("Say how often, and in how many days."), path)
    count = _whole(value["count"], (*path, "count"), 0, MOST_EVENTS)
    if value.get("days") is None:
        return (count,)
    return count, _whole(value["days"], (*path, "days"), 1, MOST_DAYS)


def _many(
    read: Callable[[Fact, object, Path], Scalar], fact: Fact, value: object, path: Path
) -> tuple[Scalar, ...]:
    if not isinstance(value, list) or not value:
        raise WrongValue(_("Give at least one value."), path)
    if len(value) > LONGEST_LIST:
        raise TooLarge(_("These are too many values: at most %d.") % LONGEST_LIST, path)
    return tuple(dict.fromkeys(read(fact, item, (*path, index)) for index, item in enumerate(value)))


def _range(
    read: Callable[[Fact, object, Path], Scalar], fact: Fact, value: object, path: Path
) -> tuple[Scalar, ...]:
    match value:
        case [low, high]:
            return read(fact, low, (*path, 0)), read(fact, high, (*path, 1))
        case _:
            raise WrongValue(_("Give two values: from and to."), path)


_READERS: dict[Shape, Callable[[Fact, object, Path], Scalar]] = {
    Shape.TEXT: _text,
    Shape.TEXTS: _text,
    Shape.NUMBER: _number,
    Shape.NUMBERS: _number,
    Shape.NUMBER_RANGE: _number,
    Shape.DATE: _date,
    Shape.DATE_RANGE: _date,
    Shape.CHOICE: _choice,
    Shape.CHOICES: _choice,
}
