"""Business done on an invalid document."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate

from guanxi.customers.models import Document, Touch
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet

MOST_SHOWN = 500
BATCH = 2_000
BUSINESS = ("order", "return")  # records of business; that one talked is no offence
STOOD = (Document.State.CONFIRMED, Document.State.RENEWED)
EVERY = Q()


@dataclass(frozen=True, slots=True)
class InvalidDealing:
    """Business with a customer on a day on which a document it holds had expired."""

    touch: Touch
    document: Document
    day: date


def business_on_invalid_documents(
    actor: Actor, *, about: Q = EVERY, since: date | None = None, most: int = MOST_SHOWN
) -> list[InvalidDealing]:
    """Orders and returns after a document's last day, or on one that was revoked since, while no
    other of its type was valid; the newest first. A corrected entry does not excuse what was done on it.

    `about`: of the documents only these. `since`: only business after that day.
    """
    rows = _dealings(actor, about)
    return _with_documents(actor, list((rows.filter(day__gt=since) if since else rows)[:most]))


def all_business_on_invalid_documents(actor: Actor) -> Iterator[InvalidDealing]:
    """The same, every one, read as they are asked for. Call it inside a transaction."""
    batch: list[Touch] = []
    for touch in _dealings(actor, EVERY).iterator(chunk_size=BATCH):
        batch.append(touch)
        if len(batch) == BATCH:
            yield from _with_documents(actor, batch)
            batch = []
    yield from _with_documents(actor, batch)


def business_on(actor: Actor, one: Document, *, most: int = 20) -> list[InvalidDealing]:
    """The same of one version."""
    return business_on_invalid_documents(actor, about=Q(pk=one.pk), most=most)


def _with_documents(actor: Actor, touches: list[Touch]) -> list[InvalidDealing]:
    """Each row of _dealings names its document."""
    wanted = {touch.paper for touch in touches}  # type: ignore[attr-defined]  # annotated below
    papers = Document.objects.visible_to(actor).select_related("type", "customer").in_bulk(wanted)
    return [InvalidDealing(touch, papers[touch.paper], touch.day) for touch in touches]  # type: ignore[attr-defined]  # as above


def _invalid(actor: Actor) -> RecordQuerySet:
    """Documents that expired, and those found to be worth nothing after they had been confirmed."""
    expired = Q(state__in=STOOD, expires_on__lt=actor.today())
    revoked = Q(state=Document.State.REVOKED, decided_at__isnull=False)
    return Document.objects.visible_to(actor).filter(expired | revoked).order_by("pk")


def _dealings(actor: Actor, about: Q) -> RecordQuerySet:
    """A touch for each document it offends: on a day no version of the type covers, after the last day of
    the document up to the next expiry, or from the day on which a revoked one was confirmed.
    """
    zone = ZoneInfo(actor.zone)
    stood = Document.objects.filter(
        customer=OuterRef("customer_id"), type=OuterRef("paper_type"), state__in=STOOD
    )
    covering = stood.filter(issued_on__lte=OuterRef("day")).filter(
        Q(is_long_term=True) | Q(expires_on__gte=OuterRef("day"))
    )
    later = stood.filter(expires_on__gt=OuterRef("last_day"), expires_on__lt=OuterRef("day"))
    is_revoked = Q(paper_state=Document.State.REVOKED)
    revoked = is_revoked & Q(day__gte=F("confirmed"))
    expired = ~is_revoked & Q(day__gt=F("last_day")) & ~Exists(later)
    found: RecordQuerySet = (
        Touch.objects.visible_to(actor)
        .filter(channel__in=BUSINESS)
        .annotate(
            day=TruncDate("at", tzinfo=zone),
            paper=F("customer__documents__pk"),
            paper_type=F("customer__documents__type_id"),
            paper_state=F("customer__documents__state"),
            last_day=F("customer__documents__expires_on"),
            confirmed=TruncDate("customer__documents__decided_at", tzinfo=zone),
        )
        .filter(paper__in=_invalid(actor).filter(about).order_by().values("pk"), day__lte=actor.today())
        .filter(~Exists(covering), revoked | expired)
        .select_related("customer", "by")
        .order_by("-at", "-pk", "paper")
    )
    return found
