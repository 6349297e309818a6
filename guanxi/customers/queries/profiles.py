"""The rarer facts of a customer in groups, and which field groups of its record are on file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef

from guanxi.customers.models import Contact, Customer, Department, Profile, Statement, Touch
from guanxi.customers.queries.customers import words_of
from guanxi.customers.rules.field_groups import Known, groups_on_file
from guanxi.customers.rules.records import is_empty
from guanxi.platform.access.types import Actor
from guanxi.platform.records import Record, RecordQuerySet

# Shown together, in this order; a group without any value is left out.
PERSON_GROUPS: Mapping[str, tuple[str, ...]] = {
    "living": ("income", "occupation", "household_size"),
    "taste": ("lifestyle", "hobbies", "media", "preferences", "other_preferences", "novelty"),
    "delivery": ("delivery_method", "delivery_requirements"),
    "credit": ("credit_limit", "card_scheme", "card_last_four"),
    "services": ("value_added",),
}
ORGANISATION_GROUPS: Mapping[str, tuple[str, ...]] = {
    "size": ("annual_sales", "annual_sales_year", "profit_source"),
    "equipment": ("hardware", "software"),
    "delivery": ("specifications", "delivery_method", "delivery_requirements"),
    "credit": ("credit_limit",),
    "taste": ("preferences", "other_preferences", "novelty"),
    "services": ("value_added",),
    "evaluation": ("evaluation",),
}


@dataclass(frozen=True, slots=True)
class Amount:
    value: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class KnownFact:
    """A rarer fact: its field, its label in the reader's language, and its value as words or an amount."""

    name: str
    label: str
    value: str | Amount


@dataclass(frozen=True, slots=True)
class FactGroup:
    key: str
    facts: tuple[KnownFact, ...]
    asked: int


def fact_groups(found: Profile | None, kind: str) -> list[FactGroup]:
    """What the row tells of an organisation or person; groups without a value are left out."""
    if found is None:
        return []
    groups = ORGANISATION_GROUPS if kind == "organisation" else PERSON_GROUPS
    made = [
        FactGroup(key, tuple(fact for name in names if (fact := _fact(found, name))), len(names))
        for key, names in groups.items()
    ]
    return [one for one in made if one.facts]


def profile_words() -> dict[str, dict[str, str]]:
    """Field of a profile with choices -> folded word in any language -> stored value."""
    fields = Profile._meta.concrete_fields  # noqa: SLF001 - the documented model API
    return {field.name: words_of(field) for field in fields if field.choices}


def _fact(found: Profile, name: str) -> KnownFact | None:
    value = getattr(found, name)
    if is_empty(value):
        return None
    label = str(found._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # noqa: SLF001 - the documented model API; a plain field
    label = label[:1].upper() + label[1:]
    if isinstance(value, Decimal):
        return KnownFact(name, label, Amount(value, found.currency))
    return KnownFact(name, label, _words(found, name, value))


def _words(found: Profile, name: str, value: object) -> str:
    shown = getattr(found, f"get_{name}_display", None)
    if callable(shown):
        return str(shown())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"**** {value}" if name == "card_last_four" else str(value)


def field_groups(actor: Actor, customer: Customer, found: Profile | None) -> dict[str, bool]:
    """Each field group a record of this kind has, and whether something of it is on file."""
    row = (
        Customer.objects.visible_to(actor)
        .filter(pk=customer.pk)
        .annotate(
            has_contact=Exists(_of(Contact, actor, "organisation").filter(until_on=None)),
            has_decider=Exists(
                _of(Contact, actor, "organisation").filter(until_on=None, roles__contains=["decider"])
            ),
            has_department=Exists(_of(Department, actor, "organisation")),
            has_problem=Exists(_of(Statement, actor, "customer").filter(kind=Statement.Kind.PROBLEM)),
            has_order=Exists(_of(Touch, actor, "customer").filter(channel="order")),
            has_return=Exists(_of(Touch, actor, "customer").filter(channel="return")),
        )
        .order_by("pk")
        .values_list("has_contact", "has_decider", "has_department", "has_problem", "has_order", "has_return")
        .first()
    )
    return groups_on_file(customer.kind, _record(customer, found, row or ()))


def _of(model: type[Record], actor: Actor, parent: str) -> RecordQuerySet:
    return model.objects.visible_to(actor).filter(**{parent: OuterRef("pk")}).order_by()


def _record(customer: Customer, found: Profile | None, ties: Sequence[bool]) -> Known:
    known = {
        name
        for name in ("name", "address", "city", "sex", "born_on", "industry", "industry_code", "trade_role")
        if getattr(customer, name)
    }
    known |= {"employees"} if customer.employees is not None else set()
    if found is not None:
        names = {
            name for group in (PERSON_GROUPS, ORGANISATION_GROUPS) for ns in group.values() for name in ns
        }
        known |= {name for name in names if not is_empty(getattr(found, name))}
    words = ("contact", "decider", "department", "problem", "order", "return")
    known |= {word for word, is_there in zip(words, ties, strict=False) if is_there}
    return frozenset(known)
