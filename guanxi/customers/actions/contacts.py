"""Verbs on contacts: the persons who speak for organisations."""

from dataclasses import asdict, replace
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from guanxi.customers.actions.customers import create_customer, expect_standing
from guanxi.customers.actions.origins import note_origin
from guanxi.customers.actions.refusals import CannotSave, check_no_card, check_period, fitting
from guanxi.customers.events import ContactLeft
from guanxi.customers.models import Contact, Customer, Source
from guanxi.customers.types import ContactDraft, CustomerDraft
from guanxi.kit.text import clean, clean_lines
from guanxi.platform.access.types import Actor
from guanxi.platform.bus import tell
from guanxi.platform.verbs import Refused, expect_version, verb
from guanxi.work.actions import set_follow_up

KEY_ROLES = frozenset({"decider", "influencer"})
_SOON = timedelta(days=3)
_LATELY = timedelta(days=365)
_CREATES = ("customers.create", "work.set_follow_up")
_POST = ("title", "department", "roles")
_LEFT = _("%(person)s has left: find out who decides now")
_JOINED = _("%(person)s has joined: get in touch")


class NotAPerson(Refused):
    sentence = _("A contact is a person at an organisation; choose one of each.")


class ContactExists(Refused):
    sentence = _("This person is a contact of this organisation already.")


@verb("customers.create_contact", label=_("Create a contact"), parts=_CREATES)
def create_contact(
    *,
    actor: Actor,
    organisation: Customer,
    draft: ContactDraft,
    person: Customer | None = None,
    person_draft: CustomerDraft | None = None,
    source: Source | None = None,
    incentive: str = "",
) -> Contact:
    """Link a person to an organisation; with `person_draft` the person is created first.

    What is known of the person and its post comes from `source`. A key person who lately left another
    employer makes work at this one. Raises MergedAway, NotAPerson, ContactExists, CannotSave.
    """
    expect_standing(organisation)
    if person is None and person_draft is not None:
        person = create_customer(
            actor=actor,
            draft=replace(person_draft, kind="person", is_customer=False),
            owner=organisation.owner_id,
            team=organisation.team_id,
            source=source.pk if source else None,
            incentive=incentive,
        )
    if person is None or person.kind != "person" or organisation.kind != "organisation":
        raise NotAPerson
    contact = _place(actor, organisation, person, draft)
    if source is not None:
        note_origin(actor, person, [name for name in _POST if getattr(contact, name)], source, incentive)
    left_lately = Contact.objects.filter(person=person, until_on__gte=actor.today() - _LATELY)
    if left_lately.filter(roles__overlap=sorted(KEY_ROLES)).exclude(organisation=organisation).exists():
        _ask_for(actor, organisation, _JOINED, person)
    return contact


@verb("customers.edit_contact", label=_("Edit a contact"), parts=("work.set_follow_up",))
def edit_contact(
    *,
    actor: Actor,
    contact: Contact,
    draft: ContactDraft,
    version: int | None = None,
    source: Source | None = None,
    incentive: str = "",
) -> Contact:
    """What changes of the post comes from `source`. With an end it is as if the person left on that day.

    Raises Stale, CannotSave.
    """
    expect_version(contact, version)
    values = _values(draft)
    is_key, was_there = _is_key(contact), contact.until_on is None
    if draft.until_on is not None:
        values["is_main"] = False
    elif draft.is_main and not contact.is_main:
        _only_main(contact.organisation_id, actor)
    changed = contact.change(values, actor=actor)
    note_origin(actor, contact.person, set(changed) & set(_POST), source, incentive)
    if was_there and draft.until_on is not None:
        _told(actor, contact, None, is_key=is_key)
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
    department: str = "",
) -> Contact:
    """The contact ends and stays as history; with `joins` the person is a contact there from that day.

    Where the person decides or was the main contact, a follow-up is set at each of the two employers. Joining
    the employer it is at is another post there: the person stays what it was in decisions.
    Raises CannotSave, NotAPerson, ContactExists, MergedAway.
    """
    day = on or actor.today()
    check_period(contact.since_on, day)
    if contact.until_on is not None:
        raise CannotSave(_("This contact has left already."))
    is_key, was_main = _is_key(contact), contact.is_main
    contact.change({"until_on": day, "is_main": False}, actor=actor)
    post = ContactDraft(title, department, since_on=day, taste=contact.taste, gifts=contact.gifts)
    if joins is not None and joins.pk == contact.organisation_id:
        if not (title or department):
            raise CannotSave(fields={"title": _("Say which post it is now.")})
        stays = replace(post, is_main=was_main, roles=tuple(contact.roles))
        return _place(actor, joins, contact.person, stays)
    if joins is not None:
        expect_standing(joins)
        if joins.kind != "organisation":
            raise NotAPerson
        _place(actor, joins, contact.person, post)
    _told(actor, contact, joins, is_key=is_key)
    return contact


def _place(actor: Actor, organisation: Customer, person: Customer, draft: ContactDraft) -> Contact:
    if Contact.objects.filter(organisation=organisation, person=person, until_on=None).exists():
        raise ContactExists
    values = _values(draft)
    if draft.is_main:
        _only_main(organisation.pk, actor)
    contact: Contact = Contact.objects.create(organisation=organisation, person=person, **values)
    return contact


def _is_key(contact: Contact) -> bool:
    return contact.is_main or bool(KEY_ROLES & set(contact.roles))


def _told(actor: Actor, contact: Contact, joins: Customer | None, *, is_key: bool) -> None:
    """A contact left: work where a key person was or came, and the news of it."""
    if is_key:
        _ask_for(actor, contact.organisation, _LEFT, contact.person)
        if joins is not None:
            _ask_for(actor, joins, _JOINED, contact.person)
    tell(
        ContactLeft(
            customer_id=contact.organisation_id,
            person_id=contact.person_id,
            joined_id=joins.pk if joins else None,
        )
    )


def _ask_for(actor: Actor, organisation: Customer, words: StrPromise, person: Customer) -> None:
    """For its owner, in three days: a key person opens one door and may close another."""
    set_follow_up(
        actor=actor,
        title=(str(words) % {"person": person})[:200],
        due_on=actor.today() + _SOON,
        owner=organisation.owner_id,
        subject=("customer", organisation.pk),
    )


def _values(draft: ContactDraft) -> dict[str, object]:
    check_no_card(asdict(draft))
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
