"""What an undo would meet: rows changed, gone or used since."""

from collections.abc import Iterable, Iterator

from django.db import connection
from django.db.models import CASCADE

from guanxi.platform.journal.models import Change
from guanxi.platform.journal.queries.entries import tables_of
from guanxi.platform.journal.queries.rows import COUNTERS, HIDDEN, known_table, loaded, models_by_table
from guanxi.platform.journal.types import Conflict

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
REFERENCES = """
select child.relname, attribute.attname
from pg_constraint c
join pg_class parent on parent.oid = c.confrelid
join pg_class child on child.oid = c.conrelid
join pg_attribute attribute on attribute.attrelid = c.conrelid and attribute.attnum = c.conkey[1]
where c.contype = 'f' and parent.relname = %s and parent.relnamespace = current_schema()::regnamespace
order by child.relname, attribute.attname
"""


def conflicts_of(change_set_id: int) -> list[Conflict]:
    """What stands in the way of an undo: rows changed or gone since, or in use by newer rows."""
    found: list[Conflict] = []
    for table in tables_of(change_set_id):
        found.extend(conflict for conflict, _patch in changed_since(change_set_id, table) if conflict)
        found.extend(_used_since(change_set_id, table))
    return found


def changed_since(
    change_set_id: int, table: str
) -> Iterator[tuple[Conflict | None, tuple[int, dict[str, object] | None]]]:
    """Rows of the set with later changes: a conflict, or the patch (row, columns) that undoes only ours.

    A patch of None means there is nothing left to undo on that row.
    """
    with connection.cursor() as cursor:
        cursor.execute(CHANGED_SINCE.format(table=known_table(table)), {"set": change_set_id, "table": table})
        rows = cursor.fetchall()
    for row_id, kind, before, after, _next_kind, now in rows:
        yield _judge(table, row_id, kind, loaded(before), loaded(after), loaded(now))


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


def references_to(table: str, *, go_along: bool) -> list[tuple[str, str]]:
    """Tables and columns that refer to a table. Rows that say by CASCADE that they are nothing without their
    record (what a scan found about it) go along with it; all others stand in the way of its removal.
    """
    with connection.cursor() as cursor:
        cursor.execute(REFERENCES, [table])
        found = cursor.fetchall()
    return [(child, column) for child, column in found if _goes_along(child, column) is go_along]


def _goes_along(child: str, column: str) -> bool:
    model = models_by_table().get(child)
    if model is None or model._meta.auto_created:  # noqa: SLF001 - the documented model API; links are rows of the set
        return False
    fields = model._meta.concrete_fields  # noqa: SLF001 - the documented model API
    return any(
        field.column == column and field.remote_field is not None and field.remote_field.on_delete is CASCADE
        for field in fields
    )


def _used_since(change_set_id: int, table: str) -> Iterator[Conflict]:
    """Rows the set created that newer rows refer to."""
    references = references_to(table, go_along=False)
    with connection.cursor() as cursor:
        for child, column in references:
            cursor.execute(
                f'select distinct mine.row_id from gx_journal_change mine join "{child}" k'  # noqa: S608 - names from the catalogue
                f' on k."{column}" = mine.row_id'
                " where mine.change_set_id = %(set)s and mine.table_name = %(table)s and mine.kind = 'I'"
                " and not exists (select 1 from gx_journal_change c where c.change_set_id = %(set)s"
                " and c.table_name = %(child)s and c.row_id = k.id and c.kind = 'I')"
                " order by mine.row_id",
                {"set": change_set_id, "table": table, "child": child},
            )
            for (row_id,) in cursor.fetchall():
                yield Conflict(table, row_id, "used", used_by=child)
