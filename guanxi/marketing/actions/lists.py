"""Verbs on lists of customers."""

from django.db import connection
from django.utils.translation import gettext_lazy as _

from guanxi.kit.text import TextTooLong, clean
from guanxi.marketing.events import ListFrozen
from guanxi.marketing.models import CustomerList, ListMember
from guanxi.marketing.queries.lists import condition_of, list_customers, matching_customers
from guanxi.platform.access.types import Actor
from guanxi.platform.bus import tell
from guanxi.platform.conditions import stored
from guanxi.platform.verbs import Refused, expect_version, right, verb

right("marketing.see_lists", _("See lists of customers"))


class CannotSave(Refused):
    sentence = _("This cannot be saved as it is.")


class Frozen(Refused):
    sentence = _("This list is frozen. Make a new one from the same conditions to choose other customers.")


@verb("marketing.create_list", label=_("Create a list of customers"))
def create_list(*, actor: Actor, name: str, condition: object) -> CustomerList:
    """`condition`: JSON text or the JSON form itself. Counted at once. Raises CannotSave, CannotRead."""
    parsed = condition_of(actor, condition)
    made: CustomerList = CustomerList.objects.create(
        name=named(name),
        condition=stored(parsed),
        owner_id=actor.user_id,
        team_id=actor.team_ids[0] if actor.team_ids else None,
        counted=matching_customers(actor, parsed).count(),
        counted_at=actor.now(),
        created_at=actor.now(),
        updated_at=actor.now(),
    )
    return made


@verb("marketing.edit_list", label=_("Edit a list of customers"))
def edit_list(
    *,
    actor: Actor,
    customer_list: CustomerList,
    name: str,
    condition: object,
    version: int | None = None,
) -> CustomerList:
    """Raises Stale, CannotSave, CannotRead, Frozen when the condition of a frozen list would change."""
    expect_version(customer_list, version)
    form = stored(condition_of(actor, condition))
    if customer_list.frozen_at is not None and form != customer_list.condition:
        raise Frozen
    if customer_list.change({"name": named(name), "condition": form}, actor=actor):
        _count(customer_list, actor)
    return customer_list


@verb("marketing.count_list", label=_("Count a list anew"))
def count_list(*, actor: Actor, customer_list: CustomerList) -> CustomerList:
    """How many customers its owner and the actor both see in it now."""
    _count(customer_list, actor)
    return customer_list


@verb("marketing.freeze_list", label=_("Freeze a list"))
def freeze_list(*, actor: Actor, customer_list: CustomerList) -> CustomerList:
    """Keep today's customers as a snapshot: one statement, whatever the number. Raises Frozen."""
    if customer_list.frozen_at is not None:
        raise Frozen
    chosen = list_customers(actor, customer_list).order_by("pk").values("id")
    text, parameters = chosen.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {ListMember._meta.db_table} (list_id, customer_id)"  # noqa: S608, SLF001 - our own table
            f" select %s, chosen.id from ({text}) chosen",
            [customer_list.pk, *parameters],
        )
        count: int = cursor.rowcount
    customer_list.change({"frozen_at": actor.now(), "counted": count, "counted_at": actor.now()}, actor=actor)
    tell(ListFrozen(list_id=customer_list.pk, count=count))
    return customer_list


def _count(customer_list: CustomerList, actor: Actor) -> None:
    count = list_customers(actor, customer_list).count()
    customer_list.change({"counted": count, "counted_at": actor.now()}, actor=actor)


def named(name: str, *, field: str = "name") -> str:
    """A name as it is stored. Raises CannotSave."""
    try:
        cleaned = clean(name, 120)
    except TextTooLong as problem:
        raise CannotSave(fields={field: _("A name has at most 120 characters.")}) from problem
    if not cleaned:
        raise CannotSave(fields={field: _("A name is needed.")})
    return cleaned
