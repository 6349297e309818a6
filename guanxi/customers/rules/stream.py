"""The stream of a customer's page: contacts and changes of the record, in one order of time."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

from guanxi.customers.types import ChangedFields, FieldWas
from guanxi.platform.journal.types import FieldChange

# Columns the product fills for itself: nobody reads them as a change.
MACHINERY = frozenset({"search", "search_text", "sort_name", "touched_at", "created_at", "updated_at"})


class Dated(Protocol):
    at: datetime


D = TypeVar("D", bound=Dated)


def folded(changes: Iterable[FieldChange]) -> list[ChangedFields]:
    """One entry for each change set, newest first, without the columns nobody typed."""
    found: dict[int, ChangedFields] = {}
    for one in changes:
        if one.field in MACHINERY:
            continue
        known = found.get(one.change_set_id)
        fields = (*known.fields, one) if known else (one,)
        found[one.change_set_id] = ChangedFields(one.change_set_id, one.at, one.who, fields)
    return sorted(found.values(), key=lambda entry: (entry.at, entry.change_set_id), reverse=True)


def by_field(changes: Iterable[FieldChange], most: int = 5) -> dict[str, list[FieldWas]]:
    """What stood in each field before, newest first, at most `most` lines each."""
    found: dict[str, list[FieldWas]] = {}
    for one in changes:
        lines = found.setdefault(one.field, [])
        if one.field not in MACHINERY and len(lines) < most:
            lines.append(FieldWas(one.at, one.who, one.before))
    return {name: lines for name, lines in found.items() if lines}


def merged(
    touches: Sequence[D], changes: Sequence[ChangedFields], *, is_whole: bool
) -> list[D | ChangedFields]:
    """Both in one order, newest first. When older touches wait on a later page, so do the older changes."""
    oldest = touches[-1].at if touches else None
    shown = [c for c in changes if is_whole or oldest is None or c.at >= oldest]
    everything: list[D | ChangedFields] = [*touches, *shown]
    return sorted(everything, key=lambda entry: entry.at, reverse=True)
