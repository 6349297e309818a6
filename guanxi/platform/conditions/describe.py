"""A condition as a sentence in the reader's language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils.translation import get_language, gettext, ngettext, pgettext

from guanxi.platform.conditions.operators import Shape
from guanxi.platform.conditions.tree import All, AnyOf, Comparison, Condition, Not

if TYPE_CHECKING:
    from guanxi.platform.conditions.facts import Fact
    from guanxi.platform.conditions.tree import Scalar

MOST_VALUES = 5  # a longer list is cut: "and 7 more"


def describe(condition: Condition) -> str:
    """A sentence in the active language, without a full stop. Values stand in quotation marks."""
    return _sentence(condition, is_part=False)


def _sentence(condition: Condition, *, is_part: bool) -> str:
    match condition:
        case All(parts):
            return _chain(pgettext("condition", " and "), parts, gettext("always"), is_part=is_part)
        case AnyOf(parts):
            return _chain(pgettext("condition", " or "), parts, gettext("never"), is_part=is_part)
        case Not(part):
            return _denied(part)
        case Comparison():
            return describe_comparison(condition)


def _chain(word: str, parts: tuple[Condition, ...], empty: str, *, is_part: bool) -> str:
    if len(parts) < 2:  # noqa: PLR2004  nothing to join
        return _sentence(parts[0], is_part=is_part) if parts else empty
    joined = word.join(_sentence(part, is_part=True) for part in parts)
    return pgettext("condition", "(%s)") % joined if is_part else joined


def _denied(part: Condition) -> str:
    """Of several: which of them fail is said in words; brackets behind a bare "not" are read either way."""
    if isinstance(part, AnyOf | All) and len(part.parts) > 1:
        each = pgettext("list of conditions", "; ").join(_sentence(one, is_part=True) for one in part.parts)
        words = gettext("none of these is true (%(conditions)s)")
        if isinstance(part, All):
            words = gettext("at least one of these is not true (%(conditions)s)")
        return words % {"conditions": each}
    return gettext("not (%(condition)s)") % {"condition": _sentence(part, is_part=False)}


def describe_comparison(comparison: Comparison) -> str:
    """One comparison as a sentence."""
    fact, operator, values = comparison.fact, comparison.operator, comparison.values
    words: dict[str, object] = {"fact": str(fact.label)}
    match operator.shape:
        case Shape.DAYS:
            words["days"] = values[0]
        case Shape.NUMBER_RANGE | Shape.DATE_RANGE:
            words["low"], words["high"] = (_value(fact, value) for value in values)
        case Shape.COUNT:
            words["value"] = _count(*(int(str(value)) for value in values))
        case _:
            words["value"] = _list(fact, values)
    return str(operator.sentence % words)


def _list(fact: Fact, values: tuple[Scalar, ...]) -> str:
    shown = [_value(fact, value) for value in values[:MOST_VALUES]]
    written = gettext(", ").join(shown)
    more = len(values) - len(shown)
    if not more:
        return written
    return ngettext("%(values)s and %(more)d more", "%(values)s and %(more)d more", more) % {
        "values": written,
        "more": more,
    }


def figure(value: Decimal | int) -> str:
    """A number with all its decimals, grouped by thousands as the pages write it."""
    return str(format_decimal(value, format="#,##0.##########", locale=_locale()))


def _locale() -> Locale:
    language = get_language() or "en"
    return Locale("zh", "CN", script="Hans") if language.startswith("zh") else Locale("en")


def _value(fact: Fact, value: Scalar) -> str:
    labels = dict(fact.offered())
    if isinstance(value, (str, int)) and value in labels:
        return gettext("“%s”") % labels[value]
    if isinstance(value, Decimal):
        return figure(value)
    if isinstance(value, date):
        return str(format_date(value, format="medium", locale=_locale()))
    return gettext("“%s”") % value


def _count(count: int, days: int | None = None) -> str:
    if days is None:
        return ngettext("%(count)d time ever", "%(count)d times ever", count) % {"count": count}
    window = ngettext("in the last %(days)d day", "in the last %(days)d days", days) % {"days": days}
    return ngettext("%(count)d time %(window)s", "%(count)d times %(window)s", count) % {
        "count": count,
        "window": window,
    }
