"""The sweep: stored days that stand for something else, and business done on an invalid document."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import TruncDate

from guanxi.customers.models import (
    ChangeSheet,
    Contact,
    Customer,
    Document,
    FactSource,
    HouseholdMember,
    LadderMove,
    Link,
    OwedReport,
    Profile,
    Review,
    RiskEvent,
    RivalPurchase,
    Statement,
    Touch,
)
from guanxi.customers.queries.documents import facts_of, rules_of
from guanxi.customers.rules.documents import DateFault, date_faults
from guanxi.kit.dates import SENTINEL_DAYS, SENTINEL_YEAR, UNKNOWN_DAY, is_sentinel
from guanxi.platform.access.types import Actor
from guanxi.platform.records import Record, RecordQuerySet

MOST_SHOWN = 500
BUSINESS = ("order", "return")  # records of business; that one talked is no offence
STOOD = (Document.State.CONFIRMED, Document.State.RENEWED)


@dataclass(frozen=True, slots=True)
class SuspiciousDay:
    """A stored day that cannot be meant. `field` is the column, `fault` what is wrong with it."""

    kind: str
    key: int
    customer_id: int | None
    name: str
    field: str
    day: date
    fault: DateFault


@dataclass(frozen=True, slots=True)
class _Days:
    """Where a model keeps days: `customer` is the way to the record, `gone` those that lie behind us."""

    model: type[Record]
    kind: str
    customer: str
    fields: tuple[str, ...]
    gone: frozenset[str] = frozenset()


# Every day the customer file keeps, documents and the timeline aside; a test compares it with the models.
DAYS = (
    _Days(Customer, "customer", "", ("born_on",), frozenset({"born_on"})),
    _Days(Profile, "profile", "customer", ("lost_on",), frozenset({"lost_on"})),
    _Days(Contact, "contact", "organisation", ("since_on", "until_on")),
    _Days(Link, "link", "customer", ("since_on", "until_on")),
    _Days(HouseholdMember, "household", "person", ("since_on", "until_on")),
    _Days(RivalPurchase, "rival", "customer", ("since_on", "until_on")),
    _Days(OwedReport, "report", "partner", ("since_on", "until_on")),
    _Days(Statement, "statement", "customer", ("on",), frozenset({"on"})),
    _Days(LadderMove, "step", "customer", ("on",), frozenset({"on"})),
    _Days(FactSource, "source", "customer", ("on",), frozenset({"on"})),
    _Days(Review, "review", "customer", ("asked_on",), frozenset({"asked_on"})),
    _Days(
        ChangeSheet, "sheet", "customer", ("drawn_on", "since_on", "measures_due_on"), frozenset({"drawn_on"})
    ),
    _Days(RiskEvent, "risk", "customer", ("happened_on", "due_on"), frozenset({"happened_on"})),
)


def suspicious_days(actor: Actor) -> list[SuspiciousDay]:
    """Days of documents, of the file's other records and of the timeline that cannot be meant."""
    found = [*_of_documents(actor), *_of_touches(actor)]
    for days in DAYS:
        found += _of_records(actor, days)
    return sorted(found, key=lambda one: (one.kind, one.key, one.field))


def _far(column: str) -> Q:
    return (
        Q(**{f"{column}__gte": date(SENTINEL_YEAR, 1, 1)})
        | Q(**{f"{column}__in": list(SENTINEL_DAYS)})
        | Q(**{f"{column}__lte": UNKNOWN_DAY})
    )


def _fault(day: date, today: date | None = None) -> DateFault | None:
    """What is wrong with a day; `today` for those that cannot lie ahead."""
    if is_sentinel(day):
        return DateFault.SENTINEL
    if day <= UNKNOWN_DAY:
        return DateFault.ISSUE_ANCIENT
    return DateFault.ISSUE_AHEAD if today is not None and day > today else None


def _of_documents(actor: Actor) -> Iterator[SuspiciousDay]:
    rows = Document.objects.visible_to(actor).exclude(state=Document.State.WITHDRAWN)
    for one in rows.select_related("type", "customer").order_by("pk"):
        for fault in date_faults(facts_of(one), rules_of(one.type), actor.today()):
            is_issue = fault in (DateFault.ISSUE_AHEAD, DateFault.ISSUE_ANCIENT)
            day = one.issued_on if is_issue else one.expires_on
            if day is not None:
                field = "issued_on" if is_issue else "expires_on"
                yield SuspiciousDay("document", one.pk, one.customer_id, str(one.customer), field, day, fault)


def _of_records(actor: Actor, days: _Days) -> Iterator[SuspiciousDay]:
    today = actor.today()
    doubtful = Q(pk=None)
    for field in days.fields:
        doubtful |= _far(field)
        if field in days.gone:
            doubtful |= Q(**{f"{field}__gt": today})
    rows = days.model.objects.visible_to(actor).filter(doubtful)
    for one in rows.select_related(*filter(None, [days.customer])).order_by("pk")[:MOST_SHOWN]:
        owner = getattr(one, days.customer) if days.customer else one
        for field in days.fields:
            day = getattr(one, field)
            fault = None if day is None else _fault(day, today if field in days.gone else None)
            if fault is not None:
                key = owner.pk if owner else None
                yield SuspiciousDay(days.kind, one.pk, key, str(owner or one), field, day, fault)


def _of_touches(actor: Actor) -> Iterator[SuspiciousDay]:
    rows = (
        Touch.objects.visible_to(actor)
        .annotate(day=TruncDate("at", tzinfo=ZoneInfo(actor.zone)))
        .filter(_far("day") | Q(day__gt=actor.today()))
    )
    for one in rows.select_related("customer").order_by("pk")[:MOST_SHOWN]:
        fault = _fault(one.day, actor.today())
        if fault is not None:
            yield SuspiciousDay("touch", one.pk, one.customer_id, str(one.customer), "at", one.day, fault)


@dataclass(frozen=True, slots=True)
class InvalidDealing:
    """Business with a customer on a day on which a document it holds had expired."""

    touch: Touch
    document: Document
    day: date


def business_on_invalid_documents(actor: Actor, *, most: int = MOST_SHOWN) -> list[InvalidDealing]:
    """Orders and returns after a document's last day, or on one that was revoked since, while no
    other of its type was valid; the newest first. A corrected entry does not excuse what was done on it.
    """
    pairs: list[InvalidDealing] = []
    for one in _invalid(actor):
        pairs += [InvalidDealing(touch, one, touch.day) for touch in _dealings(actor, one)[:most]]
    return sorted(pairs, key=lambda pair: (pair.touch.at, pair.touch.pk), reverse=True)[:most]


def business_on(actor: Actor, one: Document, *, most: int = 20) -> list[InvalidDealing]:
    """The same of one version."""
    if not _invalid(actor).filter(pk=one.pk).exists():
        return []
    return [InvalidDealing(touch, one, touch.day) for touch in _dealings(actor, one)[:most]]


def _invalid(actor: Actor) -> RecordQuerySet:
    """Documents that expired, and those found to be worth nothing after they had been confirmed."""
    expired = Q(state__in=STOOD, expires_on__lt=actor.today())
    return (
        Document.objects.visible_to(actor)
        .filter(expired | Q(state=Document.State.REVOKED, decided_at__isnull=False))
        .select_related("type", "customer")
        .order_by("pk")
    )


def _dealings(actor: Actor, one: Document) -> RecordQuerySet:
    """Touches on days no version of the type covers: after the last day of `one` up to the next expiry, or
    from the day a revoked one was confirmed.
    """
    zone = ZoneInfo(actor.zone)
    others = Document.objects.filter(customer=one.customer_id, type=one.type_id, state__in=STOOD)
    covering = others.filter(issued_on__lte=OuterRef("day")).filter(
        Q(is_long_term=True) | Q(expires_on__gte=OuterRef("day"))
    )
    found: RecordQuerySet = (
        Touch.objects.visible_to(actor)
        .filter(customer=one.customer_id)
        .filter(channel__in=BUSINESS)
        .annotate(day=TruncDate("at", tzinfo=zone))
        .filter(~Exists(covering), day__lte=actor.today())
        .select_related("customer", "by")
        .order_by("-at", "-pk")
    )
    if one.state == Document.State.REVOKED and one.decided_at is not None:
        return found.filter(day__gte=one.decided_at.astimezone(zone).date())
    later = others.filter(expires_on__gt=one.expires_on, expires_on__lt=OuterRef("day"))
    return found.filter(~Exists(later), day__gt=one.expires_on)
