"""Questions about risk events."""

from django.db.models import Prefetch

from guanxi.customers.models import Customer, Document, RiskEvent
from guanxi.customers.queries.customers import LEAN
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound


def risk_events(actor: Actor) -> RecordQuerySet:
    """Open and closed, the open ones with the nearest deadline first.

    Who is responsible for one sees it, but its customer and document only where he may see those: else they
    are None.
    """
    found = RiskEvent.objects.visible_to(actor).select_related("responsible", "opened_by", "closed_by")
    seen = (
        Prefetch("customer", Customer.objects.visible_to(actor).defer(*LEAN)),
        Prefetch("document", Document.objects.visible_to(actor).select_related("type")),
    )
    return found.prefetch_related(*seen).order_by("due_on", "pk")


def open_risk_events(actor: Actor) -> RecordQuerySet:
    return risk_events(actor).filter(closed_at=None)


def overdue_risk_events(actor: Actor) -> RecordQuerySet:
    """Open ones whose deadline has passed."""
    return open_risk_events(actor).filter(due_on__lt=actor.today())


def risk_event(actor: Actor, key: int) -> RiskEvent:
    """Raises NotFound."""
    found: RiskEvent | None = risk_events(actor).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found
