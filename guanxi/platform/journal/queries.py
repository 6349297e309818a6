"""Reading the journal: what happened, and what an undo would meet."""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import connection, models
from django.db.models.expressions import RawSQL

from guanxi.platform.access.types import Actor, Scope
from guanxi.platform.journal.models import Change, ChangeSet
from guanxi.platform.journal.types import Conflict, FieldChange, TouchedRow
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound, verbs

# Columns every change touches; they never make a conflict.
COUNTERS = frozenset({"version", "updated_at"})
MOST_COUNTED = 10_000
ROWS_OF = (
    "(select count(*) from (select 1 from gx_journal_change c"
    " where c.change_set_id = gx_journal_changeset.id limit %s) x)"
)
EFFECTS = """
select table_name, kind, count(*) from (
  select distinct on (table_name, row_id) table_name, kind from gx_journal_change
  where change_set_id = %s order by table_name, row_id, id) first
group by 1, 2 order by 1, 2
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
HIDDEN = COUNTERS | {"search", "password", "custom"}


def change_sets(actor: Actor) -> RecordQuerySet:
    return ChangeSet.objects.visible_to(actor).select_related("actor", "undone_by", "undoes").order_by("-id")


def change_set(actor: Actor, key: int) -> ChangeSet:
    """Raises NotFound."""
    found: ChangeSet | None = change_sets(actor).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def verbs_done(actor: Actor, verbs: Iterable[str], *, own: bool = False) -> set[str]:
    """Which of these verbs a person (`own`: the actor) has done, of those the actor may know of."""
    rows = ChangeSet.objects.visible_to(actor).filter(verb__in=list(verbs), actor__isnull=False)
    if own:
        rows = rows.filter(actor_id=actor.user_id)
    return set(rows.order_by().values_list("verb", flat=True).distinct())


def with_row_counts(rows: RecordQuerySet) -> RecordQuerySet:
    """Each change set with `rows`: how many changes it holds, counted up to MOST_COUNTED + 1."""
    counted: RecordQuerySet = rows.annotate(rows=RawSQL(ROWS_OF, [MOST_COUNTED + 1]))  # noqa: S611 - a constant
    return counted


def may_undo(actor: Actor, change_set: ChangeSet) -> bool:
    """Who may do that verb may take it back. Not twice."""
    allowed = actor.may("journal.undo") and may_repeat(actor, change_set)
    return change_set.undo == "rows" and allowed and not hasattr(change_set, "undone_by")


def may_repeat(actor: Actor, change_set: ChangeSet) -> bool:
    """Whoever lost a right does not regain its effects by taking back what was done with it."""
    verb = first_done(change_set).verb
    own = actor.user_id is not None and change_set.actor_id == actor.user_id
    return actor.may(verb) or (own and verb in {v.name for v in verbs() if v.open_to_all})


def first_done(change_set: ChangeSet) -> ChangeSet:
    """What an undo, or the undo of an undo, is about in the end."""
    while change_set.undoes is not None:
        change_set = change_set.undoes
    return change_set


def effects(change_set_id: int) -> dict[str, dict[str, int]]:
    """Rows per table and kind of what a change set first did to them: {"gx_access_team": {"I": 2}}."""
    with connection.cursor() as cursor:
        cursor.execute(EFFECTS, [change_set_id])
        found: dict[str, dict[str, int]] = {}
        for table, kind, count in cursor.fetchall():
            found.setdefault(table, {})[kind] = count
    return found


def touched(actor: Actor, change_set: ChangeSet, table: str, *, limit: int) -> list[TouchedRow]:
    """Rows of one table before and after a change set, in key order; only those the actor may see.

    A row that is gone has no owner any more: who made the change sees it, and who sees everything.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            TOUCHED.format(table=_known(table)), {"set": change_set.pk, "table": table, "limit": limit}
        )
        rows = [
            TouchedRow(table, key, kind, _loaded(before), _loaded(after), bool(exists))
            for key, kind, before, after, exists in cursor.fetchall()
        ]
    own = actor.user_id is not None and change_set.actor_id == actor.user_id
    sees_all = own or actor.is_system or actor.scope("journal.see") is Scope.ALL
    seen = visible_rows(actor, table, [row.row_id for row in rows if row.exists])
    return [row for row in rows if (row.row_id in seen if row.exists else sees_all)]


def visible_rows(actor: Actor, table: str, keys: Iterable[int]) -> dict[int, str]:
    """Which of these rows the actor may see, with their names. A table of links has no rows of its own."""
    model = models_by_table()[table]
    manager = getattr(model, "objects", None)
    if not hasattr(model, "policy") or not isinstance(manager, models.Manager):
        whole = actor.is_system or actor.scope("journal.see") is Scope.ALL
        return {key: f"#{key}" for key in keys} if whole else {}
    found: RecordQuerySet = manager.filter(pk__in=list(keys))  # type: ignore[assignment]  # a record's manager makes them
    return {row.pk: str(row) for row in found.visible_to(actor)}


def models_by_table() -> dict[str, type[models.Model]]:
    return {m._meta.db_table: m for m in apps.get_models(include_auto_created=True)}  # noqa: SLF001 - the documented model API


def tables_of(change_set_id: int) -> list[str]:
    return list(
        Change.objects.filter(change_set_id=change_set_id)
        .values_list("table_name", flat=True)
        .distinct()
        .order_by("table_name")
    )


def row_count(change_set_id: int) -> int:
    return Change.objects.filter(change_set_id=change_set_id).count()


def field_history(table: str, row_id: int, *, limit: int = 200) -> list[FieldChange]:
    """Every change of one row's fields, newest first. The caller has made sure the row may be seen."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'select to_jsonb(t) from "{_known(table)}" t where id = %s',  # noqa: S608 - a table of ours
            [row_id],
        )
        found = cursor.fetchone()
    after = _loaded(found[0]) if found else {}
    history: list[FieldChange] = []
    changes = (
        Change.objects.filter(table_name=table, row_id=row_id)
        .select_related("change_set")
        .order_by("-id")[:limit]
    )
    for change in changes:
        before = change.before or {}
        if change.kind == Change.Kind.UPDATE:
            history.extend(
                FieldChange(
                    change.change_set_id,
                    change.change_set.at,
                    change.change_set.actor_name,
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


def conflicts_of(change_set_id: int) -> list[Conflict]:
    """What stands in the way of an undo: rows changed or gone since, or in use by newer rows."""
    found: list[Conflict] = []
    for table in tables_of(change_set_id):
        found.extend(conflict for conflict, _patch in changed_since(change_set_id, table) if conflict)
        found.extend(_used_since(change_set_id, table))
    return found


CHANGED_SINCE = """
with mine as (
  select row_id, min(id) as first_id, max(id) as last_id from gx_journal_change
  where change_set_id = %(set)s and table_name = %(table)s group by row_id)
select m.row_id, first.kind, first.before, next.before, next.kind, to_jsonb(t)
from mine m
join gx_journal_change first on first.id = m.first_id
join lateral (
  select c.before, c.kind from gx_journal_change c
  where c.table_name = %(table)s and c.row_id = m.row_id and c.id > m.last_id
  order by c.id limit 1) next on true
left join "{table}" t on t.id = m.row_id
order by m.row_id
"""


def changed_since(
    change_set_id: int, table: str
) -> Iterator[tuple[Conflict | None, tuple[int, dict[str, object] | None]]]:
    """Rows of the set with later changes: a conflict, or the patch (row, columns) that undoes only ours.

    A patch of None means there is nothing left to undo on that row.
    """
    with connection.cursor() as cursor:
        cursor.execute(CHANGED_SINCE.format(table=_known(table)), {"set": change_set_id, "table": table})
        rows = cursor.fetchall()
    for row_id, kind, before, after, _next_kind, now in rows:
        yield _judge(table, row_id, kind, _loaded(before), _loaded(after), _loaded(now))


def _judge(
    table: str,
    row_id: int,
    kind: str,
    before: dict[str, object],
    after: dict[str, object],
    now: dict[str, object],
) -> tuple[Conflict | None, tuple[int, dict[str, object] | None]]:
    """`before` our change, `after` it (empty when we deleted the row), and `now` (empty when gone)."""
    if kind == Change.Kind.INSERT:
        differing = _differing(after, now) if now else set()
        if differing:
            return _changed(table, row_id, differing, {}, after, now), (row_id, None)
        return None, (row_id, {} if now else None)
    if not after:  # we deleted it, somebody brought it back
        return None, (row_id, None)
    ours = _differing(before, after)
    if not now:
        return Conflict(table, row_id, "gone"), (row_id, None)
    disputed = {name for name in ours if after.get(name) != now.get(name)}
    undone_already = {name for name in disputed if before.get(name) == now.get(name)}
    disputed -= undone_already
    if disputed:
        return _changed(table, row_id, disputed, before, after, now), (row_id, None)
    patch = {name: before.get(name) for name in ours - undone_already}
    return None, (row_id, patch or None)


def _changed(
    table: str,
    row_id: int,
    names: Iterable[str],
    before: dict[str, object],
    after: dict[str, object],
    now: dict[str, object],
) -> Conflict:
    fields = {n: (before.get(n), after.get(n), now.get(n)) for n in sorted(names) if n not in HIDDEN}
    return Conflict(table, row_id, "changed", fields)


def _differing(one: dict[str, object], other: dict[str, object]) -> set[str]:
    return {n for n in one.keys() | other.keys() if n not in COUNTERS and one.get(n) != other.get(n)}


REFERENCES = """
select child.relname, attribute.attname
from pg_constraint c
join pg_class parent on parent.oid = c.confrelid
join pg_class child on child.oid = c.conrelid
join pg_attribute attribute on attribute.attrelid = c.conrelid and attribute.attnum = c.conkey[1]
where c.contype = 'f' and parent.relname = %s and parent.relnamespace = current_schema()::regnamespace
order by child.relname, attribute.attname
"""


def _used_since(change_set_id: int, table: str) -> Iterator[Conflict]:
    """Rows the set created that newer rows refer to."""
    with connection.cursor() as cursor:
        cursor.execute(REFERENCES, [table])
        references = cursor.fetchall()
        for child, column in references:
            cursor.execute(
                f'select distinct mine.row_id from gx_journal_change mine join "{child}" k'  # noqa: S608 - names from the catalogue
                f' on k."{column}" = mine.row_id'
                " where mine.change_set_id = %(set)s and mine.table_name = %(table)s and mine.kind = 'I'"
                " and not exists (select 1 from gx_journal_change c where c.change_set_id = %(set)s"
                " and c.table_name = %(child)s and c.row_id = k.id and c.kind = 'I')"
                " order by mine.row_id limit 1000",
                {"set": change_set_id, "table": table, "child": child},
            )
            for (row_id,) in cursor.fetchall():
                yield Conflict(table, row_id, "used", used_by=child)


def _known(table: str) -> str:
    if table not in models_by_table():
        raise LookupError(table)
    return table


def _loaded(value: object) -> dict[str, object]:
    if value is None:
        return {}
    if isinstance(value, str):
        import json

        loaded: dict[str, object] = json.loads(value)
        return loaded
    assert isinstance(value, dict)
    return value
