"""From the JSON form to a condition. Everything a stranger may write ends in a value or a named error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from guanxi.platform.conditions.errors import (
    Path,
    TooLarge,
    UnknownFact,
    UnknownOperator,
    UnknownVersion,
    WrongForm,
)
from guanxi.platform.conditions.facts import REGISTRY
from guanxi.platform.conditions.operators import find_operator
from guanxi.platform.conditions.tree import VERSION, All, AnyOf, Comparison, Condition, Not, comparisons
from guanxi.platform.conditions.values import read_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guanxi.platform.conditions.facts import Fact

DEEPEST = 8
MOST_COMPARISONS = 200
LONGEST_JSON = 200_000


def loads(written: str, subject: str, registry: Mapping[str, Fact] = REGISTRY) -> Condition:
    """Read JSON text, such as a form's hidden field. An empty text is the condition that is always true."""
    if len(written) > LONGEST_JSON:
        raise TooLarge(_("This condition is too long."))
    if not written.strip():
        return All(())
    try:
        raw = json.loads(written, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise WrongForm(_("This condition cannot be read.")) from None
    return parse(raw, subject, registry)


def parse(raw: object, subject: str, registry: Mapping[str, Fact] = REGISTRY) -> Condition:
    """The condition that a JSON form states about a subject, or a ConditionError with sentence and path."""
    if isinstance(raw, dict) and "version" in raw:
        if raw["version"] != VERSION or isinstance(raw["version"], bool):
            raise UnknownVersion(_("This condition was written by another version of Guanxi."), ("version",))
        raw = {key: part for key, part in raw.items() if key != "version"}
    condition = _node(raw, (), 0, subject, registry)
    if sum(1 for _each in comparisons(condition)) > MOST_COMPARISONS:
        raise TooLarge(_("This condition has too many rows: at most %d.") % MOST_COMPARISONS)
    return condition


def _node(raw: object, path: Path, depth: int, subject: str, registry: Mapping[str, Fact]) -> Condition:
    if depth > DEEPEST:
        raise TooLarge(_("These groups are nested too deeply: at most %d levels.") % DEEPEST, path)
    if not isinstance(raw, dict):
        raise WrongForm(_("A condition is a group (all, any, not) or a comparison of a fact."), path)
    match raw:
        case {"all": list() as parts} if len(raw) == 1:
            return All(_nodes(parts, (*path, "all"), depth, subject, registry))
        case {"any": list() as parts} if len(raw) == 1:
            return AnyOf(_nodes(parts, (*path, "any"), depth, subject, registry))
        case {"not": part} if len(raw) == 1:
            return Not(_node(part, (*path, "not"), depth + 1, subject, registry))
        case {"fact": name, "is": operator} if raw.keys() <= {"fact", "is", "value"}:
            return _comparison(name, operator, raw.get("value"), path, subject, registry)
        case _:
            raise WrongForm(_("A condition is a group (all, any, not) or a comparison of a fact."), path)


def _nodes(
    parts: list[object], path: Path, depth: int, subject: str, registry: Mapping[str, Fact]
) -> tuple[Condition, ...]:
    if len(parts) > MOST_COMPARISONS:
        raise TooLarge(_("This condition has too many rows: at most %d.") % MOST_COMPARISONS, path)
    return tuple(
        _node(part, (*path, index), depth + 1, subject, registry) for index, part in enumerate(parts)
    )


def _comparison(
    name: object, operator_name: object, value: object, path: Path, subject: str, registry: Mapping[str, Fact]
) -> Comparison:
    fact = registry.get(name) if isinstance(name, str) else None
    if fact is None or fact.subject != subject:
        raise UnknownFact(_("This fact does not exist any more, or you may not see it."), (*path, "fact"))
    operator = find_operator(fact.kind, operator_name)
    if operator is None:
        raise UnknownOperator(
            _("“%(fact)s” cannot be compared in this way.") % {"fact": fact.label}, (*path, "is")
        )
    return Comparison(fact, operator, read_values(fact, operator, value, (*path, "value")))
