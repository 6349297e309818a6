"""What happened to the fields of a record, in words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Field
from django.utils.translation import gettext as _

from guanxi.customers.models import Customer, Profile
from guanxi.customers.queries.customers import names
from guanxi.customers.queries.records import ladder
from guanxi.customers.types import ProfileDraft
from guanxi.platform.access.queries import colleagues, teams
from guanxi.platform.access.types import Actor
from guanxi.platform.journal.queries import began_in, field_history
from guanxi.platform.journal.types import FieldChange
from guanxi.web.formats import day, moment

TABLE, PROFILES = "gx_customers_customer", "gx_customers_profile"
RARER = {field.name for field in fields(ProfileDraft)} - {"card_token"}
_FIELDS = Customer._meta.concrete_fields  # noqa: SLF001 - the documented model API
_RARER_FIELDS = Profile._meta.concrete_fields  # noqa: SLF001 - as above
SEES_CHANGES = "journal.see"


def record_history(actor: Actor, customer_id: int, *, limit: int = 200) -> list[FieldChange]:
    """Changes of a record the actor has in hand, newest first, as the reader would write the values.

    Empty for who may not look into the journal.
    """
    if not actor.may(SEES_CHANGES):
        return []
    changes = field_history(TABLE, customer_id, limit=limit)
    return readable(actor, changes)


def profile_history(actor: Actor, customer_id: int, *, limit: int = 200) -> list[FieldChange]:
    """The same of the rarer facts. What was filled in together with the record itself is no change."""
    stored = Profile.objects.visible_to(actor).filter(customer_id=customer_id).order_by("pk")
    key = stored.values_list("pk", flat=True).first() if actor.may(SEES_CHANGES) else None
    if key is None:
        return []
    changes = field_history(PROFILES, key, limit=limit, from_nothing=True)
    begun = began_in(TABLE, customer_id)
    told = [one for one in changes if one.change_set_id != begun and one.field in RARER]
    return readable(actor, told, _RARER_FIELDS)


def whole_history(actor: Actor, customer_id: int, *, limit: int = 200) -> list[FieldChange]:
    """Changes of the record and of its rarer facts in one order, newest first."""
    record = record_history(actor, customer_id, limit=limit)
    rarer = profile_history(actor, customer_id, limit=limit)
    return sorted([*record, *rarer], key=lambda one: (one.at, one.change_set_id), reverse=True)


def readable(
    actor: Actor, changes: Iterable[FieldChange], fields: "Sequence[Field[Any, Any]]" = _FIELDS
) -> list[FieldChange]:
    """The same changes with keys, codes and dates in words."""
    found = list(changes)
    writers = {f.column: _writer(f, _named(actor, str(f.column), found)) for f in fields}
    return [
        replace(one, before=write(one.before), after=write(one.after))
        for one in found
        if (write := writers.get(one.field)) is not None
    ]


def _named(actor: Actor, column: str, changes: Iterable[FieldChange]) -> dict[int, str] | None:
    """Names of the records these changes of a column speak of; None for a column that holds no key."""
    keys = [v for c in changes if c.field == column for v in (c.before, c.after) if isinstance(v, int)]
    match column:
        case "owner_id":
            return dict(colleagues(actor).values_list("pk", "name")) if keys else {}
        case "team_id":
            return {team.pk: team.name for team in teams(actor)} if keys else {}
        case "ladder_step_id":
            return {step.pk: str(step) for step in ladder(actor)} if keys else {}
        case "parent_id" | "merged_into_id":
            return names(actor, keys) if keys else {}
        case _:
            return None


def _writer(field: "Field[object, object]", named: dict[int, str] | None) -> Callable[[object], str]:
    choices = {value: str(label) for value, label in field.flatchoices}
    kind = field.get_internal_type()

    def write(value: object) -> str:
        if value is None or value == "":
            return ""
        if named is not None:
            name = named.get(value) if isinstance(value, int) else None
            return name or _unnamed(str(field.column))
        if choices:
            return choices.get(value, str(value))
        return _plain(value, kind)

    return write


def _unnamed(column: str) -> str:
    """A record that is gone, or out of the reader's reach."""
    return _("a former colleague") if column == "owner_id" else _("a record you may not see")


def _plain(value: object, kind: str) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if kind == "DecimalField":
        return format(Decimal(str(value)).normalize(), "f")
    if kind == "DateField":
        return day(date.fromisoformat(str(value)))
    if kind == "DateTimeField":
        return moment(datetime.fromisoformat(str(value)))
    return str(value)
