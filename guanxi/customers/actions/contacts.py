"""Verbs on contacts: the persons who speak for organisations."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.customers import CannotSave, create_customer, expect_standing
from guanxi.customers.models import Contact, Customer
from guanxi.customers.types import ContactDraft, CustomerDraft
from guanxi.kit.text import clean
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Refused, expect_version, verb


class NotAPerson(Refused):
    sentence = _("A contact is a person at an organisation; choose one of each.")


class ContactExists(Refused):
    sentence = _("This person is a contact of this organisation already.")


@verb("customers.create_contact", label=_("Create a contact"), parts=("customers.create",))
def create_contact(
    *,
    actor: Actor,
    organisation: Customer,
    draft: ContactDraft,
    person: Customer | None = None,
    person_draft: CustomerDraft | None = None,
) -> Contact:
    """Link a person to an organisation; with `person_draft` the person is created first.

    Raises MergedAway, NotAPerson, ContactExists, CannotSave.
    """
    expect_standing(organisation)
    if person is None and person_draft is not None:
        person = create_customer(
            actor=actor,
            draft=replace(person_draft, kind="person", is_customer=False),
            owner=organisation.owner_id,
            team=organisation.team_id,
        )
    if person is None or person.kind != "person" or organisation.kind != "organisation":
        raise NotAPerson
    if Contact.objects.filter(organisation=organisation, person=person, until_on=None).exists():
        raise ContactExists
    if draft.since_on and draft.until_on and draft.until_on < draft.since_on:
        raise CannotSave(fields={"until_on": _("The end lies before the beginning.")})
    if draft.is_main:
        _only_main(organisation, actor)
    contact: Contact = Contact.objects.create(
        organisation=organisation,
        person=person,
        title=clean(draft.title, 100),
        department=clean(draft.department, 100),
        is_main=draft.is_main,
        since_on=draft.since_on,
        until_on=draft.until_on,
    )
    return contact


@verb("customers.edit_contact", label=_("Edit a contact"))
def edit_contact(
    *, actor: Actor, contact: Contact, draft: ContactDraft, version: int | None = None
) -> Contact:
    """Raises Stale, CannotSave."""
    expect_version(contact, version)
    if draft.since_on and draft.until_on and draft.until_on < draft.since_on:
        raise CannotSave(fields={"until_on": _("The end lies before the beginning.")})
    if draft.is_main and not contact.is_main:
        _only_main(contact.organisation, actor)
    contact.change(
        {
            "title": clean(draft.title, 100),
            "department": clean(draft.department, 100),
            "is_main": draft.is_main,
            "since_on": draft.since_on,
            "until_on": draft.until_on,
        },
        actor=actor,
    )
    return contact


def _only_main(organisation: Customer, actor: Actor) -> None:
    for other in Contact.objects.filter(organisation=organisation, is_main=True).order_by("pk"):
        other.change({"is_main": False}, actor=actor)
