"""Who speaks for whom."""

from collections.abc import Sequence

from django.db.models import Q

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


def people_of(actor: Actor, organisation_id: int) -> RecordQuerySet:
    """The persons who speak for an organisation now."""
    employed = contacts(actor, organisation_id).filter(until_on=None).order_by().values("person_id")
    return Customer.objects.visible_to(actor).filter(pk__in=employed).defer(*LEAN).order_by("sort_name", "pk")


def speakers(actor: Actor, organisation_id: int, *, also: int | None = None) -> RecordQuerySet:
    """Who may have said something for an organisation: those who speak for it now, and `also` this person."""
    employed = contacts(actor, organisation_id).filter(until_on=None).order_by().values("person_id")
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
