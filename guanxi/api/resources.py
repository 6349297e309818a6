"""What can be read, with which fields, and who may read each of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.api.operations import NOBODY, Operation
from guanxi.platform.access.types import Actor
from guanxi.platform.conditions import Fact, Kind, facts, readable_by
from guanxi.platform.journal.queries.rows import models_by_table
from guanxi.platform.records import Record, RecordQuerySet, see_right
from guanxi.platform.verbs import NotFound

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Resource:
    """Records of one kind. `rows` must return a queryset that passed `visible_to(actor)`."""

    name: str
    label: Text
    area: str
    subject: str
    rows: Callable[[Actor], RecordQuerySet]
    one: Callable[[Actor, int], Record]
    sorts: Mapping[str, str]
    sort: str
    search: Callable[[RecordQuerySet, str], RecordQuerySet] | None = None
    operations: tuple[Operation, ...] = ()

    @property
    def model(self) -> type[models.Model]:
        return _model_of(self)

    @property
    def right(self) -> str:
        return see_right(self.model)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value of a record."""

    name: str
    label: Text
    column: str
    source: models.Field[Any, Any]  # Any: a field of any type
    fact: Fact | None = None
    model: type[models.Model] | None = None  # another table's, with one row for each record
    key: str = "id"


_resources: dict[str, Resource] = {}
_ALWAYS: Final = (("id", _("Key")), ("version", _("Version")), ("updated_at", _("Changed")))


def offer_resource(resource: Resource) -> None:
    """Make a resource known; called from an area's wiring."""
    if resource.name in _resources:
        raise ValueError(f"the resource {resource.name} is declared twice")
    _resources[resource.name] = resource


def resources() -> list[Resource]:
    return [one for _name, one in sorted(_resources.items())]


def resource_named(name: str) -> Resource:
    """Raises KeyError."""
    return _resources[name]


def held(resource: Resource, actor: Actor, key: int) -> Record:
    """One record, locked until the transaction ends: what is read of it stands. Raises NotFound."""
    rows: RecordQuerySet = RecordQuerySet(resource.model).visible_to(actor)
    found: Record | None = rows.filter(pk=key).select_for_update(of=("self",)).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def fields_of(resource: Resource, actor: Actor | None = None) -> dict[str, Field]:
    """Every field by name; with an actor those of the facts its filters may ask."""
    found = {field.name: field for field in _always(resource)}
    offered = facts(resource.subject) if actor is None else facts_open_to(resource, actor).values()
    for fact in offered:
        field = _field_of(resource, fact)
        if field is not None:
            found[field.name] = field
    return found


def facts_open_to(resource: Resource, actor: Actor) -> dict[str, Fact]:
    """What this actor's filters may ask, as in the list."""
    readable = readable_by(actor, resource.right)
    return {name: fact for name, fact in readable.items() if fact.subject == resource.subject}


def name_of(resource: Resource, fact: Fact) -> str:
    """The area's own facts are named without it."""
    return fact.name.removeprefix(f"{resource.area}.")


def _always(resource: Resource) -> list[Field]:
    meta = resource.model._meta  # noqa: SLF001 - the documented model API
    return [
        Field(name=name, label=label, column=name, source=meta.get_field(name))  # type: ignore[arg-type]  # plain columns of every record
        for name, label in _ALWAYS
    ]


@lru_cache(maxsize=64)
def _model_of(resource: Resource) -> type[models.Model]:
    found: type[models.Model] = resource.rows(NOBODY).model
    return found


@lru_cache(maxsize=2_048)  # facts of custom fields come and go: the oldest are forgotten
def _field_of(resource: Resource, fact: Fact) -> Field | None:
    """None for what has no single value: events, keys of JSON, and facts of a view or of no table."""
    model = _tables().get(fact.table)
    if fact.kind is Kind.EVENTS or fact.json_key or model is None or not hasattr(model, "policy"):
        return None
    source = _column(model, fact.column)
    if source is None:
        return None
    own = fact.table == resource.model._meta.db_table  # noqa: SLF001 - the documented model API
    return Field(
        name=name_of(resource, fact),
        label=fact.label,
        column=source.attname,
        source=source,
        fact=fact,
        model=None if own else model,
        key=fact.key,
    )


@lru_cache(maxsize=256)
def _column(model: type[models.Model], column: str) -> "models.Field[Any, Any] | None":
    for field in model._meta.concrete_fields:  # noqa: SLF001 - the documented model API
        if field.column == column:
            return field
    return None


@lru_cache(maxsize=1)
def _tables() -> dict[str, type[models.Model]]:
    return models_by_table()


def values_of(actor: Actor, rows: Sequence[Any], chosen: Sequence[Field]) -> list[dict[str, object]]:
    """The chosen fields of these rows. One statement more for each other table; rows of it that the actor
    may not see are absent.
    """
    # Any: records, or named tuples of their columns
    own = [field for field in chosen if field.model is None]
    found = [{field.name: getattr(row, field.column) for field in own} for row in rows]
    beside: dict[tuple[type[models.Model], str], list[Field]] = {}
    for field in chosen:
        if field.model is not None:
            beside.setdefault((field.model, field.key), []).append(field)
    for (model, key), fields in beside.items():
        values = _beside(actor, model, key, [row.pk for row in rows], fields)
        for row, record in zip(rows, found, strict=True):
            record.update(values.get(row.pk) or dict.fromkeys(field.name for field in fields))
    order = [field.name for field in chosen]
    return [{name: record[name] for name in order} for record in found] if beside else found


def _beside(
    actor: Actor, model: type[models.Model], key: str, keys: list[int], fields: Sequence[Field]
) -> dict[int, dict[str, object]]:
    visible: RecordQuerySet = RecordQuerySet(model).visible_to(actor)
    columns = [field.column for field in fields]
    names = [field.name for field in fields]
    lines = visible.filter(**{f"{key}__in": keys}).order_by("pk").values_list(key, *columns)
    return {line[0]: dict(zip(names, line[1:], strict=True)) for line in lines}
