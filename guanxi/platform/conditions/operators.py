"""The closed list of operators: which kind of fact has which, what value each takes, how it reads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from guanxi.platform.conditions.facts import Kind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Shape(StrEnum):
    """What stands at "value" in the JSON form."""

    NOTHING = "nothing"
    TEXT = "text"
    TEXTS = "texts"
    NUMBER = "number"
    NUMBERS = "numbers"
    NUMBER_RANGE = "number_range"
    DATE = "date"
    DATE_RANGE = "date_range"
    DAYS = "days"  # a whole number of days
    CHOICE = "choice"
    CHOICES = "choices"
    COUNT = "count"  # {"count": 3, "days": 30}; without days: ever


@dataclass(frozen=True, slots=True)
class Operator:
    """`label` stands in the builder's list; `sentence` reads a whole comparison aloud."""

    name: str
    shape: Shape
    label: _StrPromise
    sentence: _StrPromise


KNOWN = Operator("known", Shape.NOTHING, _("is known"), _("%(fact)s is known"))
UNKNOWN = Operator("unknown", Shape.NOTHING, _("is unknown"), _("%(fact)s is unknown"))

_TEXT = (
    Operator("=", Shape.TEXT, pgettext_lazy("condition", "is"), _("%(fact)s is %(value)s")),
    Operator("!=", Shape.TEXT, pgettext_lazy("condition", "is not"), _("%(fact)s is not %(value)s")),
    Operator("contains", Shape.TEXT, _("contains"), _("%(fact)s contains %(value)s")),
    Operator("starts", Shape.TEXT, _("starts with"), _("%(fact)s starts with %(value)s")),
    Operator("in", Shape.TEXTS, _("is one of"), _("%(fact)s is one of %(value)s")),
    KNOWN,
    UNKNOWN,
)
_NUMBER = (
    Operator("=", Shape.NUMBER, _("equals"), _("%(fact)s equals %(value)s")),
    Operator("!=", Shape.NUMBER, _("does not equal"), _("%(fact)s does not equal %(value)s")),
    Operator("<", Shape.NUMBER, _("is less than"), _("%(fact)s is less than %(value)s")),
    Operator("<=", Shape.NUMBER, _("is at most"), _("%(fact)s is at most %(value)s")),
    Operator(">", Shape.NUMBER, _("is more than"), _("%(fact)s is more than %(value)s")),
    Operator(">=", Shape.NUMBER, _("is at least"), _("%(fact)s is at least %(value)s")),
    Operator("between", Shape.NUMBER_RANGE, _("is between"), _("%(fact)s is between %(low)s and %(high)s")),
    Operator("in", Shape.NUMBERS, _("is one of"), _("%(fact)s is one of %(value)s")),
    KNOWN,
    UNKNOWN,
)
_DAY = (
    Operator("on", Shape.DATE, _("is on"), _("%(fact)s is on %(value)s")),
    Operator("before", Shape.DATE, _("is before"), _("%(fact)s is before %(value)s")),
    Operator("after", Shape.DATE, _("is after"), _("%(fact)s is after %(value)s")),
    Operator("between", Shape.DATE_RANGE, _("is between"), _("%(fact)s is between %(low)s and %(high)s")),
    Operator(
        "last_days",
        Shape.DAYS,
        _("is in the last … days"),
        ngettext_lazy(
            "%(fact)s is in the last %(days)d day", "%(fact)s is in the last %(days)d days", "days"
        ),
    ),
    Operator(
        "next_days",
        Shape.DAYS,
        _("is in the next … days"),
        ngettext_lazy(
            "%(fact)s is in the next %(days)d day", "%(fact)s is in the next %(days)d days", "days"
        ),
    ),
    Operator(
        "days_ago",
        Shape.DAYS,
        _("is more than … days ago"),
        ngettext_lazy(
            "%(fact)s is more than %(days)d day ago", "%(fact)s is more than %(days)d days ago", "days"
        ),
    ),
    Operator(
        "anniversary",
        Shape.DAYS,
        _("has its anniversary within … days"),
        ngettext_lazy(
            "%(fact)s has its anniversary within %(days)d day",
            "%(fact)s has its anniversary within %(days)d days",
            "days",
        ),
    ),
    KNOWN,
    UNKNOWN,
)
_FLAG = (
    Operator("true", Shape.NOTHING, _("is yes"), _("%(fact)s: yes")),
    Operator("false", Shape.NOTHING, _("is no"), _("%(fact)s: no")),
    KNOWN,
    UNKNOWN,
)
_CHOICE = (
    Operator("=", Shape.CHOICE, pgettext_lazy("condition", "is"), _("%(fact)s is %(value)s")),
    Operator("!=", Shape.CHOICE, pgettext_lazy("condition", "is not"), _("%(fact)s is not %(value)s")),
    Operator("in", Shape.CHOICES, _("is one of"), _("%(fact)s is one of %(value)s")),
    KNOWN,
    UNKNOWN,
)
_WORDS = (
    Operator("any", Shape.TEXTS, _("has any of"), _("%(fact)s has any of %(value)s")),
    Operator("all", Shape.TEXTS, _("has all of"), _("%(fact)s has all of %(value)s")),
    Operator("none", Shape.TEXTS, _("has none of"), _("%(fact)s has none of %(value)s")),
    KNOWN,
    UNKNOWN,
)
_EVENTS = (
    Operator("at_least", Shape.COUNT, _("at least"), _("%(fact)s: at least %(value)s")),
    Operator("at_most", Shape.COUNT, _("at most"), _("%(fact)s: at most %(value)s")),
    Operator("exactly", Shape.COUNT, _("exactly"), _("%(fact)s: exactly %(value)s")),
    Operator(
        "older",
        Shape.DAYS,
        _("the last one more than … days ago"),
        ngettext_lazy(
            "%(fact)s: the last one more than %(days)d day ago",
            "%(fact)s: the last one more than %(days)d days ago",
            "days",
        ),
    ),
)

OPERATORS: dict[Kind, tuple[Operator, ...]] = {
    Kind.TEXT: _TEXT,
    Kind.NUMBER: _NUMBER,
    Kind.MONEY: _NUMBER,
    Kind.DATE: _DAY,
    Kind.MOMENT: _DAY,
    Kind.FLAG: _FLAG,
    Kind.CHOICE: _CHOICE,
    Kind.WORDS: _WORDS,
    Kind.EVENTS: _EVENTS,
}


def find_operator(kind: Kind, name: object) -> Operator | None:
    return next((operator for operator in OPERATORS[kind] if operator.name == name), None)
