"""Customers on their way out: as address cards, as records for other programs, as lines of a table."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date
from itertools import islice
from typing import Final

from guanxi.customers.models import Contact, Customer, Profile
from guanxi.customers.queries.contacts import speaking_for
from guanxi.customers.rules.cards import card_text, stored_text
from guanxi.customers.types import CustomerDraft, ProfileDraft
from guanxi.kit.vcard import CardFacts
from guanxi.platform.access.types import Actor

BATCH: Final = 2_000
EXPORTED: Final = tuple(field.name for field in fields(CustomerDraft))
# A card's token serves nobody but the house that keeps it.
FURTHER: Final = tuple(one.name for one in fields(ProfileDraft) if one.name != "card_token")
CONTACT: Final = ("name", "title", "department", "phone", "email", "sex", "roles")
Value = str | int | bool | date | None
# "Sector" is what others call the industry: a file of ours says which it means.
HEADINGS: Final = {"sector": "customer_sector"}


def cards(actor: Actor, keys: Iterable[int]) -> Iterator[str]:
    """A vCard for each of these customers the actor may see, in the order of their keys, and after an
    organisation one for each who speaks for it now; nobody twice.
    """
    given = list(keys)
    told = set(given)
    for rows in _batches(actor, given):
        keys_here = [row.pk for row in rows]
        jobs, people = _jobs(actor, keys_here), speaking_for(actor, keys_here)
        for row in rows:
            job = jobs.get(row.pk)
            yield card_text(_card_facts(row, job), stored_text(row.custom))
            for one in people.get(row.pk, ()):
                if one.person_id not in told:
                    told.add(one.person_id)
                    one.organisation = row
                    yield card_text(_card_facts(one.person, one), stored_text(one.person.custom))


def customer_records(actor: Actor, keys: Iterable[int]) -> Iterator[dict[str, object]]:
    """Each customer with its facts and its contact persons; what is empty is left out."""
    for rows in _batches(actor, keys):
        keys_here = [row.pk for row in rows]
        people, further = speaking_for(actor, keys_here), _further(actor, keys_here)
        for row in rows:
            given: dict[str, object] = {HEADINGS.get(name, name): getattr(row, name) for name in EXPORTED}
            given |= further.get(row.pk, {})
            found: dict[str, object] = {
                name: value for name, value in given.items() if value not in ("", None, [])
            }
            spoken = [_contact(one) for one in people.get(row.pk, ())]
            yield found | ({"contacts": spoken} if spoken else {})


def records_as_json(actor: Actor, keys: Iterable[int]) -> Iterator[str]:
    """One array of `records`, piece by piece."""
    yield "["
    for at, record in enumerate(customer_records(actor, keys)):
        yield (",\n" if at else "\n") + json.dumps(record, ensure_ascii=False, default=str)
    yield "\n]\n"


TABLE: Final = (
    *(HEADINGS.get(name, name) for name in EXPORTED),
    *FURTHER,
    *(f"contact_{name}" for name in CONTACT),
)


def table_rows(actor: Actor, keys: Iterable[int]) -> Iterator[list[Value]]:
    """The columns of TABLE: a line for each customer, and one for each further contact person."""
    for record in customer_records(actor, keys):
        people = record.pop("contacts", None) or [{}]
        assert isinstance(people, list)
        for person in people:
            own = [_cell(record.get(name)) for name in TABLE[: -len(CONTACT)]]
            yield own + [person.get(name) for name in CONTACT]


def _cell(value: object) -> Value:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value if value is None or isinstance(value, str | int | date) else str(value)


def _batches(actor: Actor, keys: Iterable[int]) -> Iterator[list[Customer]]:
    wanted = iter(keys)
    while batch := list(islice(wanted, BATCH)):
        found = Customer.objects.visible_to(actor).filter(pk__in=batch).defer("search", "search_text")
        yield list(found.order_by("pk"))


def _jobs(actor: Actor, people: Sequence[int]) -> dict[int, Contact]:
    """The first organisation each person speaks for now."""
    rows = (
        Contact.objects.visible_to(actor)
        .filter(person_id__in=people, until_on=None)
        .select_related("organisation")
        .order_by("-is_main", "pk")
    )
    found: dict[int, Contact] = {}
    for row in rows:
        found.setdefault(row.person_id, row)
    return found


def _further(actor: Actor, customers: Sequence[int]) -> dict[int, dict[str, object]]:
    """The rarer facts of those that have any."""
    rows = Profile.objects.visible_to(actor).filter(customer_id__in=customers).order_by("pk")
    return {row.customer_id: {name: getattr(row, name) for name in FURTHER} for row in rows}


def _contact(one: Contact) -> Mapping[str, str]:
    person, roles = one.person, ", ".join(one.roles)
    values = (person.name, one.title, one.department, person.phone, person.email, person.sex, roles)
    return {name: value for name, value in zip(CONTACT, values, strict=True) if value}


def _card_facts(row: Customer, job: Contact | None) -> CardFacts:
    return CardFacts(
        name=row.name,
        is_organisation=row.kind == "organisation",
        organisation=job.organisation.name if job else "",
        department=job.department if job else "",
        title=job.title if job else "",
        phone=row.phone,
        email=row.email,
        website=row.website,
        country=row.country,
        province=row.province,
        city=row.city,
        address=row.address,
        born_on=row.born_on,
        sex=row.sex,
        tags=tuple(row.tags),
        remark=row.remark,
    )
