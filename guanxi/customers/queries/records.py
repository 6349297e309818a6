"""What belongs to one record of the customer file beside its own row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar

from django.db.models import Count, F, Q
from django_stubs_ext import StrPromise

from guanxi.customers.models import (
    ArchivePlace,
    Contact,
    Customer,
    Department,
    Document,
    Household,
    HouseholdMember,
    LadderMove,
    LadderStep,
    Link,
    OwedReport,
    Profile,
    ReceivedReport,
    RivalPurchase,
    Statement,
    Touch,
)
from guanxi.customers.rules.profiles import EMPTY, WORDS
from guanxi.customers.rules.reports import Period, periods
from guanxi.customers.types import CustomerDraft, ProfileDraft
from guanxi.platform.access.types import Actor
from guanxi.platform.records import Record, RecordQuerySet
from guanxi.platform.verbs import NotFound

R = TypeVar("R", bound=Record)


def choices() -> dict[str, list[tuple[str, str | StrPromise]]]:
    """The choices of a record's fields; the empty one ("not stated") is left out."""
    fields = {
        "kind": Customer.Kind,
        "archive_form": ArchivePlace.Form,
        "sector": Customer.Sector,
        "party": Customer.Party,
        "trade_role": Customer.TradeRole,
        "archive_class": Customer.ArchiveClass,
        "site": Customer.Site,
        "income": Profile.Income,
        "novelty": Profile.Novelty,
        "card_scheme": Profile.CardScheme,
        "link": Link.Kind,
        "department": Department.Kind,
        "household": HouseholdMember.Role,
        "statement": Statement.Kind,
        "statement_source": Statement.Source,
        "every": OwedReport.Every,
        "decision_role": Contact.DecisionRole,
        "channel": Touch.Channel,
        "direction": Touch.Direction,
        "document_state": Document.State,
    }
    return {
        name: [(value, label) for value, label in words.choices if value] for name, words in fields.items()
    }


def profile(actor: Actor, customer_id: int) -> Profile | None:
    """The rarer facts; None when none is on file or the customer is out of reach."""
    found: Profile | None = (
        Profile.objects.visible_to(actor)
        .filter(customer_id=customer_id)
        .select_related("lost_to")
        .order_by("pk")
        .first()
    )
    return found


def draft_of(customer: Customer) -> CustomerDraft:
    """What stands in a record, as it would be typed."""
    stands = {field.name: getattr(customer, field.name) for field in fields(CustomerDraft)}
    return CustomerDraft(**{**stands, "tags": tuple(customer.tags)})


def profile_draft(actor: Actor, customer_id: int) -> ProfileDraft:
    """The rarer facts as they would be typed."""
    found = profile(actor, customer_id)
    if found is None:
        return EMPTY
    # Any: a column of any type
    stands: dict[str, Any] = {field.name: getattr(found, field.name) for field in fields(ProfileDraft)}
    return ProfileDraft(**{**stands, **{name: tuple(stands[name]) for name in WORDS}})


def department(actor: Actor, key: int) -> Department:
    """Raises NotFound."""
    return _one(
        Department, Department.objects.visible_to(actor).select_related("organisation").order_by("pk"), key
    )


def departments(actor: Actor, organisation_id: int) -> RecordQuerySet:
    return (
        Department.objects.visible_to(actor)
        .filter(organisation_id=organisation_id)
        .order_by("kind", "name", "pk")
    )


def statement(actor: Actor, key: int) -> Statement:
    """Raises NotFound."""
    return _one(Statement, Statement.objects.visible_to(actor).select_related("customer").order_by("pk"), key)


def statements_in_reach(actor: Actor) -> RecordQuerySet:
    return Statement.objects.visible_to(actor).order_by("pk")


def statements(actor: Actor, customer_id: int) -> RecordQuerySet:
    """What was said, newest first."""
    return (
        Statement.objects.visible_to(actor)
        .filter(customer_id=customer_id)
        .select_related("person", "by")
        .order_by("-on", "-pk")
    )


def link(actor: Actor, key: int) -> Link:
    """Raises NotFound."""
    return _one(Link, Link.objects.visible_to(actor).order_by("pk"), key)


def links(actor: Actor, customer_id: int) -> RecordQuerySet:
    """Ties from either side whose two ends the actor may both see; those that ended last."""
    reach = Customer.objects.visible_to(actor)
    return (
        Link.objects.visible_to(actor)
        .filter(Q(customer_id=customer_id) | Q(other_id=customer_id))
        .filter(customer__in=reach, other__in=reach)
        .select_related("customer", "other")
        .order_by(F("until_on").desc(nulls_first=True), "kind", "pk")
    )


def household_member(actor: Actor, key: int) -> HouseholdMember:
    """Raises NotFound."""
    found = HouseholdMember.objects.visible_to(actor).select_related("household", "person").order_by("pk")
    return _one(HouseholdMember, found, key)


def household(actor: Actor, key: int) -> Household:
    """Raises NotFound."""
    return _one(Household, Household.objects.visible_to(actor).order_by("pk"), key)


def housemates(actor: Actor, person_id: int) -> RecordQuerySet:
    """The present members of the household this person lives in, itself among them."""
    own = HouseholdMember.objects.visible_to(actor).filter(person_id=person_id, until_on=None).order_by()
    return (
        HouseholdMember.objects.visible_to(actor)
        .filter(household_id__in=own.values("household_id"), until_on=None)
        .select_related("household", "person")
        .order_by("pk")
    )


def ladder(actor: Actor, *, used: bool = False) -> RecordQuerySet:
    """The steps in their order; with `used` only those in use."""
    found = LadderStep.objects.visible_to(actor).order_by("place", "pk")
    return found.filter(is_active=True) if used else found


def on_steps(actor: Actor) -> dict[int, int]:
    """How many customers in reach stand on each step."""
    rows = (
        Customer.objects.visible_to(actor)
        .exclude(ladder_step=None)
        .order_by()
        .values_list("ladder_step_id")
        .annotate(Count("pk"))
    )
    return dict(rows)


def ladder_moves(actor: Actor, customer_id: int) -> RecordQuerySet:
    return (
        LadderMove.objects.visible_to(actor)
        .filter(customer_id=customer_id)
        .select_related("step", "before", "by")
        .order_by("-on", "-pk")
    )


def end_customers(actor: Actor, partner_id: int) -> RecordQuerySet:
    """Links to those a channel partner sells to now, as far as the actor sees both."""
    return links(actor, partner_id).filter(customer_id=partner_id, kind=Link.Kind.DEALER, until_on=None)


def rival_purchase(actor: Actor, key: int) -> RivalPurchase:
    """Raises NotFound."""
    return _one(
        RivalPurchase,
        RivalPurchase.objects.visible_to(actor).select_related("competitor", "customer").order_by("pk"),
        key,
    )


def rival_purchases(actor: Actor, customer_id: int) -> RecordQuerySet:
    """What the customer buys from competitors; what ended last."""
    return (
        RivalPurchase.objects.visible_to(actor)
        .filter(customer_id=customer_id)
        .select_related("competitor")
        .order_by(F("until_on").desc(nulls_first=True), "pk")
    )


@dataclass(frozen=True, slots=True)
class Owed:
    """A report a partner owes, with its periods, newest first."""

    report: OwedReport
    periods: Sequence[Period]


def owed_report(actor: Actor, key: int) -> OwedReport:
    """Raises NotFound."""
    return _one(
        OwedReport, OwedReport.objects.visible_to(actor).select_related("partner").order_by("pk"), key
    )


def owed_reports(actor: Actor, partner_id: int) -> list[Owed]:
    reports = list(OwedReport.objects.visible_to(actor).filter(partner_id=partner_id).order_by("name", "pk"))
    if not reports:
        return []
    received: dict[int, dict[date, date]] = {}
    rows = ReceivedReport.objects.visible_to(actor).filter(report__in=reports).order_by("pk")
    for report_id, period_on, on in rows.values_list("report_id", "period_on", "received_on"):
        received.setdefault(report_id, {})[period_on] = on
    return [Owed(one, _periods(one, received.get(one.pk, {}), actor.today())) for one in reports]


def _periods(report: OwedReport, received: Mapping[date, date], today: date) -> list[Period]:
    return periods(report.every, report.due_day, report.since_on, report.until_on, received, today)


def _one(model: type[R], rows: RecordQuerySet, key: int) -> R:
    found = rows.filter(pk=key).first()
    if not isinstance(found, model):
        raise NotFound
    return found
