"""The sweep: stored days that stand for something else, and business done on an invalid document."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import TruncDate

from guanxi.customers.models import Contact, Customer, Document, Touch
from guanxi.customers.queries.documents import facts_of, rules_of
from guanxi.customers.rules.documents import (
    FIRST_YEAR,
    SENTINEL_DAYS,
    SENTINEL_YEAR,
    DateFault,
    date_faults,
    is_sentinel,
)
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet

MOST_SHOWN = 500
NO_BUSINESS = ("note", "web", "response")
_ANCIENT = date(FIRST_YEAR, 1, 1)
STOOD = (Document.State.CONFIRMED, Document.State.RENEWED)


@dataclass(frozen=True, slots=True)
class SuspiciousDay:
    """A stored day that cannot be meant. `field` is the column, `fault` what is wrong with it."""

    kind: str
    key: int
    customer_id: int
    name: str
    field: str
    day: date
    fault: DateFault


def suspicious_days(actor: Actor) -> list[SuspiciousDay]:
    """Days of documents, birthdays, employments and entries of the timeline that cannot be meant."""
    found = [*_of_documents(actor), *_birthdays(actor), *_of_contacts(actor), *_of_touches(actor)]
    return sorted(found, key=lambda one: (one.kind, one.key, one.field))


def _far(column: str) -> Q:
    return (
        Q(**{f"{column}__gte": date(SENTINEL_YEAR, 1, 1)})
        | Q(**{f"{column}__in": list(SENTINEL_DAYS)})
        | Q(**{f"{column}__lte": _ANCIENT})
    )


def _fault(day: date) -> DateFault:
    """What is wrong with a day that is `_far`, or still to come."""
    if is_sentinel(day):
        return DateFault.SENTINEL
    return DateFault.ISSUE_ANCIENT if day <= _ANCIENT else DateFault.ISSUE_AHEAD


def _of_documents(actor: Actor) -> Iterator[SuspiciousDay]:
    rows = Document.objects.visible_to(actor).exclude(state=Document.State.WITHDRAWN)
    for one in rows.select_related("type", "customer").order_by("pk"):
        for fault in date_faults(facts_of(one), rules_of(one.type), actor.today()):
            is_issue = fault in (DateFault.ISSUE_AHEAD, DateFault.ISSUE_ANCIENT)
            day = one.issued_on if is_issue else one.expires_on
            if day is not None:
                field = "issued_on" if is_issue else "expires_on"
                yield SuspiciousDay("document", one.pk, one.customer_id, str(one.customer), field, day, fault)


def _birthdays(actor: Actor) -> Iterator[SuspiciousDay]:
    rows = Customer.objects.visible_to(actor).filter(_far("born_on") | Q(born_on__gt=actor.today()))
    for one in rows.only("id", "name", "short_name", "born_on").order_by("pk")[:MOST_SHOWN]:
        day = one.born_on
        yield SuspiciousDay("customer", one.pk, one.pk, str(one), "born_on", day, _fault(day))


def _of_contacts(actor: Actor) -> Iterator[SuspiciousDay]:
    rows = Contact.objects.visible_to(actor).filter(_far("since_on") | _far("until_on"))
    for one in rows.select_related("person").order_by("pk")[:MOST_SHOWN]:
        for field in ("since_on", "until_on"):
            day = getattr(one, field)
            if day is not None and (is_sentinel(day) or day <= _ANCIENT):
                yield SuspiciousDay(
                    "contact", one.pk, one.organisation_id, str(one.person), field, day, _fault(day)
                )


def _of_touches(actor: Actor) -> Iterator[SuspiciousDay]:
    rows = (
        Touch.objects.visible_to(actor)
        .annotate(day=TruncDate("at", tzinfo=ZoneInfo(actor.zone)))
        .filter(_far("day") | Q(day__gt=actor.today()))
    )
    for one in rows.select_related("customer").order_by("pk")[:MOST_SHOWN]:
        customer = (one.customer_id, str(one.customer))
        yield SuspiciousDay("touch", one.pk, *customer, "at", one.day, _fault(one.day))


@dataclass(frozen=True, slots=True)
class InvalidDealing:
    """Business with a customer on a day on which a document it holds had expired."""

    touch: Touch
    document: Document
    day: date


def business_on_invalid_documents(actor: Actor, *, most: int = MOST_SHOWN) -> list[InvalidDealing]:
    """Talks, orders and returns after a document's last day while no other of its type was valid, the
    newest first. An entry that was corrected since does not excuse what was done on it.
    """
    pairs: list[InvalidDealing] = []
    for one in _expired(actor):
        pairs += [InvalidDealing(touch, one, touch.day) for touch in _dealings(actor, one)[:most]]
    return sorted(pairs, key=lambda pair: (pair.touch.at, pair.touch.pk), reverse=True)[:most]


def _expired(actor: Actor) -> RecordQuerySet:
    return (
        Document.objects.visible_to(actor)
        .filter(state__in=STOOD, expires_on__lt=actor.today())
        .select_related("type", "customer")
        .order_by("pk")
    )


def _dealings(actor: Actor, one: Document) -> RecordQuerySet:
    """Touches after the last day of `one`, on days no version of the type covers, up to the next expiry."""
    others = Document.objects.filter(customer=one.customer_id, type=one.type_id, state__in=STOOD)
    covering = others.filter(issued_on__lte=OuterRef("day")).filter(
        Q(is_long_term=True) | Q(expires_on__gte=OuterRef("day"))
    )
    later = others.filter(expires_on__gt=one.expires_on, expires_on__lt=OuterRef("day"))
    found: RecordQuerySet = (
        Touch.objects.visible_to(actor)
        .filter(customer=one.customer_id)
        .exclude(channel__in=NO_BUSINESS)
        .annotate(day=TruncDate("at", tzinfo=ZoneInfo(actor.zone)))
        .filter(day__gt=one.expires_on, day__lte=actor.today())
        .filter(~Exists(covering), ~Exists(later))
        .select_related("customer", "by")
        .order_by("-at", "-pk")
    )
    return found
