"""Where facts come from, how complete and fresh the file is, and what to ask next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count
from django.utils.translation import gettext

from guanxi.customers.models import Contact, Customer, FactSource, Profile, Question, Source
from guanxi.customers.queries.contacts import employments
from guanxi.customers.queries.customers import field_labels
from guanxi.customers.queries.records import profile
from guanxi.customers.rules.records import is_empty
from guanxi.customers.rules.sources import Ask, Known, ask_next, askable, known, statable
from guanxi.customers.types import QuestionDraft, ShownCustomer
from guanxi.kit.regions import province_of
from guanxi.platform import conditions
from guanxi.platform.access.queries import system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.records import Record, RecordQuerySet
from guanxi.platform.verbs import NotFound


def sources(actor: Actor) -> RecordQuerySet:
    """Declared sources, those in use first."""
    return Source.objects.visible_to(actor).select_related("provider").order_by("-is_active", "name", "pk")


def source_choices() -> list[tuple[str, str]]:
    """Sources in use, to choose where a whole file comes from. Their names are no secret of anybody."""
    house = Source.objects.visible_to(system_actor("sources to choose from")).filter(is_active=True)
    return [("", gettext("not stated")), *((str(s.pk), str(s)) for s in house.order_by("name", "pk"))]


def facts_by_source(actor: Actor) -> dict[int, int]:
    """Source -> how many single values of customers in reach are known from it."""
    rows = FactSource.objects.visible_to(actor).order_by().values_list("source_id")
    return dict(rows.annotate(n=Count("pk")).order_by("source_id"))


def source(actor: Actor, key: int) -> Source:
    """Raises NotFound."""
    found: Source | None = sources(actor).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def data_kind_labels() -> dict[str, str]:
    return {value: str(label) for value, label in Source.DataKind.choices}


def customers_by_source(actor: Actor) -> dict[str, int]:
    """Source as it stands in the records -> how many customers in reach came from it."""
    rows = Customer.objects.visible_to(actor).exclude(source="").filter(archived_at=None)
    return dict(rows.values_list("source").annotate(n=Count("pk")).order_by("source"))


def questions(actor: Actor) -> RecordQuerySet:
    """The collection plan."""
    return (
        Question.objects.visible_to(actor)
        .select_related("role")
        .order_by("kind", "field", "touchpoint", "pk")
    )


def question(actor: Actor, key: int) -> Question:
    """Raises NotFound."""
    found: Question | None = questions(actor).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def plan(actor: Actor) -> tuple[QuestionDraft, ...]:
    """The collection plan as the rules read it."""
    return tuple(
        QuestionDraft(q.field, q.kind, q.touchpoint, q.role_id, q.wording, q.incentive, q.every_days)
        for q in questions(actor)
    )


def fact_sources(actor: Actor, customer_id: int) -> RecordQuerySet:
    """Where single values of a customer come from, by field."""
    return (
        FactSource.objects.visible_to(actor)
        .filter(customer_id=customer_id)
        .select_related("source", "by")
        .order_by("field", "pk")
    )


def fact_labels() -> dict[str, str]:
    """Every fact that may have a source, in the reader's language: of the record, its rarer facts, a post."""
    rarer = (Profile, Contact)
    models = [model._meta.concrete_fields for model in rarer]  # noqa: SLF001 - the documented model API
    return {f.name: str(f.verbose_name) for fields in models for f in fields} | field_labels()


def stated_values(actor: Actor, customer: ShownCustomer) -> list[tuple[str, str]]:
    """The facts of a customer that say something, each with its name and what it says."""
    labels = fact_labels()
    rows: list[Record | None] = [_record(customer), profile(actor, customer.pk)]
    if customer.kind == "person":
        rows.append(employments(actor, customer.pk).filter(until_on=None).first())
    found = []
    for field in statable(customer.kind):
        row = next((row for row in rows if row is not None and hasattr(row, field)), None)
        if row is not None and not is_empty(getattr(row, field)):
            found.append((field, f"{labels[field]}: {_said(row, field)}"))
    return found


def _said(row: Record, field: str) -> str:
    shown = getattr(row, f"get_{field}_display", None)
    if callable(shown):
        return str(shown())
    value = getattr(row, field)
    if field == "roles" and isinstance(row, Contact):
        value = row.decision_roles()
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


def _record(customer: ShownCustomer) -> Customer:
    assert isinstance(customer, Customer)
    return customer


def _asked_values(actor: Actor, customer: ShownCustomer) -> dict[str, object]:
    """What can be asked of a customer, with what is known of it."""
    stored = profile(actor, customer.pk)
    rows = [row for row in (customer, stored) if row is not None]
    values = {
        field: next((getattr(row, field) for row in rows if hasattr(row, field)), None)
        for field in askable(customer.kind)
    }
    if not values["country"] and province_of(str(values["province"] or "")):
        values["country"] = "CN"  # nobody is asked for the country of 江苏
    return values


@dataclass(frozen=True, slots=True)
class Asking:
    """What is known of one customer, and what to ask of it next."""

    state: Known
    asks: tuple[Ask, ...]
    sources: Sequence[FactSource]
    labels: Mapping[str, str]


def asking(
    actor: Actor, customer: ShownCustomer, *, touchpoint: str = "", role_ids: frozenset[int] | None = None
) -> Asking:
    """Five queries and one for each keeper of conditions, whatever the customer."""
    lines = plan(actor)
    stated = list(fact_sources(actor, customer.pk))
    values = _asked_values(actor, customer)
    state = known(customer.kind, values, lines, {s.field: s.on for s in stated}, actor.today())
    asks = ask_next(
        customer.kind, state, values, fact_readers(), lines, touchpoint=touchpoint, role_ids=role_ids
    )
    return Asking(state, asks, stated, fact_labels())


def fact_readers() -> dict[str, int]:
    """Fact of a customer -> how many stored conditions of the company read it."""
    prefix = "customers."
    return {
        name.removeprefix(prefix): count
        for name, count in conditions.readers().items()
        if name.startswith(prefix)
    }
