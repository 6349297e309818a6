"""When two records turn out to be one: what becomes of everything that refers to them.

Every model says so for each of its references, beside its row policy:

    class Touch(Record):
        customer = models.ForeignKey(Customer, ...)
        on_merge = (Move("customer"), Move("cause"))

A reference is a foreign key, or an upward link of kind and key (`cause_type`, `cause_id`), named by what both
have in common. A reference without a word is an error, and a contract walks every model. The whole mechanism
only ever changes the reference itself, so that the journal's undo brings exactly those rows back.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connection, models, transaction
from django.utils.translation import gettext_lazy as _

from guanxi.platform.records import Record
from guanxi.platform.verbs.refusals import Refused

# The records to be merged are locked by now and the import may wait for one of them: whoever merges gives up
# before the database, after a second, would find that they wait for each other and break one of them.
_WAIT = "900ms"
_LOCK = "merging"
_NOT_IN_TIME = "55P03"


@dataclass(frozen=True, slots=True)
class Move:
    """Every row goes to the survivor.

    `apart`: fields that must never name the same record as this one; a row between two records that are
    merged stays behind ("id": the record itself, in a tree).
    """

    field: str
    apart: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Combine:
    """At most one row for each value of `same` may belong to one record (of those with `absent` empty).

    The survivor's own row stands. A merged record's row moves where the survivor has none like it; else it
    stays behind with the merged record, out of sight, and is back in its place after an un-merge.
    """

    field: str
    same: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Keep:
    """The rows stay with the merged record."""

    field: str
    why: str


OnMerge = Move | Combine | Keep
Parameters = dict[str, int | str | list[int]]


@dataclass(frozen=True, slots=True)
class Reference:
    """One column that points at records of a model; `kind_column` beside it for an upward link."""

    model: type[Record]
    rule: OnMerge
    column: str
    kind_column: str | None = None

    @property
    def table(self) -> str:
        return self.model._meta.db_table  # noqa: SLF001 - the documented model API


@dataclass(frozen=True, slots=True)
class Moved:
    """Rows of one model that went to the survivor, and those that stayed behind."""

    model: type[Record]
    moved: tuple[int, ...]
    stayed: int


class ImportAtWork(Refused):
    """Records are not merged while an import writes rows that refer to them, or a large merge is at work."""

    sentence = _(
        "Records are being imported or merged just now. Try again when that is done; nothing was changed."
    )


def hold_records_apart() -> None:
    """Until the transaction ends nothing is merged: what an import has decided stays true while it writes.

    Waits for a merge that has begun.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [_LOCK])


def begin_merging() -> None:
    """Before records are merged or taken apart: one such work at a time. Raises ImportAtWork when others do
    not end within a moment.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "select current_setting('lock_timeout'), set_config('lock_timeout', %s, true)", [_WAIT]
            )
            before = cursor.fetchone()[0]
            cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [_LOCK])
            cursor.execute("select set_config('lock_timeout', %s, true)", [before])
    except OperationalError as problem:
        if getattr(problem.__cause__, "sqlstate", None) != _NOT_IN_TIME:
            raise
        raise ImportAtWork from problem


class UndeclaredReference(ImproperlyConfigured):
    """A model refers to another one and does not say what a merge does with its rows."""


@cache
def references_to(target: type[Record]) -> tuple[Reference, ...]:
    """Every column of every model that may point at `target`. Raises UndeclaredReference."""
    found = [
        reference
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label.startswith("gx_") and model._meta.managed  # noqa: SLF001 - the documented model API
        for reference in references_of(model, target)
    ]
    return tuple(sorted(found, key=lambda r: (r.table, r.column)))


def references_of(model: type[models.Model], target: type[Record]) -> list[Reference]:
    """Those of one model. Raises UndeclaredReference, also for a link of which no rule could speak."""
    return [*_keys(model, target), *_links(model)]


def rule_of(model: type[models.Model], field: str) -> OnMerge:
    for rule in getattr(model, "on_merge", ()):
        if rule.field == field:
            declared: OnMerge = rule
            return declared
    raise UndeclaredReference(
        f"{model._meta.label}.{field}: say in on_merge whether its rows move, combine or keep"  # noqa: SLF001 - the documented model API
    )


def _keys(model: type[models.Model], target: type[Record]) -> Iterator[Reference]:
    if any(isinstance(field, GenericForeignKey) for field in model._meta.private_fields):  # noqa: SLF001 - the documented model API
        raise UndeclaredReference(
            f"{model.__name__}: an upward link is a kind and a key (cause_type, cause_id)"
        )
    for field in model._meta.concrete_fields:  # noqa: SLF001 - the documented model API
        if isinstance(field, models.ForeignKey) and issubclass(field.remote_field.model, target):
            yield Reference(model, rule_of(model, field.name), field.column)  # type: ignore[arg-type]  # a model with a rule is a record


def _links(model: type[models.Model]) -> Iterator[Reference]:
    names = {f.name for f in model._meta.concrete_fields}  # noqa: SLF001 - the documented model API
    for name in sorted(names):
        stem = name.removesuffix("_type")
        if stem != name and f"{stem}_id" in names:
            yield Reference(model, rule_of(model, stem), f"{stem}_id", name)  # type: ignore[arg-type]  # as above


def move_references(
    target: type[Record], kind: str, survivor: int, merged: Sequence[int]
) -> tuple[Moved, ...]:
    """Carry out what the models declare. Call it inside a verb that has locked all these records.

    `kind` is the word of upward links to `target`. Rows move whoever may see them: they belong to the
    record, not to the person who merges.
    """
    done = [_move(reference, kind, survivor, merged) for reference in references_to(target)]
    return tuple(one for one in done if one.moved or one.stayed)


def moving(target: type[Record], kind: str, survivor: int, merged: Sequence[int]) -> tuple[Moved, ...]:
    """What a merge would move, without moving it."""
    found = []
    for reference in references_to(target):
        chosen, parameters = _chosen(reference, kind, survivor, merged)
        with connection.cursor() as cursor:
            cursor.execute(f"select t.id from {chosen} order by t.id", parameters)  # noqa: S608 - names from our models
            keys = tuple(row[0] for row in cursor.fetchall())
        if keys:
            found.append(Moved(reference.model, keys, 0))
    return tuple(found)


def _move(reference: Reference, kind: str, survivor: int, merged: Sequence[int]) -> Moved:
    chosen, parameters = _chosen(reference, kind, survivor, merged)
    with connection.cursor() as cursor:
        cursor.execute(
            f'update "{reference.table}" set "{reference.column}" = %(survivor)s'  # noqa: S608 - names from our models
            f" where id in (select t.id from {chosen}) returning id",
            parameters,
        )
        moved = tuple(sorted(row[0] for row in cursor.fetchall()))
        cursor.execute(
            f'select count(*) from "{reference.table}" t where {_pointing(reference)}',  # noqa: S608 - as above
            parameters,
        )
        stayed: int = cursor.fetchone()[0]
    return Moved(reference.model, moved, 0 if isinstance(reference.rule, Keep) else stayed)


def _pointing(reference: Reference) -> str:
    of_kind = f' and t."{reference.kind_column}" = %(kind)s' if reference.kind_column else ""
    return f't."{reference.column}" = any(%(merged)s){of_kind}'


def _chosen(reference: Reference, kind: str, survivor: int, merged: Sequence[int]) -> tuple[str, Parameters]:
    """The rows that move, as the text after FROM, and its parameters."""
    parameters: Parameters = {
        "survivor": survivor,
        "merged": list(merged),
        "group": [survivor, *merged],
        "kind": kind,
    }
    rule = reference.rule
    if isinstance(rule, Keep):
        return f'"{reference.table}" t where false', parameters
    wanted = [_pointing(reference)]
    wanted += [f't."{_column(reference.model, name)}" <> all(%(group)s)' for name in rule.apart]
    if isinstance(rule, Combine):
        wanted.append(_first_of_each(reference, rule))
    return f'"{reference.table}" t where {" and ".join(wanted)}', parameters


def _first_of_each(reference: Reference, rule: Combine) -> str:
    """No row of the survivor, and no earlier one of those that move, is like this one."""
    like = "".join(
        f' and o."{c}" is not distinct from t."{c}"' for c in (_column(reference.model, n) for n in rule.same)
    )
    if reference.kind_column:
        like += f' and o."{reference.kind_column}" = t."{reference.kind_column}"'
    open_ = [f'"{_column(reference.model, name)}" is null' for name in rule.absent]
    both = "".join(f" and o.{part} and t.{part}" for part in open_)
    return (
        f'not exists (select 1 from "{reference.table}" o where o."{reference.column}" = any(%(group)s)'  # noqa: S608 - names from our models
        f' and (o."{reference.column}" = %(survivor)s or o.id < t.id){like}{both})'
    )


def _column(model: type[Record], name: str) -> str:
    return str(model._meta.get_field(name).column)  # type: ignore[union-attr]  # noqa: SLF001 - a column of its own
