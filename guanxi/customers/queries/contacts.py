"""Who speaks for whom.

A contact belongs to its organisation: whoever sees that is told who speaks for it, by name and role. Phone,
mail and all else stand on the person's own record and are told only to those who see it (ADR 42).
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

from django.db.models import Exists, F, OuterRef, Q

from guanxi.customers.models import Contact, Customer
from guanxi.customers.queries.customers import LEAN
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound


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


def contact_rows(actor: Actor) -> RecordQuerySet:
    """People of organisations in reach. Whoever asks for more than their names asks `is_reached` of each
    first, or takes them from `contacts` and `speaking_for`, where nothing else is left of those out of reach.
    """
    reached = Customer.objects.visible_to(actor).filter(pk=OuterRef("person_id"))
    found: RecordQuerySet = Contact.objects.visible_to(actor).annotate(is_reached=Exists(reached))
    return found


def contacts(actor: Actor, organisation_id: int) -> list[Contact]:
    """People of an organisation, the main contact first, those who left last."""
    rows = contact_rows(actor).filter(organisation_id=organisation_id).select_related("person")
    return _with_what_may_be_told(
        rows.order_by(F("until_on").desc(nulls_first=True), "-is_main", "person__sort_name", "pk")
    )


def speaking_for(actor: Actor, organisation_ids: Iterable[int]) -> dict[int, list[Contact]]:
    """By organisation those who speak for it now, the main contact first."""
    rows = contact_rows(actor).filter(organisation_id__in=organisation_ids, until_on=None)
    found = _with_what_may_be_told(
        rows.select_related("person").order_by("organisation_id", "-is_main", "pk")
    )
    return {key: list(group) for key, group in groupby(found, key=lambda one: one.organisation_id)}


def _with_what_may_be_told(rows: Iterable[Contact]) -> list[Contact]:
    found = list(rows)
    for one in found:
        if not one.is_reached:
            one.person = Customer(pk=one.person_id, kind="person", name=one.person.name)
    return found


def speakers_in_reach(actor: Actor) -> RecordQuerySet:
    """Whoever speaks, or spoke, for an organisation in reach."""
    return Contact.objects.visible_to(actor).order_by("pk")


def employments(actor: Actor, person_id: int) -> RecordQuerySet:
    """The organisations a person speaks or spoke for."""
    return (
        Contact.objects.visible_to(actor)
        .filter(person_id=person_id)
        .select_related("organisation")
        .order_by(F("until_on").desc(nulls_first=True), "-since_on", "pk")
    )


def people_of(actor: Actor, organisation_id: int) -> RecordQuerySet:
    """The persons who speak for an organisation now."""
    employed = contact_rows(actor).filter(organisation_id=organisation_id, until_on=None).values("person_id")
    return Customer.objects.visible_to(actor).filter(pk__in=employed).defer(*LEAN).order_by("sort_name", "pk")


def speakers(actor: Actor, organisation_id: int, *, also: int | None = None) -> RecordQuerySet:
    """Who may have said something for an organisation: those who speak for it now, and `also` this person."""
    employed = contact_rows(actor).filter(organisation_id=organisation_id, until_on=None).values("person_id")
    reach = Customer.objects.visible_to(actor).filter(Q(pk__in=employed) | Q(pk=also))
    return reach.defer(*LEAN).order_by("sort_name", "pk")


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
