"""Questions about risk events."""

from guanxi.customers.models import RiskEvent
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound


def risk_events(actor: Actor) -> RecordQuerySet:
    """Open and closed, the open ones with the nearest deadline first."""
    found = RiskEvent.objects.visible_to(actor).select_related(
        "responsible", "customer", "document__type", "opened_by", "closed_by"
    )
    return found.order_by("due_on", "pk")


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
