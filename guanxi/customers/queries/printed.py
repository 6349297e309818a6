"""What the printed forms show of many customers, read in pieces."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from guanxi.customers.models import Contact, Customer, Profile, Touch
from guanxi.customers.queries.contacts import speaking_for
from guanxi.customers.queries.customers import customers
from guanxi.customers.types import REAL_CONTACTS
from guanxi.platform import slots
from guanxi.platform.access.types import Actor
from guanxi.platform.slots import Mark

TALKS_ON_A_CARD = 4
COMPLAINTS_EACH = 20
BATCH = 200
TALKS = frozenset({*REAL_CONTACTS, "note", "complaint"})
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Printed:
    """A customer with all that its forms show."""

    customer: Customer
    marks: dict[str, Mark]
    contacts: tuple[Contact, ...]
    talks: tuple[Touch, ...]
    complaints: tuple[Touch, ...]
    profile: Profile | None


def printed(actor: Actor, keys: Sequence[int], tell: Tell | None = None) -> list[Printed]:
    """Those of these customers the actor may see, by name; `tell` hears how many of how many are read."""
    wanted = list(customers(actor).filter(pk__in=keys).values_list("pk", flat=True))
    found: list[Printed] = []
    for start in range(0, len(wanted), BATCH):
        found += _batch(actor, wanted[start : start + BATCH])
        if tell:
            tell(len(found), len(wanted))
    return found


def _batch(actor: Actor, keys: Sequence[int]) -> list[Printed]:
    rows = list(Customer.objects.visible_to(actor).filter(pk__in=keys).select_related("owner", "team"))
    by_key = {row.pk: row for row in rows}
    marks = slots.marks("customer", actor, list(by_key))
    contacts = speaking_for(actor, keys)
    talks = _newest(actor, keys, TALKS, TALKS_ON_A_CARD)
    complaints = _newest(actor, keys, ("complaint",), COMPLAINTS_EACH)
    profiles = Profile.objects.visible_to(actor).filter(customer_id__in=keys).order_by("pk")
    further = {one.customer_id: one for one in profiles}
    return [
        Printed(
            by_key[key],
            marks.get(key, {}),
            tuple(contacts.get(key, ())),
            tuple(talks.get(key, ())),
            tuple(complaints.get(key, ())),
            further.get(key),
        )
        for key in keys
        if key in by_key
    ]


def _newest(actor: Actor, keys: Sequence[int], channels: Iterable[str], most: int) -> dict[int, list[Touch]]:
    """The latest touches of each customer, ranked by the database: a busy one has tens of thousands."""
    place = Window(RowNumber(), partition_by="customer_id", order_by=(F("at").desc(), F("pk").desc()))
    rows = (
        Touch.objects.visible_to(actor)
        .filter(customer_id__in=keys, channel__in=list(channels))
        .annotate(place=place)
        .filter(place__lte=most)
        .select_related("by", "person")
        .order_by("customer_id", "place")
    )
    return _by_customer(rows, "customer_id")


def _by_customer(rows: Iterable[Any], column: str) -> dict[int, list[Any]]:  # Any: rows of one table each
    return {key: list(group) for key, group in groupby(rows, key=lambda row: getattr(row, column))}
