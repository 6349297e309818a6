"""Many customers, or much of their business, at once."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.listed import FACTS, SEARCH
from guanxi.customers.actions.touches import keep_as_existing
from guanxi.customers.events import CustomersImported
from guanxi.customers.models import Customer, Touch
from guanxi.customers.rules import cleaned, search_columns
from guanxi.customers.types import CustomerDraft, ImportedCustomer, ImportedTouch
from guanxi.platform.access.types import Actor
from guanxi.platform.bulk import copy_rows, reserve_keys
from guanxi.platform.bus import tell
from guanxi.platform.verbs import verb


@verb("customers.import_customers", label=_("Import customers"))
def import_customers(*, actor: Actor, customers: Sequence[ImportedCustomer]) -> dict[str, int]:
    """New customers known by their number. Returns number -> key. The caller knows they are not on file."""
    if not customers:
        return {}
    keys = reserve_keys(Customer, len(customers))
    columns = ("id", *FACTS, *SEARCH, "owner_id", "team_id", "created_at", "updated_at")
    copy_rows(Customer, columns, _rows(actor, keys, customers))
    tell(CustomersImported(count=len(keys)))
    return {c.code: key for c, key in zip(customers, keys, strict=True)}


def _rows(
    actor: Actor, keys: Sequence[int], customers: Sequence[ImportedCustomer]
) -> Iterator[tuple[object, ...]]:
    now, team = actor.now(), next(iter(actor.team_ids), None)
    for key, c in zip(keys, customers, strict=True):
        code = c.code if c.is_numbered else ""
        values = cleaned(CustomerDraft(name=c.name, kind=c.kind, code=code, country=c.country))
        found = search_columns(values)
        facts = (values[name] for name in FACTS)
        yield (key, *facts, *(found[name] for name in SEARCH), actor.user_id, team, now, now)


@verb("customers.import_touches", label=_("Note business in the timeline"))
def import_touches(*, actor: Actor, touches: Iterable[ImportedTouch]) -> int:
    """Records of business, each with the record that caused it. They are no conversations."""
    now = actor.now()
    orderers: set[int] = set()
    columns = (
        "customer_id", "channel", "direction", "at", "subject", "cause_type", "cause_id", "body", "outcome",
        "created_at", "updated_at",
    )  # fmt: skip
    written = copy_rows(
        Touch, columns, ((*touch, "", "", now, now) for touch in _noting_orders(touches, orderers))
    )
    keep_as_existing(orderers)
    return written


def _noting_orders(touches: Iterable[ImportedTouch], orderers: set[int]) -> Iterator[ImportedTouch]:
    for touch in touches:
        if touch.channel == Touch.Channel.ORDER:
            orderers.add(touch.customer_id)
        yield touch
