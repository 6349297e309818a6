"""What happened to the fields of a record, in words."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db.models import Field
from django.utils.translation import gettext as _

from guanxi.customers.models import Customer
from guanxi.platform.access.queries import colleagues
from guanxi.platform.access.types import Actor
from guanxi.platform.journal.queries import field_history
from guanxi.platform.journal.types import FieldChange
from guanxi.web.formats import day, moment

TABLE = "gx_customers_customer"
PEOPLE_COLUMNS = frozenset({"owner_id"})
SEES_CHANGES = "journal.see"


def record_history(actor: Actor, customer_id: int, *, limit: int = 200) -> list[FieldChange]:
    """Changes of a record the actor has in hand, newest first, as the reader would write the values.

    Empty for who may not look into the journal.
    """
    if not actor.may(SEES_CHANGES):
        return []
    changes = field_history(TABLE, customer_id, limit=limit)
    return readable(actor, changes)


def readable(actor: Actor, changes: Iterable[FieldChange]) -> list[FieldChange]:
    """The same changes with keys, codes and dates in words."""
    found = list(changes)
    names = _people(actor) if any(c.field in PEOPLE_COLUMNS for c in found) else {}
    writers = {f.column: _writer(f, names) for f in Customer._meta.concrete_fields}  # noqa: SLF001 - the documented model API
    return [
        replace(one, before=write(one.before), after=write(one.after))
        for one in found
        if (write := writers.get(one.field)) is not None
    ]


def _people(actor: Actor) -> dict[object, str]:
    return dict(colleagues(actor).values_list("pk", "name"))


def _writer(field: "Field[object, object]", names: dict[object, str]) -> Callable[[object], str]:
    choices = {value: str(label) for value, label in field.flatchoices}
    kind = field.get_internal_type()

    def write(value: object) -> str:
        if value is None or value == "":
            return ""
        if field.column in PEOPLE_COLUMNS:
            return names.get(value, _("a former colleague"))
        if choices:
            return choices.get(value, str(value))
        return _plain(value, kind)

    return write


def _plain(value: object, kind: str) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if kind == "DateField":
        return day(date.fromisoformat(str(value)))
    if kind == "DateTimeField":
        return moment(datetime.fromisoformat(str(value)))
    return str(value)
