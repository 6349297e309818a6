"""The answer to a builder: how many match, and the condition as a sentence; or what is wrong, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from django.utils.translation import ngettext

from guanxi.platform.conditions.describe import describe, figure
from guanxi.platform.conditions.errors import ConditionError
from guanxi.platform.conditions.facts import REGISTRY
from guanxi.platform.conditions.reading import loads
from guanxi.platform.conditions.tree import All

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from guanxi.platform.conditions.facts import Fact
    from guanxi.platform.conditions.tree import Condition


class Preview(TypedDict, total=False):
    """`count`, `summary` and `sentence`, or `error` and `place`."""

    count: int
    summary: str
    sentence: str
    error: str
    place: str


@dataclass(frozen=True, slots=True)
class Counted:
    """What `count` answers when it stopped early: at least so many."""

    least: int


def preview(
    written: str,
    subject: str,
    count: Callable[[Condition], int | Counted],
    registry: Mapping[str, Fact] = REGISTRY,
) -> Preview:
    """JSON-ready. `count` asks the area's own query, so that it sees only the actor's rows."""
    try:
        condition = loads(written, subject, registry)
        counted = count(condition)
    except ConditionError as error:
        return {"error": str(error.sentence), "place": error.place}
    number = counted.least if isinstance(counted, Counted) else counted
    shown = figure(number) + ("+" if number is not counted else "")
    sentence = "" if condition == All(()) else describe(condition)  # nothing chosen needs no sentence
    summary = ngettext("%(count)s matches", "%(count)s match", number) % {"count": shown}
    return {"count": number, "summary": summary, "sentence": sentence}
