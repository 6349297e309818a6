"""Questions about risk events."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q

from guanxi.customers.models import Customer, Document, RiskEvent
from guanxi.customers.queries.customers import LEAN
from guanxi.customers.queries.invalid_dealings import InvalidDealing, business_on_invalid_documents
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What looks like the same thing again: other events, and business on invalid documents since."""

    events: tuple[RiskEvent, ...]
    dealings: tuple[InvalidDealing, ...]


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


def recurrence(actor: Actor, event: RiskEvent) -> Recurrence:
    """Since the day after the event: with the same customer, the same responsible person or, for a document,
    its type. What the checker looks at before closing; a finding is no verdict.
    """
    alike = Q(responsible=event.responsible_id)
    if event.customer_id:
        alike |= Q(customer=event.customer_id)
    if event.document is not None:
        alike |= Q(document__type=event.document.type_id)
    events = risk_events(actor).filter(alike, happened_on__gt=event.happened_on).exclude(pk=event.pk)
    dealings = business_on_invalid_documents(
        actor, about=_documents_alike(event), since=event.happened_on, most=MOST_FOUND
    )
    return Recurrence(tuple(events[:MOST_FOUND]), tuple(dealings))


def _documents_alike(event: RiskEvent) -> Q:
    if event.document is not None:
        return Q(type=event.document.type_id)
    return Q(customer=event.customer_id) if event.customer_id else Q()
