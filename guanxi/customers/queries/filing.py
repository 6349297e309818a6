"""Where archives stand, what is filed, and what followers were told."""

from dataclasses import dataclass
from datetime import datetime

from guanxi.customers.models import ArchivePlace, ChangeNotice, FiledItem, Follow
from guanxi.customers.rules.filing import checklist
from guanxi.customers.types import ShownCustomer
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet


@dataclass(frozen=True, slots=True)
class Filing:
    """One item of the list: who filed it and when, or None while it is missing."""

    item: str
    filed_at: datetime | None
    filed_by: str


def archive_place(actor: Actor, customer_id: int) -> ArchivePlace | None:
    found: ArchivePlace | None = (
        ArchivePlace.objects.visible_to(actor).filter(customer_id=customer_id).order_by("pk").first()
    )
    return found


def filing_list(actor: Actor, customer: ShownCustomer) -> list[Filing]:
    """Everything that must be on file for this customer, filed or missing."""
    rows = (
        FiledItem.objects.visible_to(actor)
        .filter(customer_id=customer.pk)
        .select_related("filed_by")
        .order_by("item", "pk")
    )
    filed = {row.item: row for row in rows}
    found = []
    for item in checklist(customer.sector, customer.kind):
        row = filed.get(item)
        name = row.filed_by.name if row and row.filed_by else ""
        found.append(Filing(item, row.filed_at if row else None, name))
    return found


def own_follow(actor: Actor, customer_id: int) -> Follow | None:
    found: Follow | None = (
        Follow.objects.visible_to(actor)
        .filter(customer_id=customer_id, user_id=actor.user_id)
        .order_by("pk")
        .first()
    )
    return found


def has_followers(actor: Actor, customer_id: int) -> bool:
    return Follow.objects.visible_to(actor).filter(customer_id=customer_id).exists()


def unread_changes(actor: Actor) -> RecordQuerySet:
    """What the actor was told of customers still in sight, newest first."""
    return (
        ChangeNotice.objects.visible_to(actor)
        .filter(user_id=actor.user_id, read_at=None)
        .select_related("customer")
        .order_by("-at", "-pk")
    )
