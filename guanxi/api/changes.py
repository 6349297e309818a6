"""What became different, told in the names of the resources and as far as a key may read them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from django.db import models

from guanxi.api.resources import Field, Resource, fields_of, resources
from guanxi.platform.access.types import Actor
from guanxi.platform.journal.queries import changes_after, just_done, models_by_table, tables_of, touched
from guanxi.platform.journal.types import TouchedRow
from guanxi.platform.records import Record

MOST_ROWS: Final = 100  # of one table
KINDS: Final = {"I": "created", "U": "changed", "D": "deleted"}
Told = dict[str, object]


def changed_since(resource: Resource, actor: Actor, record: Record, version: int) -> list[str]:
    """Fields of a record the actor has in hand that are not what they were at this version."""
    names = {field.column: field.name for field in fields_of(resource, actor).values() if field.model is None}
    table = resource.model._meta.db_table  # noqa: SLF001 - the documented model API
    return [names[one.field] for one in changes_after(table, record.pk, version) if one.field in names]


def what_would_change(actor: Actor, change_set_id: int) -> list[Told]:
    """Each row that the change set wrote, of those the actor may see. Of rows that belong to no resource only
    the kind is told.
    """
    change_set = just_done(actor, change_set_id)
    found: list[Told] = []
    for table in tables_of(change_set_id):
        rows = touched(actor, change_set, table, limit=MOST_ROWS)
        found += [_row(row, *_named(actor, table)) for row in rows]
    return found


def _named(actor: Actor, table: str) -> tuple[str, list[Field]]:
    """The resource of which a table holds fields, and these; else the kind of its rows."""
    model = models_by_table()[table]
    for resource in _own_first(model):
        holder = None if resource.model is model else model
        fields = [one for one in fields_of(resource, actor).values() if one.model is holder]
        if fields and actor.may(resource.right):
            return resource.name, [one for one in fields if one.name not in {"version", "updated_at"}]
    return model._meta.model_name or table, []  # noqa: SLF001 - the documented model API


def _own_first(model: type[models.Model]) -> Iterable[Resource]:
    return sorted(resources(), key=lambda resource: resource.model is not model)


def _row(row: TouchedRow, name: str, fields: list[Field]) -> Told:
    image = row.after or row.before
    key = fields[0].key if fields else "id"
    told = {
        field.name: {"before": _value(field, row.before), "after": _value(field, row.after)}
        for field in fields
        if field.name != "id" and row.before.get(field.column) != row.after.get(field.column)
    }
    return {"of": name, "id": image.get(key, row.row_id), "change": KINDS[row.kind], "fields": told}


def _value(field: Field, image: Any) -> object:  # Any: a row's columns
    value = image.get(field.column)
    if isinstance(field.source, models.DecimalField) and value is not None:
        return format(Decimal(str(value)), f".{field.source.decimal_places}f")
    return value
