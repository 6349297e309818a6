"""The sweep: stored days that stand for something else, found by the database and told one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from django.db.models import DateTimeField, F, Func, Q, Value
from django.db.models.functions import Coalesce, Least

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
from guanxi.customers.queries.documents import LIVING, facts_of, rules_of
from guanxi.customers.rules.documents import FAULT_FIELDS, MOST_MONTHS, DateFault, date_faults
from guanxi.kit.dates import SENTINEL_DAYS, SENTINEL_YEAR, UNKNOWN_DAY, in_zone, is_sentinel
from guanxi.platform.access.types import Actor
from guanxi.platform.records import Record, RecordQuerySet

MOST_SHOWN = 500  # of each kind
BATCH = 2_000


@dataclass(frozen=True, slots=True)
class SuspiciousDay:
    """A stored day that cannot be meant. `field` is the column, `fault` what is wrong with it. `day` None:
    what is wrong is that there is none.
    """

    kind: str
    key: int
    customer_id: int | None
    name: str
    field: str
    day: date | None
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


def suspicious_days(actor: Actor, *, most: int = MOST_SHOWN) -> list[SuspiciousDay]:
    """Days of documents, of the timeline and of the file's other records that cannot be meant: of each kind
    the first `most`. What was mended since is not among them.
    """
    return [one for found in _each_kind(actor, most) for one in islice(found, most)]


def all_suspicious_days(actor: Actor) -> Iterator[SuspiciousDay]:
    """The same, every one of them, read as they are asked for. Call it inside a transaction."""
    for found in _each_kind(actor, None):
        yield from found


def _each_kind(actor: Actor, most: int | None) -> Iterator[Iterator[SuspiciousDay]]:
    yield _of_documents(actor, most)
    for days in DAYS:
        yield _of_records(actor, days, most)
    yield _of_touches(actor, most)


def _read(rows: RecordQuerySet, most: int | None) -> Iterator[Record]:
    return iter(rows.order_by("pk")[:most]) if most else rows.order_by("pk").iterator(chunk_size=BATCH)


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


class _MonthsAfter(Func):
    """A day so many months later, as the database counts: never after rules.months_after."""

    template = "(%(expressions)s)"
    arg_joiner = " + interval '1 month' * "
    output_field = DateTimeField()


def _implausible(today: date) -> Q:
    """What date_faults finds, in the words of the database; it may find a row more, never one less."""
    longest = Least(Coalesce(F("type__longest_months"), Value(MOST_MONTHS)), Value(MOST_MONTHS))
    issue = Q(issued_on=None) | Q(issued_on__gt=today) | Q(issued_on__lte=UNKNOWN_DAY)
    long_term = (
        Q(expires_on__isnull=False) | Q(type__allows_long_term=False) | Q(long_term_reason__regex=r"^\s*$")
    )
    expiry = (
        Q(expires_on=None)
        | _far("expires_on")
        | Q(expires_on__lte=F("issued_on"))
        | Q(expires_on__gt=_MonthsAfter(F("issued_on"), longest))
    )
    return issue | (Q(is_long_term=True) & long_term) | (Q(is_long_term=False) & expiry)


def _of_documents(actor: Actor, most: int | None) -> Iterator[SuspiciousDay]:
    """Of versions that stand or wait: what was corrected or renewed since is mended."""
    rows = Document.objects.visible_to(actor).filter(_implausible(actor.today()), state__in=LIVING)
    for one in _read(rows.select_related("type", "customer"), most):
        assert isinstance(one, Document)
        for fault in date_faults(facts_of(one), rules_of(one.type), actor.today()):
            field = FAULT_FIELDS.get(fault, "expires_on")
            day = getattr(one, field) if field in ("issued_on", "expires_on") else None
            yield SuspiciousDay("document", one.pk, one.customer_id, str(one.customer), field, day, fault)


def _of_records(actor: Actor, days: _Days, most: int | None) -> Iterator[SuspiciousDay]:
    today = actor.today()
    doubtful = Q(pk=None)
    for field in days.fields:
        doubtful |= _far(field)
        if field in days.gone:
            doubtful |= Q(**{f"{field}__gt": today})
    rows = days.model.objects.visible_to(actor).filter(doubtful)
    for one in _read(rows.select_related(*filter(None, [days.customer])), most):
        owner = getattr(one, days.customer) if days.customer else one
        for field in days.fields:
            day = getattr(one, field)
            fault = None if day is None else _fault(day, today if field in days.gone else None)
            if fault is not None:
                key = owner.pk if owner else None
                yield SuspiciousDay(days.kind, one.pk, key, str(owner or one), field, day, fault)


def _of_touches(actor: Actor, most: int | None) -> Iterator[SuspiciousDay]:
    """By the moments between which the company's days lie, so that no row is counted upon."""
    zone = ZoneInfo(actor.zone)

    def begin(day: date) -> datetime:
        return datetime.combine(day, time(), zone)

    one_day = timedelta(days=1)
    doubtful = Q(at__gte=begin(actor.today() + one_day)) | Q(at__gte=begin(date(SENTINEL_YEAR, 1, 1)))
    doubtful |= Q(at__lt=begin(UNKNOWN_DAY + one_day))
    for day in SENTINEL_DAYS:
        doubtful |= Q(at__gte=begin(day), at__lt=begin(day + one_day))
    rows = Touch.objects.visible_to(actor).filter(doubtful).select_related("customer")
    for one in _read(rows, most):
        assert isinstance(one, Touch)
        day = in_zone(one.at, zone).date()
        fault = _fault(day, actor.today())
        if fault is not None:
            yield SuspiciousDay("touch", one.pk, one.customer_id, str(one.customer), "at", day, fault)
