"""Likely doubles: the records a scan compares, and the groups that wait for a look."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from guanxi.customers.models import Customer, LikelyPair
from guanxi.customers.queries.customers import LEAN
from guanxi.customers.rules.duplicates import Role
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet

if TYPE_CHECKING:
    import pyarrow as pa

MOST_PAIRS = 2_000  # pairs looked at for one page of groups
ROLES = {
    "organisation": {
        "name": Role.ORGANISATION,
        "credit_code": Role.CREDIT_CODE,
        "phone": Role.PHONE,
        "email": Role.EMAIL,
        "city": Role.PLACE,
        "address": Role.ADDRESS,
    },
    "person": {
        "name": Role.PERSON,
        "phone": Role.PHONE,
        "email": Role.EMAIL,
        "born_on": Role.DATE,
        "city": Role.PLACE,
        "address": Role.ADDRESS,
    },
}


@dataclass(frozen=True, slots=True)
class DoubleGroup:
    """Records that may be one, in the order of their keys; the probability of its surest pair."""

    records: tuple[Customer, ...]
    probability: float


def records_to_compare(actor: Actor, kind: str) -> "tuple[list[int], pa.Table]":
    """Keys and facts of all records of a kind the actor may merge, as a table of text columns."""
    import pyarrow as pa

    names = tuple(ROLES[kind])
    rows = Customer.objects.visible_to(actor, "customers.merge").filter(kind=kind, archived_at=None)
    found = list(rows.order_by("pk").values_list("pk", *names))
    columns = list(zip(*found, strict=True)) if found else [()] * (len(names) + 1)
    texts = [pa.array([None if v in (None, "") else str(v) for v in c], pa.string()) for c in columns[1:]]
    return list(columns[0]), pa.table(dict(zip(names, texts, strict=True)))


def open_pairs(actor: Actor) -> RecordQuerySet:
    """Pairs nobody has judged, the surest first; both records stand and are the actor's to merge."""
    mine = Customer.objects.visible_to(actor, "customers.merge").filter(archived_at=None)
    keys = mine.order_by().values("pk")
    found = LikelyPair.objects.visible_to(actor).filter(are_two=False, one__in=keys, other__in=keys)
    return found.order_by("-probability", "pk")


def double_groups(actor: Actor, *, limit: int) -> list[DoubleGroup]:
    """Groups of records connected by open pairs, the surest first."""
    pairs = list(open_pairs(actor).values_list("one_id", "other_id", "probability")[:MOST_PAIRS])
    groups = list(_connected(pairs))[:limit]
    wanted = {key for keys, _probability in groups for key in keys}
    rows = Customer.objects.visible_to(actor).filter(pk__in=wanted).select_related("owner")
    records = {row.pk: row for row in rows.defer(*LEAN).order_by("pk")}
    return [
        DoubleGroup(tuple(records[key] for key in sorted(keys)), probability) for keys, probability in groups
    ]


def _connected(pairs: Sequence[tuple[int, int, float]]) -> Iterator[tuple[set[int], float]]:
    """Sets of keys connected by pairs, in the order in which their first pair came."""
    home: dict[int, set[int]] = {}
    sure: dict[int, float] = {}
    for one, other, probability in pairs:
        joined = home.get(one, {one}) | home.get(other, {other})
        for key in joined:
            home[key] = joined
            sure[key] = max(sure.get(key, 0.0), probability)
    told: set[int] = set()
    for one, _other, _probability in pairs:
        if one not in told:
            told |= home[one]
            yield home[one], max(sure[key] for key in home[one])
