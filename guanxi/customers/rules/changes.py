"""What became of a customer since a day: values in, lines of a change sheet out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from guanxi.customers.rules.stream import MACHINERY
from guanxi.platform.journal.types import FieldChange

# What follows from another field, or says where a record stands and not what changed at the customer.
UNTOLD = MACHINERY | {"country_code", "isic_code", "merged_into_id", "kind"}
MOST_OWN_LINES = 20


@dataclass(frozen=True, slots=True)
class NetChange:
    """One field between two moments, however often it changed in between. `at`, `who`: of the last change."""

    field: str
    before: str
    after: str
    at: datetime
    who: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What somebody says of a change. `field` "" with `what`: a change the file does not hold."""

    field: str = ""
    what: str = ""
    before: str = ""
    after: str = ""
    cause: str = ""
    measure: str = ""


@dataclass(frozen=True, slots=True)
class ChangeSheetDraft:
    since_on: date
    judged: tuple[Judged, ...] = ()
    measures_due_on: date | None = None


def net_changes(history: Iterable[FieldChange], since: datetime) -> list[NetChange]:
    """From what each field was at `since` to what it is now; what came back to where it was is left out.

    `history` is newest first, its values already in words. In the order of the last changes, newest first.
    """
    found: dict[str, NetChange] = {}
    for one in history:
        if one.at < since or one.field in UNTOLD:
            continue
        last = found.get(one.field)
        found[one.field] = NetChange(
            one.field,
            str(one.before or ""),
            last.after if last else str(one.after or ""),
            last.at if last else one.at,
            last.who if last else one.who,
        )
    return [one for one in found.values() if one.before != one.after]
