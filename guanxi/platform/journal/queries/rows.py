"""The rows of change sets, before and after."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from django.apps import apps
from django.db import connection, models

from guanxi.platform.access.types import Actor, Scope
from guanxi.platform.journal.models import Change, ChangeSet
from guanxi.platform.journal.types import FieldChange, FirstRow, TouchedRow
from guanxi.platform.records import RecordQuerySet, Through, policy_of

# Columns every change touches; they never make a conflict.
COUNTERS = frozenset({"version", "updated_at"})
LONGEST_LOOK = timedelta(days=1)  # a form is hardly ever open for longer
HIDDEN = COUNTERS | {"search", "password", "custom"}
FIRST_ROWS = """
select s.id, c.table_name, c.row_id, c.kind, c.before
from unnest(%(sets)s::bigint[]) with ordinality s(id, place)
cross join lateral (
  select table_name, row_id, kind, before from gx_journal_change where change_set_id = s.id limit %(limit)s) c
order by s.place
"""
TOUCHED = """
with mine as (
  select row_id, min(id) as first_id, max(id) as last_id from gx_journal_change
  where change_set_id = %(set)s and table_name = %(table)s group by row_id order by row_id limit %(limit)s)
select m.row_id,
  case when first.kind = 'I' then 'I' when last.kind = 'D' then 'D' else 'U' end,
  first.before, coalesce(next.before, to_jsonb(t)), t.id is not null
from mine m
join gx_journal_change first on first.id = m.first_id
join gx_journal_change last on last.id = m.last_id
left join lateral (
  select c.before from gx_journal_change c
  where c.table_name = %(table)s and c.row_id = m.row_id and c.id > m.last_id
  order by c.id limit 1) next on true
left join "{table}" t on t.id = m.row_id
order by m.row_id
"""


def touched(actor: Actor, change_set: ChangeSet, table: str, *, limit: int) -> list[TouchedRow]:
    """Rows of one table before and after a change set, in key order; only those the actor may see.

    A row that is gone has no owner any more: who made the change sees it, and who sees everything.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            TOUCHED.format(table=known_table(table)), {"set": change_set.pk, "table": table, "limit": limit}
        )
        rows = [
            TouchedRow(table, key, kind, loaded(before), loaded(after), bool(exists))
            for key, kind, before, after, exists in cursor.fetchall()
        ]
    own = actor.user_id is not None and change_set.actor_id == actor.user_id
    sees_all = own or actor.is_system or actor.scope("journal.see") is Scope.ALL
    seen = visible_rows(actor, table, [row.row_id for row in rows if row.exists])
    return [row for row in rows if (row.row_id in seen if row.exists else sees_all)]


def changed_keys(change_set_id: int, table: str, kind: str) -> "models.QuerySet[Change, int]":
    """Keys of the rows a change set created ("I") or only changed ("U"), or both (""), to be asked among
    visible rows.
    """
    rows = Change.objects.filter(change_set_id=change_set_id, table_name=table)
    kinds = [kind] if kind else [Change.Kind.INSERT, Change.Kind.UPDATE]
    found = rows.filter(kind__in=kinds).order_by().values_list("row_id", flat=True)
    if kind == Change.Kind.UPDATE:
        created = rows.filter(kind=Change.Kind.INSERT).order_by().values("row_id")
        found = found.exclude(row_id__in=created)
    return found


def who_changed(table: str, row_id: int) -> set[int]:
    """Everybody who made or changed a row the caller has in hand; what no person did is left out."""
    sets = Change.objects.filter(table_name=table, row_id=row_id).order_by().values("change_set_id")
    found = ChangeSet.objects.filter(pk__in=sets, actor__isnull=False).order_by()
    return set(found.values_list("actor_id", flat=True))


def visible_rows(actor: Actor, table: str, keys: Iterable[int]) -> dict[int, str]:
    """Which of these rows the actor may see, with their names. A table of links has no rows of its own."""
    model = models_by_table()[table]
    manager = getattr(model, "objects", None)
    if not hasattr(model, "policy") or not isinstance(manager, models.Manager):
        whole = actor.is_system or actor.scope("journal.see") is Scope.ALL
        return {key: f"#{key}" for key in keys} if whole else {}
    found: RecordQuerySet = manager.filter(pk__in=list(keys))  # type: ignore[assignment]  # a record's manager makes them
    policy = policy_of(model)
    if isinstance(policy, Through):  # such a row is mostly called by its parent's name
        found = found.select_related(policy.parent)
    return {row.pk: str(row) for row in found.visible_to(actor)}


def first_rows(change_set_ids: Iterable[int], *, limit: int) -> dict[int, list[FirstRow]]:
    """A few of the rows each change set touched; whether an actor may see them is asked after.

    A large change set is not sorted for it: its index holds the rows as they were written.
    """
    found: dict[int, list[FirstRow]] = {}
    with connection.cursor() as cursor:
        cursor.execute(FIRST_ROWS, {"sets": list(change_set_ids), "limit": limit})
        for key, table, row_id, kind, before in cursor.fetchall():
            found.setdefault(key, []).append(FirstRow(table, row_id, kind, loaded(before)))
    return found


def models_by_table() -> dict[str, type[models.Model]]:
    return {m._meta.db_table: m for m in apps.get_models(include_auto_created=True)}  # noqa: SLF001 - the documented model API


def field_history(
    table: str, row_id: int, *, limit: int = 200, from_nothing: bool = False
) -> list[FieldChange]:
    """Every change of one row's fields, newest first. The caller has made sure the row may be seen.

    With `from_nothing` the row's creation is a change of each field that was filled then.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f'select to_jsonb(t) from "{known_table(table)}" t where id = %s',  # noqa: S608 - a table of ours
            [row_id],
        )
        found = cursor.fetchone()
    after = loaded(found[0]) if found else {}
    history: list[FieldChange] = []
    changes = (
        Change.objects.filter(table_name=table, row_id=row_id)
        .select_related("change_set")
        .order_by("-id")[:limit]
    )
    for change in changes:
        before = change.before or {}
        is_first = from_nothing and change.kind == Change.Kind.INSERT
        if is_first:
            before = dict.fromkeys(name for name, value in after.items() if value not in (None, "", [], {}))
        if is_first or change.kind == Change.Kind.UPDATE:
            history.extend(
                FieldChange(
                    change.change_set_id,
                    change.change_set.at,
                    change.change_set.who,
                    change.change_set.verb,
                    name,
                    before.get(name),
                    after.get(name),
                )
                for name in sorted(before)
                if name not in HIDDEN and before[name] != after.get(name)
            )
        after = before
    return history


def began_in(table: str, row_id: int) -> int | None:
    """The change set in which a row was created; None where the journal no longer knows."""
    created = Change.objects.filter(table_name=table, row_id=row_id, kind=Change.Kind.INSERT).order_by("-id")
    return created.values_list("change_set_id", flat=True).first()


def changes_after(table: str, row_id: int, version: int) -> list[FieldChange]:
    """What became of each field since the row had this version: from what it was then to what it is now.

    In the order of the fields; who and when are those of the last change. The caller has made sure the row
    may be seen.
    """
    since = _sets_after(table, row_id, version)
    net: dict[str, FieldChange] = {}
    for change in field_history(table, row_id):
        if change.change_set_id in since:
            last = net.get(change.field, change)
            net[change.field] = replace(last, before=change.before)
    return [one for _name, one in sorted(net.items()) if one.before != one.after]


def _sets_after(table: str, row_id: int, version: int) -> set[int]:
    """Some writes do not count the version up (a hand-over, a load of many rows): those long before the first
    one that does were there when the row was looked at.
    """
    written = Change.objects.filter(
        table_name=table, row_id=row_id, kind=Change.Kind.UPDATE, before__version__gte=version
    )
    found = list(written.order_by("id").values_list("change_set_id", "before__version", "change_set__at"))
    if not found:
        return set()
    counted = next((at for at, one in enumerate(found[1:]) if one[1] > version), len(found) - 1)
    since = found[counted][2] - LONGEST_LOOK
    return {key for at, (key, _version, moment) in enumerate(found) if at >= counted or moment >= since}


def known_table(table: str) -> str:
    """The name itself, safe to stand in a statement. Raises LookupError for what is no table of ours."""
    if table not in models_by_table():
        raise LookupError(table)
    return table


def loaded(value: object) -> dict[str, object]:
    """A row's image as the database gave it: text, parsed already, or none, which is no columns."""
    if value is None:
        return {}
    image: object = json.loads(value) if isinstance(value, str) else value
    assert isinstance(image, dict)
    return image
