"""Verbs on the customer file."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError, QuerySet
from django.utils.translation import gettext_lazy as _

from guanxi.customers.events import CustomerChanged, CustomerCreated, TouchesLogged, TouchLogged
from guanxi.customers.models import Contact, Customer, Touch
from guanxi.customers.rules import cleaned, search_columns
from guanxi.customers.types import REAL_CONTACTS, ContactDraft, CustomerDraft, TouchDraft
from guanxi.kit.text import TextTooLong, clean, clean_lines
from guanxi.platform.access.models import Team, User
from guanxi.platform.access.types import Actor
from guanxi.platform.bus import tell
from guanxi.platform.verbs import Refused, expect_version, right, verb

right("customers.see", _("See customers"))

FUTURE_TOLERANCE = timedelta(minutes=5)  # clocks differ a little between a phone and the server


class CannotSave(Refused):
    sentence = _("This cannot be saved as it is.")


class CodeTaken(Refused):
    sentence = _("Another customer already has this customer number.")


class NotAPerson(Refused):
    sentence = _("A contact is a person at an organisation; choose one of each.")


class ContactExists(Refused):
    sentence = _("This person is a contact of this organisation already.")


class InTheFuture(Refused):
    sentence = _("A contact that took place cannot lie in the future. Set a follow-up instead.")


class StillInUse(Refused):
    sentence = _("This customer has business or history on file. Archive it instead of deleting it.")


@verb("customers.create", label=_("Create a customer"))
def create_customer(
    *, actor: Actor, draft: CustomerDraft, owner: User | None = None, team: Team | None = None
) -> Customer:
    """A new organisation or person; without `owner` it belongs to the actor. Raises CannotSave, CodeTaken."""
    values = _checked(draft)
    owner_id = owner.pk if owner else actor.user_id
    team_id = team.pk if team else (owner.team_id if owner else next(iter(actor.team_ids), None))
    with _unique_code():
        customer: Customer = Customer.objects.create(
            **values,
            **search_columns(values),
            owner_id=owner_id,
            team_id=team_id,
            created_at=actor.now(),
            updated_at=actor.now(),
        )
    tell(CustomerCreated(customer_id=customer.pk, kind=customer.kind))
    return customer


@verb("customers.edit", label=_("Edit a customer"))
def edit_customer(
    *, actor: Actor, customer: Customer, draft: CustomerDraft, version: int | None = None
) -> Customer:
    """Replace the typed facts by those of `draft`. Raises Stale, CannotSave, CodeTaken."""
    expect_version(customer, version)
    values = _checked(replace(draft, kind=customer.kind))
    with _unique_code():
        changed = customer.change({**values, **_searchable(values, customer)}, actor=actor)
    if changed:
        tell(CustomerChanged(customer_id=customer.pk, fields=tuple(sorted(set(changed) & set(values)))))
    return customer


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

    Raises NotAPerson, ContactExists, CannotSave.
    """
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


@verb("customers.log_touch", label=_("Log a call, note or other contact"))
def log_touch(
    *,
    actor: Actor,
    customer: Customer,
    draft: TouchDraft,
    person: Customer | None = None,
    cause: tuple[str, int] | None = None,
) -> Touch:
    """One row in the customer's timeline. Only a real conversation moves the day of the last contact.

    Raises InTheFuture, CannotSave.
    """
    if draft.at > actor.now() + FUTURE_TOLERANCE:
        raise InTheFuture(fields={"at": InTheFuture.sentence})
    if draft.channel not in Touch.Channel.values or draft.direction not in Touch.Direction.values:
        raise CannotSave(fields={"channel": _("Choose how the contact took place.")})
    body, subject = _lines(draft.body), _line(draft.subject)
    if not body and not subject and draft.channel == Touch.Channel.NOTE:
        raise CannotSave(fields={"body": _("Write what is to be remembered.")})
    touch: Touch = Touch.objects.create(
        customer=customer,
        person=person,
        channel=draft.channel,
        direction=draft.direction,
        at=draft.at,
        by_id=actor.user_id,
        subject=subject,
        body=body,
        outcome=_line(draft.outcome),
        seconds=draft.seconds,
        cause_type=cause[0] if cause else "",
        cause_id=cause[1] if cause else None,
    )
    is_newer = customer.touched_at is None or draft.at > customer.touched_at
    if draft.channel in REAL_CONTACTS and is_newer:
        # Not a typed fact: somebody who edits the record meanwhile meets no conflict.
        Customer.objects.filter(pk=customer.pk).update(touched_at=draft.at)
    tell(TouchLogged(customer_id=customer.pk, touch_id=touch.pk, channel=draft.channel))
    return touch


@verb("customers.log_touches", label=_("Log one contact with many customers"))
def log_touches(
    *,
    actor: Actor,
    customers: QuerySet[Any] | Sequence[int],
    draft: TouchDraft,
    cause: tuple[str, int] | None = None,
) -> int:
    """The same touch for each customer whose key `customers` selects and the actor may see. Returns how many.

    One statement, whatever the number. A mailing is no conversation: the day of the last contact stays.
    Raises InTheFuture.
    """
    if draft.at > actor.now() + FUTURE_TOLERANCE:
        raise InTheFuture(fields={"at": InTheFuture.sentence})
    reached = Customer.objects.visible_to(actor).filter(pk__in=customers).order_by("pk").values("id")
    chosen, parameters = reached.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {Touch._meta.db_table} (customer_id, channel, direction, at, by_id, subject, body,"  # noqa: S608, SLF001 - our own table
            " outcome, cause_type, cause_id)"
            f" select chosen.id, %s, %s, %s, %s, %s, %s, %s, %s, %s from ({chosen}) chosen",
            [
                draft.channel,
                draft.direction,
                draft.at,
                actor.user_id,
                _line(draft.subject),
                _lines(draft.body),
                _line(draft.outcome),
                *(cause or ("", None)),
                *parameters,
            ],
        )
        logged: int = cursor.rowcount
    tell(TouchesLogged(channel=draft.channel, count=logged))
    return logged


@verb("customers.edit_touch", label=_("Edit an entry of the timeline"))
def edit_touch(*, actor: Actor, touch: Touch, values: Mapping[str, str], version: int | None = None) -> Touch:
    """Subject, text and outcome. Raises Stale, CannotSave."""
    expect_version(touch, version)
    allowed = {k: _lines(v) if k == "body" else _line(v) for k, v in values.items()}
    touch.change({k: v for k, v in allowed.items() if k in {"subject", "body", "outcome"}}, actor=actor)
    return touch


@verb("customers.delete_touch", label=_("Delete an entry of the timeline"))
def delete_touch(*, actor: Actor, touch: Touch) -> None:
    touch.delete()


@verb("customers.assign", label=_("Give customers to a colleague"))
def assign_customers(*, actor: Actor, customers: list[Customer], owner: User) -> int:
    """Returns how many changed hands."""
    keys = [c.pk for c in customers if c.owner_id != owner.pk]
    moved: int = Customer.objects.filter(pk__in=keys).update(
        owner=owner, team_id=owner.team_id, updated_at=actor.now()
    )
    for key in keys:
        tell(CustomerChanged(customer_id=key, fields=("owner",)))
    return moved


@verb("customers.archive", label=_("Archive a customer"))
def archive_customer(*, actor: Actor, customer: Customer) -> Customer:
    """Out of the lists, never out of the file."""
    customer.change({"archived_at": actor.now()}, actor=actor)
    tell(CustomerChanged(customer_id=customer.pk, fields=("archived_at",)))
    return customer


@verb("customers.restore", label=_("Take a customer out of the archive"))
def restore_customer(*, actor: Actor, customer: Customer) -> Customer:
    customer.change({"archived_at": None}, actor=actor)
    tell(CustomerChanged(customer_id=customer.pk, fields=("archived_at",)))
    return customer


@verb("customers.delete", label=_("Delete a customer"))
def delete_customer(*, actor: Actor, customer: Customer) -> None:
    """Only a record nothing hangs on, such as one typed by mistake. Raises StillInUse."""
    try:
        with transaction.atomic():
            Contact.objects.filter(organisation=customer).delete()
            Contact.objects.filter(person=customer).delete()
            customer.delete()
            _check_references()
    except (ProtectedError, IntegrityError) as problem:
        raise StillInUse from problem


def _check_references() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


def _checked(draft: CustomerDraft) -> dict[str, object]:
    try:
        values = cleaned(draft)
    except TextTooLong as problem:
        raise CannotSave(
            _("One of the texts is too long: {length} characters, {limit} fit.").format(
                length=problem.length, limit=problem.limit
            )
        ) from problem
    if not values["name"]:
        raise CannotSave(fields={"name": _("A customer needs a name.")})
    if draft.employees is not None and draft.employees < 0:
        raise CannotSave(fields={"employees": _("The number of employees cannot be negative.")})
    return values


def _searchable(values: dict[str, object], customer: Customer) -> dict[str, str]:
    """Search columns only when what they are made of changed: the index is the dearest part of a save."""
    sources = ("name", "short_name", "phone", "code", "credit_code", "email")
    if all(getattr(customer, n) == values[n] for n in sources):
        return {}
    return search_columns({**values, "kind": customer.kind})


@contextmanager
def _unique_code() -> Iterator[None]:
    """Turns the database's word on a doubled number into ours."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        if "code" not in str(problem):
            raise
        raise CodeTaken(fields={"code": CodeTaken.sentence}) from problem


def _only_main(organisation: Customer, actor: Actor) -> None:
    for other in Contact.objects.filter(organisation=organisation, is_main=True).order_by("pk"):
        other.change({"is_main": False}, actor=actor)


def _line(text: str) -> str:
    try:
        return clean(text, 200)
    except TextTooLong as problem:
        raise CannotSave(_("A subject or outcome has at most 200 characters.")) from problem


def _lines(text: str) -> str:
    try:
        return clean_lines(text, 50_000)
    except TextTooLong as problem:
        raise CannotSave(_("A text has at most 50,000 characters.")) from problem
