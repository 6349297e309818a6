"""Verbs on customers."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.on_file import ask_whether_on_file, tell_of_double
from guanxi.customers.actions.origins import note_origin
from guanxi.customers.actions.profiles import edit_profile
from guanxi.customers.actions.refusals import CannotSave, check_choice, check_day, check_no_card, fitting
from guanxi.customers.events import CustomerChanged, CustomerCreated
from guanxi.customers.models import Contact, Customer, Profile, Source
from guanxi.customers.rules import cleaned, search_columns
from guanxi.customers.rules.profiles import EMPTY
from guanxi.customers.rules.records import is_empty
from guanxi.customers.types import CustomerDraft, ProfileDraft
from guanxi.platform.access.models import Team, User
from guanxi.platform.access.types import Actor
from guanxi.platform.bus import tell
from guanxi.platform.records import check_constraints
from guanxi.platform.verbs import Refused, expect_version, right, verb

right("customers.see", _("See customers"))


class CodeTaken(Refused):
    sentence = _("Another customer already has this customer number.")


class StillInUse(Refused):
    sentence = _("This customer has business or history on file. Archive it instead of deleting it.")


class MergedAway(Refused):
    """Who merged it, and into what, is read where the record stood: its address leads to the survivor."""

    sentence = _(
        "Somebody merged this record into another one meanwhile. Nothing was changed. Open it again: its"
        " address leads to the record that stands."
    )


def expect_standing(customer: Customer) -> None:
    """Raises MergedAway for a record that went into another one."""
    if customer.merged_into_id is not None:
        raise MergedAway


@verb(
    "customers.create",
    label=_("Create a customer"),
    parts=("customers.edit_profile", "work.set_follow_up"),
)
def create_customer(
    *,
    actor: Actor,
    draft: CustomerDraft,
    owner: User | None = None,
    team: Team | None = None,
    profile: ProfileDraft = EMPTY,
    source: Source | None = None,
    incentive: str = "",
    even_so: str | None = None,
) -> Customer:
    """A new organisation or person; without `owner` it belongs to the actor. All that is on it comes from
    `source`, where one is given. `even_so`: "" where a person types it, or why it is saved although it surely
    is on file; None looks for no double. Raises CannotSave, CodeTaken, OnFileAlready, CannotBeCompared.
    """
    values = _checked(draft, actor)
    doubles = ask_whether_on_file(actor, values, even_so)
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
    if source is not None:
        known = [name for name, value in values.items() if not is_empty(value)]
        note_origin(actor, customer, known, source, incentive)
    if profile != EMPTY:
        edit_profile(
            actor=actor,
            customer=customer.pk,
            draft=profile,
            source=source.pk if source else None,
            incentive=incentive,
        )
    tell_of_double(actor, customer, doubles, even_so or "")
    tell(CustomerCreated(customer_id=customer.pk, kind=customer.kind))
    return customer


@verb("customers.edit", label=_("Edit a customer"), parts=("customers.edit_profile",))
def edit_customer(
    *,
    actor: Actor,
    customer: Customer,
    draft: CustomerDraft,
    version: int | None = None,
    profile: ProfileDraft | None = None,
    source: Source | None = None,
    incentive: str = "",
) -> Customer:
    """Replace the typed facts by those of `draft`, and the rarer ones where `profile` is given. Those that
    change come from `source`; without one the file no longer says where they come from.

    Raises MergedAway, Stale, CannotSave, CodeTaken.
    """
    expect_standing(customer)
    expect_version(customer, version)
    values = _checked(replace(draft, kind=customer.kind), actor)
    del values["archive_class"]
    with _unique_code():
        changed = customer.change({**values, **_searchable(values, customer)}, actor=actor)
    if changed:
        note_origin(actor, customer, changed, source, incentive)
        tell(CustomerChanged(customer_id=customer.pk, fields=tuple(sorted(set(changed) & set(values)))))
    if profile is not None:
        edit_profile(
            actor=actor,
            customer=customer.pk,
            draft=profile,
            source=source.pk if source else None,
            incentive=incentive,
        )
    return customer


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
    """Out of the lists, never out of the file. Raises MergedAway."""
    expect_standing(customer)
    customer.change({"archived_at": actor.now()}, actor=actor)
    tell(CustomerChanged(customer_id=customer.pk, fields=("archived_at",)))
    return customer


@verb("customers.restore", label=_("Take a customer out of the archive"))
def restore_customer(*, actor: Actor, customer: Customer) -> Customer:
    """Raises MergedAway: such a record comes back by taking the merge apart."""
    expect_standing(customer)
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
            Profile.objects.filter(customer=customer).delete()
            customer.delete()
            check_constraints()
    except (ProtectedError, IntegrityError) as problem:
        raise StillInUse from problem


def _checked(draft: CustomerDraft, actor: Actor) -> dict[str, object]:
    with fitting():
        values = cleaned(draft)
    if not values["name"]:
        raise CannotSave(fields={"name": _("A customer needs a name.")})
    if draft.employees is not None and draft.employees < 0:
        raise CannotSave(fields={"employees": _("The number of employees cannot be negative.")})
    check_no_card({name: value for name, value in values.items() if name not in ("code", "credit_code")})
    check_day("born_on", draft.born_on, latest=actor.today())
    check_choice("sector", str(values["sector"]), Customer.Sector.values)
    check_choice("party", draft.party, Customer.Party.values)
    check_choice("trade_role", draft.trade_role, Customer.TradeRole.values)
    check_choice("archive_class", draft.archive_class, Customer.ArchiveClass.values)
    check_choice("site", draft.site, Customer.Site.values)
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
