"""What a builder needs to let a person write a condition: facts by area, operators, choices, words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext, pgettext

from guanxi.platform.conditions.facts import REGISTRY
from guanxi.platform.conditions.operators import OPERATORS
from guanxi.platform.conditions.tree import VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guanxi.platform.conditions.facts import Fact


def offer(subject: str, registry: Mapping[str, Fact] = REGISTRY, *, lists: bool = True) -> dict[str, object]:
    """A JSON-ready description in the active language.

    With `lists` (the default) only facts from which a list can be made are offered; without it also those
    that live only in profiles.
    """
    groups: dict[str, list[dict[str, object]]] = {}
    for fact in registry.values():
        if fact.subject == subject and (fact.table or not lists):
            groups.setdefault(str(fact.group), []).append(_fact(fact))
    return {
        "version": VERSION,
        "subject": subject,
        "groups": [{"label": label, "facts": facts} for label, facts in groups.items()],
        "operators": {
            kind.value: [
                {"name": each.name, "label": str(each.label), "shape": each.shape.value} for each in operators
            ]
            for kind, operators in OPERATORS.items()
        },
        "words": _words(),
    }


def _fact(fact: Fact) -> dict[str, object]:
    described: dict[str, object] = {"name": fact.name, "label": str(fact.label), "kind": fact.kind.value}
    choices = [[value, str(label)] for value, label in fact.offered()]
    if choices:
        described["choices"] = choices
    return described


def _words() -> dict[str, str]:
    """The builder's own labels."""
    return {
        "all": gettext("All of these are true"),
        "any": gettext("At least one of these is true"),
        "not_all": gettext("At least one of these is not true"),
        "not_any": gettext("None of these is true"),
        "group": gettext("Group of conditions"),
        "how": gettext("How the rows are joined"),
        "row": gettext("Condition"),
        "add_row": gettext("Add condition"),
        "add_group": gettext("Add group"),
        "remove_row": gettext("Remove this condition"),
        "remove_group": gettext("Remove this group"),
        "fact": gettext("What"),
        "find_fact": gettext("Search what to compare"),
        "no_fact": gettext("Nothing found. Try another word."),
        "operator": gettext("How it is compared"),
        "value": gettext("Value"),
        "from": gettext("From"),
        "to": gettext("To"),
        "count": gettext("How often"),
        "days": gettext("Days"),
        "in_days": gettext("times in the last"),
        "ever": gettext("days (empty: ever)"),
        "days_unit": pgettext("condition", "days"),
        "one_per_line": gettext("One value per line"),
        "choose": gettext("Choose…"),
        "choose_many": gettext("Choose one or more"),
        "empty": gettext("No condition yet: everyone is included."),
        "incomplete": gettext("Fill in this row: until then it does not count."),
        "counting": gettext("Counting…"),
        "count_failed": gettext("The number could not be counted. Check the rows and your connection."),
        "unknown_fact": gettext("This fact does not exist any more. Remove the row."),
    }
