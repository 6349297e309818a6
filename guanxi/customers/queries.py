"""Questions about the customer file. Each begins with what the actor may see."""

from collections.abc import Iterable, Sequence

from django.core.exceptions import EmptyResultSet
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from guanxi.customers.models import Contact, Customer, Touch
from guanxi.customers.rules.lists import identity
from guanxi.kit.search import misspelt, recheck, tsquery
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound

MOST_COMPARED = 1_000  # records a search as one types looks at before it takes the first by name
MANY = 60_000  # matches from which a search in a list is left to the list's own order
LEAN = ("search", "search_text", "custom", "remark")


def customers(actor: Actor, *, right: str | None = None, archived: bool = False) -> RecordQuerySet:
    """Customers the actor may see; contacts who buy nothing themselves are among the persons."""
    found = Customer.objects.visible_to(actor, right).filter(archived_at__isnull=not archived)
    return found.select_related("owner").defer(*LEAN).order_by("sort_name", "pk")


def buyers(actor: Actor) -> RecordQuerySet:
    """Those who buy in their own name: the list of customers."""
    return customers(actor).filter(is_customer=True)


def people(actor: Actor) -> RecordQuerySet:
    """Every person in the file, contacts and customers."""
    return customers(actor).filter(kind=Customer.Kind.PERSON)


def employers(actor: Actor, person_ids: Sequence[int]) -> dict[int, str]:
    """The organisations these people speak for now, with their job there, in one line each."""
    found: dict[int, str] = {}
    rows = (
        Contact.objects.visible_to(actor)
        .filter(person_id__in=person_ids, until_on=None)
        .select_related("organisation")
        .order_by("person_id", "-is_main", "pk")
    )
    for row in rows:
        line = " ".join(part for part in (str(row.organisation), row.title) if part)
        found[row.person_id] = f"{found[row.person_id]}, {line}" if row.person_id in found else line
    return found


def customer(actor: Actor, key: int) -> Customer:
    """One record for its page, archived or not. Raises NotFound, whether it is missing or out of reach."""
    found: Customer | None = (
        Customer.objects.visible_to(actor)
        .filter(pk=key)
        .select_related("owner", "team")
        .defer("search", "search_text")
        .order_by("pk")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def search_customers(actor: Actor, text: str, *, limit: int = 20) -> list[Customer]:
    """Found by Han characters, pinyin, initials, words, phone tail, number or mail; misspelt words last."""
    base = Customer.objects.visible_to(actor).filter(archived_at=None).defer(*LEAN)
    exact = tsquery(text)
    if exact is None:
        return []
    found = _first(_rechecked(base.filter(_matches(exact)), text), limit)
    wider = misspelt(text) if not found else None
    return _first(base.filter(_matches(wider)), limit) if wider else found


def _first(rows: RecordQuerySet, limit: int) -> list[Customer]:
    """The first by name among the first MOST_COMPARED found: a letter that half the file has stays quick."""
    try:
        text, parameters = rows.order_by().values("pk")[:MOST_COMPARED].query.sql_with_params()
    except EmptyResultSet:  # somebody who may see nothing
        return []
    chosen = RawSQL(  # noqa: S611 - the text is Django's own statement
        f'"gx_customers_customer"."id" = ANY(ARRAY({text}))',
        parameters,
        output_field=BooleanField(),
    )
    return list(rows.filter(chosen).order_by("sort_name", "pk")[:limit])


def matching(rows: RecordQuerySet, text: str) -> RecordQuerySet:
    """Narrow a queryset of customers to those a typed text finds.

    Few are found first and as a whole: to the planner a search is one more filter, and where it takes few
    rows for many it would walk through the whole list in its order, seconds instead of milliseconds. Where
    there are many indeed, that walk ends soon.
    """
    query = tsquery(text)
    if query is None:
        return rows.none()
    plain = rows.filter(_matches(query))
    are_many = plain.order_by().values("pk")[: MANY + 1].count() > MANY
    return _rechecked(plain if are_many else rows.filter(_found_first(query)), text)


def _rechecked(rows: RecordQuerySet, text: str) -> RecordQuerySet:
    for pattern in recheck(text):
        rows = rows.filter(search_text__contains=pattern.strip("%"))
    return rows


def _matches(query: str) -> RawSQL:
    return RawSQL('"gx_customers_customer"."search" @@ %s::tsquery', (query,), output_field=BooleanField())


def _found_first(query: str) -> RawSQL:
    """As `_matches`, asked once and as a whole."""
    return RawSQL(
        '"gx_customers_customer"."id" = ANY(ARRAY('
        "SELECT found.id FROM gx_customers_customer found WHERE found.search @@ %s::tsquery))",
        (query,),
        output_field=BooleanField(),
    )


def contacts(actor: Actor, organisation_id: int) -> RecordQuerySet:
    """People of an organisation, the main contact first, those who left last."""
    return (
        Contact.objects.visible_to(actor)
        .filter(organisation_id=organisation_id)
        .select_related("person")
        .order_by("until_on", "-is_main", "person__sort_name", "pk")
    )


def employments(actor: Actor, person_id: int) -> RecordQuerySet:
    """The organisations a person speaks or spoke for."""
    return (
        Contact.objects.visible_to(actor)
        .filter(person_id=person_id)
        .select_related("organisation")
        .order_by("until_on", "-since_on", "pk")
    )


def timeline(actor: Actor, customer_id: int, *, channels: Iterable[str] = ()) -> RecordQuerySet:
    """Touches of a customer, newest first, its contacts' talks included."""
    found = (
        Touch.objects.visible_to(actor)
        .filter(Q(customer_id=customer_id) | Q(person_id=customer_id))
        .select_related("by", "person", "customer")
        .order_by("-at", "-pk")
    )
    chosen = list(channels)
    return found.filter(channel__in=chosen) if chosen else found


def names(actor: Actor, keys: Iterable[int]) -> dict[int, str]:
    """Names of those among `keys` the actor may see."""
    found = Customer.objects.visible_to(actor).filter(pk__in=list(keys)).order_by("pk")
    return {c.pk: str(c) for c in found.only("id", "name", "short_name")}


def people_of(actor: Actor, organisation_id: int) -> RecordQuerySet:
    """The persons who speak for an organisation now."""
    employed = contacts(actor, organisation_id).filter(until_on=None).order_by().values("person_id")
    return Customer.objects.visible_to(actor).filter(pk__in=employed).defer(*LEAN).order_by("sort_name", "pk")


def contact(actor: Actor, key: int) -> Contact:
    """Raises NotFound."""
    found: Contact | None = (
        Contact.objects.visible_to(actor)
        .filter(pk=key)
        .select_related("person", "organisation")
        .order_by("pk")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def touch(actor: Actor, key: int) -> Touch:
    """Raises NotFound."""
    found: Touch | None = Touch.objects.visible_to(actor).filter(pk=key).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def channel_choices() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in Touch.Channel.choices]


def field_labels() -> dict[str, str]:
    """The customer's columns in the reader's language."""
    return {
        str(f.column): str(f.verbose_name)
        for f in Customer._meta.concrete_fields  # noqa: SLF001 - the documented model API
    }


def keys_by_code(actor: Actor, codes: Iterable[str]) -> dict[str, int]:
    """Customer number -> key, of those among `codes` the actor may see."""
    found = Customer.objects.visible_to(actor).filter(code__in=list(codes)).order_by("pk")
    return dict(found.values_list("code", "pk"))


def keys_by_name(actor: Actor, names: Iterable[str]) -> dict[str, int]:
    """Exact name -> key of the customer longest on file, of those among `names` the actor may see."""
    found = Customer.objects.visible_to(actor).filter(name__in=list(names), is_customer=True)
    return dict(found.order_by("-pk").values_list("name", "pk"))


def codes_out_of_reach(actor: Actor, codes: Iterable[str]) -> set[str]:
    """Which of these numbers belong to customers the actor may not see: the clash is told, no more."""
    wanted = list(codes)
    taken = Customer.objects.filter(code__in=wanted).order_by("pk").values_list("code", flat=True)
    return set(taken) - set(
        Customer.objects.visible_to(actor)
        .filter(code__in=wanted)
        .order_by("pk")
        .values_list("code", flat=True)
    )


def known_customers(
    actor: Actor, codes: Iterable[str], names: Iterable[str]
) -> tuple[set[str], set[tuple[str, str]]]:
    """Numbers taken by anybody's customers, and the (name, phone) of those with these names in reach."""
    reach = Customer.objects.visible_to(actor).filter(name__in=list(names)).order_by("pk")
    wanted = list(codes)
    taken = codes_out_of_reach(actor, wanted) | set(keys_by_code(actor, wanted))
    return taken, {identity(name, phone) for name, phone in reach.values_list("name", "phone")}
