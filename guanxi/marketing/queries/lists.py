"""Lists: who is in them, for whom."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.customers.queries import customers
from guanxi.marketing.models import CustomerList, ListMember
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.conditions import (
    Condition,
    ConditionError,
    Fact,
    describe,
    loads,
    parse,
    readable_by,
    where,
)
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound, Refused

SUBJECT = "customer"


class CannotRead(Refused):
    """A condition that cannot be understood; the sentence says which part."""

    sentence = gettext_lazy("This condition cannot be read.")


def customer_lists(actor: Actor) -> RecordQuerySet:
    """Lists the actor may see, the newest change first."""
    return CustomerList.objects.visible_to(actor).select_related("owner").order_by("-updated_at", "-id")


def customer_list(actor: Actor, key: int) -> CustomerList:
    """Raises NotFound, whether it is missing or out of reach."""
    found: CustomerList | None = customer_lists(actor).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def facts_for(actor: Actor) -> Mapping[str, Fact]:
    """What this person may choose customers by."""
    return readable_by(actor, "customers.see")


def condition_of(actor: Actor, raw: object) -> Condition:
    """The condition in a form's JSON text or in its stored form.

    Raises CannotRead; also for a fact the actor may not see: who is in the list would tell it.
    """
    known = facts_for(actor)
    try:
        return loads(raw, SUBJECT, known) if isinstance(raw, str) else parse(raw, SUBJECT, known)
    except ConditionError as problem:
        raise CannotRead(str(problem), fields={"condition": str(problem)}) from problem


def matching_customers(actor: Actor, condition: Condition) -> RecordQuerySet:
    """Customers (no mere contacts, none archived) the actor sees and for whom the condition holds now."""
    holds = where(condition, SUBJECT, actor.now(), ZoneInfo(actor.zone))
    return customers(actor).filter(holds, is_customer=True)


def list_customers(actor: Actor, chosen: CustomerList) -> RecordQuerySet:
    """The customers of a list: as many as both its owner and the actor may see.

    A frozen list keeps its snapshot, but shows none whom the actor may not see today. Raises CannotRead.
    """
    if chosen.frozen_at is not None:
        members = ListMember.objects.visible_to(actor).filter(list=chosen)
        return customers(actor).filter(pk__in=members.values("customer"))
    found = matching_customers(actor, condition_of(actor, chosen.condition))
    if chosen.owner is not None and chosen.owner_id != actor.user_id:
        theirs = customers(actor_of(chosen.owner, clock=actor.clock)).order_by().values("pk")
        found = found.filter(pk__in=theirs)
    return found


def reachable(found: RecordQuerySet, channel: str) -> RecordQuerySet:
    """Those whom a letter or an e-mail can reach."""
    return found.exclude(email="") if channel == "mail" else found.exclude(Q(address="") & Q(city=""))


def sentence(chosen: CustomerList) -> str:
    """The condition in the reader's language; what cannot be read any more says so."""
    try:
        condition = parse(chosen.condition, SUBJECT)
    except ConditionError as problem:
        return str(problem)
    return describe(condition) or _("everyone")


def list_conditions() -> list[object]:
    """The stored condition of every list: only which facts they read leaves the house."""
    found = CustomerList.objects.visible_to(system_actor("which facts are read")).order_by("pk")
    return list(found.values_list("condition", flat=True))
