"""Verbs on contacts: the persons who speak for organisations."""

from dataclasses import replace
from datetime import date, timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.customers import create_customer, expect_standing
from guanxi.customers.actions.refusals import CannotSave, check_period, fitting
from guanxi.customers.events import ContactLeft
from guanxi.customers.models import Contact, Customer
from guanxi.customers.types import ContactDraft, CustomerDraft
from guanxi.kit.text import clean, clean_lines
from guanxi.platform.access.types import Actor
from guanxi.platform.bus import tell
from guanxi.platform.verbs import Refused, expect_version, verb
from guanxi.work.actions import set_follow_up

KEY_ROLES = frozenset({"decider", "influencer"})
_SOON = timedelta(days=3)


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
    values = _values(draft)
    if draft.is_main:
        _only_main(organisation.pk, actor)
    contact: Contact = Contact.objects.create(organisation=organisation, person=person, **values)
    return contact


@verb("customers.edit_contact", label=_("Edit a contact"))
def edit_contact(
    *, actor: Actor, contact: Contact, draft: ContactDraft, version: int | None = None
) -> Contact:
    """Raises Stale, CannotSave."""
    expect_version(contact, version)
    values = _values(draft)
    if draft.is_main and not contact.is_main:
        _only_main(contact.organisation_id, actor)
    contact.change(values, actor=actor)
    return contact


@verb(
    "customers.leave_contact",
    label=_("Note that a contact has left"),
    parts=("customers.create_contact", "work.set_follow_up"),
)
def leave_contact(
    *,
    actor: Actor,
    contact: Contact,
    on: date | None = None,
    joins: Customer | None = None,
    title: str = "",
) -> Contact:
    """The contact ends and stays as history; with `joins` the person is a contact there from that day.

    Where the person decides or was the main contact, a follow-up is set at each of the two employers.
    Raises CannotSave, NotAPerson, ContactExists.
    """
    day = on or actor.today()
    check_period(contact.since_on, day)
    if contact.until_on is not None:
        raise CannotSave(_("This contact has left already."))
    is_key = contact.is_main or bool(KEY_ROLES & set(contact.roles))
    contact.change({"until_on": day, "is_main": False}, actor=actor)
    if joins is not None:
        if joins.pk == contact.organisation_id:
            raise CannotSave(fields={"joins": _("Choose another organisation.")})
        draft = ContactDraft(title=title, since_on=day, taste=contact.taste, gifts=contact.gifts)
        create_contact(actor=actor, organisation=joins.pk, draft=draft, person=contact.person_id)
    if is_key:
        _follow_up(actor, contact, joins)
    tell(
        ContactLeft(
            customer_id=contact.organisation_id,
            person_id=contact.person_id,
            joined_id=joins.pk if joins else None,
        )
    )
    return contact


def _follow_up(actor: Actor, contact: Contact, joins: Customer | None) -> None:
    """For the owner of each employer, in three days: a key person opens one door and may close another."""
    person, left = str(contact.person), contact.organisation
    tasks = [(left, gettext("%(person)s has left: find out who decides now"))]
    if joins is not None:
        tasks.append((joins, gettext("%(person)s has joined: get in touch")))
    for organisation, words in tasks:
        set_follow_up(
            actor=actor,
            title=(words % {"person": person})[:200],
            due_on=actor.today() + _SOON,
            owner=organisation.owner_id,
            subject=("customer", organisation.pk),
        )


def _values(draft: ContactDraft) -> dict[str, object]:
    check_period(draft.since_on, draft.until_on)
    if not set(draft.roles) <= set(Contact.DecisionRole.values):
        raise CannotSave(fields={"roles": _("Choose among the values offered.")})
    with fitting():
        return {
            "title": clean(draft.title, 100),
            "department": clean(draft.department, 100),
            "is_main": draft.is_main,
            "since_on": draft.since_on,
            "until_on": draft.until_on,
            "roles": [role for role in Contact.DecisionRole.values if role in draft.roles],
            "taste": clean_lines(draft.taste, 2_000),
            "gifts": clean_lines(draft.gifts, 2_000),
        }


def _only_main(organisation_id: int, actor: Actor) -> None:
    for other in Contact.objects.filter(organisation_id=organisation_id, is_main=True).order_by("pk"):
        other.change({"is_main": False}, actor=actor)
