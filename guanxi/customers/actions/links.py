"""Ties between customers, and households."""

from dataclasses import asdict
from datetime import date

from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.refusals import (
    CannotSave,
    check_choice,
    check_given,
    check_no_card,
    check_period,
    fitting,
)
from guanxi.customers.models import Customer, Household, HouseholdMember, Link
from guanxi.customers.types import LinkDraft
from guanxi.kit.text import clean
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Refused, expect_version, verb


class LinkExists(Refused):
    sentence = _("These two are linked in this way already.")


class HasHousehold(Refused):
    sentence = _("This person lives in another household; take it out of there first.")


@verb("customers.link", label=_("Link two customers"))
def link_customers(
    *, actor: Actor, customer: Customer, draft: LinkDraft, other: Customer | None = None
) -> Link:
    """`customer` is the first in the words of the kind: it supplies, sells to, advises `other`.

    Raises CannotSave, LinkExists.
    """
    if other is None or other.pk == customer.pk:
        raise CannotSave(fields={"other": _("Choose another customer.")})
    values = _checked(draft)
    _expect_single(customer.pk, other.pk, draft, None)
    made: Link = Link.objects.create(customer=customer, other=other, **values)
    return made


@verb("customers.edit_link", label=_("Edit a link between customers"))
def edit_link(*, actor: Actor, link: Link, draft: LinkDraft, version: int | None = None) -> Link:
    """Its kind, role, period and remark; whom it ties together stays.

    Raises Stale, CannotSave, LinkExists.
    """
    expect_version(link, version)
    values = _checked(draft)
    _expect_single(link.customer_id, link.other_id, draft, link.pk)
    link.change(values, actor=actor)
    return link


def _checked(draft: LinkDraft) -> dict[str, object]:
    check_no_card(asdict(draft))
    check_choice("kind", draft.kind, Link.Kind.values)
    check_period(draft.since_on, draft.until_on)
    with fitting():
        return {
            "kind": draft.kind,
            "role": clean(draft.role, 100),
            "since_on": draft.since_on,
            "until_on": draft.until_on,
            "remark": clean(draft.remark, 300),
        }


def _expect_single(customer_id: int, other_id: int, draft: LinkDraft, own: int | None) -> None:
    """One link of a kind at a time; ended ones are history."""
    same = Link.objects.filter(
        customer_id=customer_id, other_id=other_id, kind=draft.kind, until_on=None
    ).exclude(pk=own)
    if draft.until_on is None and same.exists():
        raise LinkExists


@verb("customers.end_link", label=_("End a link between customers"))
def end_link(*, actor: Actor, link: Link, on: date | None = None) -> Link:
    """It stays on file with its end. Raises CannotSave."""
    day = on or actor.today()
    check_period(link.since_on, day)
    link.change({"until_on": day}, actor=actor)
    return link


@verb("customers.create_household", label=_("Put persons together into a household"))
def create_household(
    *, actor: Actor, person: Customer, name: str, role: str = "head", address: str = "", remark: str = ""
) -> Household:
    """A household with its first member, whose owner it takes over. Raises CannotSave, HasHousehold."""
    check_no_card({"name": name, "address": address, "remark": remark})
    with fitting():
        household: Household = Household.objects.create(
            name=check_given("name", clean(name, 100)),
            address=clean(address, 300),
            remark=clean(remark, 500),
            owner_id=person.owner_id,
            team_id=person.team_id,
        )
    _join(actor, household, person, role)
    return household


@verb("customers.edit_household", label=_("Edit a household"))
def edit_household(
    *,
    actor: Actor,
    household: Household,
    name: str,
    address: str = "",
    remark: str = "",
    version: int | None = None,
) -> Household:
    """Raises Stale, CannotSave."""
    expect_version(household, version)
    check_no_card({"name": name, "address": address, "remark": remark})
    with fitting():
        values = {
            "name": check_given("name", clean(name, 100)),
            "address": clean(address, 300),
            "remark": clean(remark, 500),
        }
    household.change(values, actor=actor)
    return household


@verb("customers.join_household", label=_("Add a person to a household"))
def join_household(
    *, actor: Actor, household: Household, person: Customer, role: str, since_on: date | None = None
) -> HouseholdMember:
    """Raises CannotSave, HasHousehold."""
    return _join(actor, household, person, role, since_on)


@verb("customers.leave_household", label=_("Take a person out of a household"))
def leave_household(*, actor: Actor, member: HouseholdMember, on: date | None = None) -> HouseholdMember:
    day = on or actor.today()
    check_period(member.since_on, day)
    member.change({"until_on": day}, actor=actor)
    return member


@verb("customers.dissolve_household", label=_("Dissolve a household"))
def dissolve_household(*, actor: Actor, household: Household, on: date | None = None) -> int:
    """Its present members leave on that day; what it was stays on file. Returns how many left.

    Raises CannotSave.
    """
    day = on or actor.today()
    check_period(None, day)
    found = list(HouseholdMember.objects.filter(household=household, until_on=None).order_by("pk"))
    for member in found:
        member.change({"until_on": max(day, member.since_on or day)}, actor=actor)
    return len(found)


def _join(
    actor: Actor, household: Household, person: Customer, role: str, since_on: date | None = None
) -> HouseholdMember:
    if person.kind != "person":
        raise CannotSave(fields={"person": _("Only persons live in households.")})
    check_choice("role", role, HouseholdMember.Role.values)
    check_period(since_on, None)
    if HouseholdMember.objects.filter(person=person, until_on=None).exists():
        raise HasHousehold
    made: HouseholdMember = HouseholdMember.objects.create(
        household=household, person=person, role=role, since_on=since_on
    )
    return made
