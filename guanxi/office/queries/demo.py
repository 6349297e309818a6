"""What belongs to the demo company: everything built under "demo." and everything that hangs on it.

One temporary table holds the rows, found with one statement per reference and round, whatever their number.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from guanxi.office.queries.journal import table_label
from guanxi.office.types import DemoPart, DemoPlan
from guanxi.platform.access.types import Actor
from guanxi.platform.journal.triggers import journaled_tables
from guanxi.platform.records import Record, Through
from guanxi.platform.verbs import Forbidden

RIGHT = "office.remove_demo"
# People, teams, roles and the company outlive the demo: history keeps its names, colleagues their teams.
KEPT = "gx_access_"
CUSTOMER = "gx_customers_customer"  # what hangs on a customer of the demo goes with it, whoever made it

TABLE = """
create temporary table gx_demo_rows (
  table_name text not null, row_id bigint not null, round int not null, primary key (table_name, row_id)
) on commit drop
"""
BUILT = """
insert into gx_demo_rows
select distinct c.table_name, c.row_id, 0
from gx_journal_change c join gx_journal_changeset s on s.id = c.change_set_id
where s.verb like 'demo.%%' and c.kind = 'I' and c.table_name = any(%s)
"""
GONE = """
delete from gx_demo_rows d where d.table_name = %s
and not exists (select 1 from "{table}" t where t.id = d.row_id)
"""
NEEDED = """
delete from gx_demo_rows d using "{child}" k
where d.table_name = %(parent)s and k."{column}" = d.row_id
and not exists (select 1 from gx_demo_rows o where o.table_name = %(child)s and o.row_id = k.id)
"""
HANGING = """
insert into gx_demo_rows
select distinct %(child)s, k.id, %(round)s::int + 1
from gx_demo_rows d join "{child}" k on k."{column}" = d.row_id
where d.table_name = %(parent)s and d.round = %(round)s {more}
on conflict do nothing
"""
ACCOUNTS = """
select distinct u.id from gx_access_user u
join gx_journal_change c on c.table_name = 'gx_access_user' and c.row_id = u.id and c.kind = 'I'
join gx_journal_changeset s on s.id = c.change_set_id
where s.verb like 'demo.%%' and u.is_active order by u.id
"""
STANDING = """
select coalesce(max(id) filter (where verb like 'demo.%'), 0)
  > coalesce(max(id) filter (where verb = 'office.remove_demo'), 0)
from gx_journal_changeset where verb like 'demo.%' or verb = 'office.remove_demo'
"""
FOREIGN_KEYS = """
select child.relname, attribute.attname, parent.relname
from pg_constraint c
join pg_class parent on parent.oid = c.confrelid
join pg_class child on child.oid = c.conrelid
join pg_attribute attribute on attribute.attrelid = c.conrelid and attribute.attnum = c.conkey[1]
where c.contype = 'f' and parent.relnamespace = current_schema()::regnamespace
  and child.relname = any(%(tables)s) and parent.relname = any(%(tables)s)
order by 1, 2
"""


@dataclass(frozen=True, slots=True)
class Reference:
    """Rows of `child` hang on rows of `parent`; for an upward link `kind` stands in `kind_column`."""

    child: str
    column: str
    parent: str
    kind_column: str = ""
    kind: str = ""


def is_there(actor: Actor) -> bool:
    """Whether anything of a demo company was built here and not removed since."""
    if not actor.may(RIGHT):
        return False
    with connection.cursor() as cursor:
        cursor.execute(STANDING)
        return bool(cursor.fetchone()[0])


def plan(actor: Actor) -> DemoPlan:
    """What would go, counted by kind. Raises Forbidden."""
    if not actor.may(RIGHT):
        raise Forbidden
    with transaction.atomic(), connection.cursor() as cursor:
        found = gathered(cursor)
        closed = len(accounts(cursor, actor))
        cursor.execute("drop table gx_demo_rows")
    return DemoPlan(found, closed)


def gathered(cursor: CursorWrapper) -> list[DemoPart]:
    """Fill the temporary table `gx_demo_rows` and count it by table, the largest first.

    Inside a transaction, at whose end the table is gone.
    """
    tables = [t for t in journaled_tables() if not t.startswith(KEPT)]
    cursor.execute(TABLE)
    cursor.execute(BUILT, [tables])
    cursor.execute("select distinct table_name from gx_demo_rows")
    for (table,) in cursor.fetchall():
        cursor.execute(GONE.format(table=table), [table])
    keys = list(_foreign_keys(cursor, tables))
    tools = [one for one in keys if _is_tool(one)]
    while sum(_spare_needed(cursor, one) for one in tools):
        pass  # what is spared may itself need something
    references = [*keys, *_upward_links(tables)]
    number = 0
    while _one_round(cursor, references, number):
        number += 1
    cursor.execute(
        "select table_name, count(*), count(*) filter (where round > 0) from gx_demo_rows"
        " group by 1 order by 2 desc, 1"
    )
    return [DemoPart(table, table_label(table), rows, added) for table, rows, added in cursor.fetchall()]


def _is_tool(one: Reference) -> bool:
    """Whether the child uses the parent (an offer, a product, a list) instead of being a part of it."""
    models = {m._meta.db_table: m for m in apps.get_models()}  # noqa: SLF001 - the documented model API
    parent, child = models.get(one.parent), models.get(one.child)
    if one.parent == CUSTOMER or parent is None or child is None or not issubclass(parent, Record):
        return False
    own = getattr(child, "policy", None)
    is_part = isinstance(own, Through) and one.column == f"{own.parent}_id"
    return not is_part and not isinstance(parent.policy, Through)


def _spare_needed(cursor: CursorWrapper, one: Reference) -> int:
    """Leave out of the demo what people's own records use. Returns how many rows."""
    statement = NEEDED.format(child=one.child, column=one.column)
    cursor.execute(statement, {"parent": one.parent, "child": one.child})
    spared: int = cursor.rowcount
    return spared


def accounts(cursor: CursorWrapper, actor: Actor) -> list[int]:
    """Open accounts the demo made, but for the actor's own."""
    cursor.execute(ACCOUNTS)
    return [key for (key,) in cursor.fetchall() if key != actor.user_id]


def _one_round(cursor: CursorWrapper, references: list[Reference], number: int) -> bool:
    """Rows hanging on those of the last round. Returns whether there were any."""
    cursor.execute("analyze gx_demo_rows")
    cursor.execute("select distinct table_name from gx_demo_rows where round = %s", [number])
    parents = {table for (table,) in cursor.fetchall()}
    found = False
    for one in references:
        if one.parent in parents:
            more = f'and k."{one.kind_column}" = %(kind)s' if one.kind_column else ""
            cursor.execute(
                HANGING.format(child=one.child, column=one.column, more=more),
                {"child": one.child, "parent": one.parent, "round": number, "kind": one.kind},
            )
            found = found or cursor.rowcount > 0
    return found


def _foreign_keys(cursor: CursorWrapper, tables: list[str]) -> Iterator[Reference]:
    cursor.execute(FOREIGN_KEYS, {"tables": tables})
    return (Reference(child, column, parent) for child, column, parent in cursor.fetchall())


def _upward_links(tables: list[str]) -> Iterator[Reference]:
    """Pairs of columns (`x_type`, `x_id`): the kind is a model's name, alone or after its area."""
    kinds: dict[str, str] = {}
    for model in apps.get_models():
        meta = model._meta  # noqa: SLF001 - the documented model API
        if meta.db_table in tables:
            kinds[str(meta.model_name)] = meta.db_table
            kinds[f"{meta.app_label.removeprefix('gx_')}.{meta.model_name}"] = meta.db_table
    for model in apps.get_models():
        meta = model._meta  # noqa: SLF001 - the documented model API
        names = {str(f.column) for f in meta.concrete_fields}
        for column in sorted(n for n in names if n.endswith("_type") and f"{n[:-5]}_id" in names):
            if meta.db_table in tables:
                for kind, parent in sorted(kinds.items()):
                    yield Reference(meta.db_table, f"{column[:-5]}_id", parent, column, kind)
