"""Reading PostgreSQL through ADBC into Arrow, all of it in one snapshot."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import adbc_driver_postgresql.dbapi
import pyarrow as pa
from django.db import connection
from psycopg.conninfo import make_conninfo

from guanxi.analytics.warehouse.tables import Column, Table

IDENTITY = """
select (select system_identifier from pg_control_system())::text
  || '/' || (select timeline_id from pg_control_checkpoint())::text
  || '/' || (select oid from pg_database where datname = current_database())::text,
  pg_current_snapshot()::text
"""

# Change sets the old snapshot had not seen and this one sees: running transactions then, ended ones now.
# The first line is an index range; no transaction below the old snapshot's xmin can be new.
CHANGED = """
select distinct c.row_id as id
from gx_journal_changeset s join gx_journal_change c on c.change_set_id = s.id
where s.transaction >= pg_snapshot_xmin('{snapshot}'::pg_snapshot)::text::bigint
  and not pg_visible_in_snapshot(greatest(s.transaction, 3)::text::xid8, '{snapshot}'::pg_snapshot)
  and c.table_name = '{table}'
"""

REMOVED = pa.field("is_removed", pa.bool_())


@dataclass(frozen=True, slots=True)
class Source:
    """One read-only transaction on the database: every question is answered from the same snapshot."""

    cursor: Any  # Any: ADBC ships no types
    database: str
    snapshot: str
    zone: str

    def all_rows(self, table: Table) -> Iterator[pa.RecordBatch]:
        columns = ", ".join(f"{self._sql(c)} as {c.name}" for c in table.columns)
        return self._batches(
            f'select {columns} from "{table.source}" t order by t.id',  # noqa: S608 - names from tables.py
            table.schema,
        )

    def changed_count(self, table: Table, since: str) -> int:
        """How many rows change sets touched which the snapshot `since` had not seen."""
        self.cursor.execute(f"select count(*) from ({_changed(table, since)}) x")  # noqa: S608 - as above
        return int(self.cursor.fetchone()[0])

    def changed_rows(self, table: Table, since: str) -> Iterator[pa.RecordBatch]:
        """Those rows as they are now; of a row that is gone only the key, with `is_removed`."""
        rest = "".join(f", {self._sql(c)} as {c.name}" for c in table.columns if c.name != "id")
        return self._batches(
            f"select c.id{rest}, t.id is null as is_removed from ({_changed(table, since)}) c"  # noqa: S608 - as above
            f' left join "{table.source}" t on t.id = c.id order by c.id',
            delta_schema(table),
        )

    def _sql(self, column: Column) -> str:
        return column.sql.format(zone=_quoted(self.zone))

    def _batches(self, sql: str, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
        self.cursor.execute(sql)
        for batch in self.cursor.fetch_record_batch():
            arrays = [batch.column(f.name).cast(f.type) for f in schema]
            yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def delta_schema(table: Table) -> pa.Schema:
    return table.schema.append(REMOVED)


@contextmanager
def opened(zone: str) -> Iterator[Source]:
    """The database of the settings, seen as committed at this moment."""
    with (
        adbc_driver_postgresql.dbapi.connect(address(), autocommit=False) as side,
        side.cursor() as cursor,
    ):
        cursor.execute("set transaction isolation level repeatable read read only")
        cursor.execute("set local statement_timeout = 0")
        cursor.execute(IDENTITY)
        database, snapshot = cursor.fetchone()
        yield Source(cursor, database, snapshot, zone)
        side.rollback()


def address() -> str:
    """Where Django's connection goes, in libpq's words."""
    wanted = ("dbname", "user", "password", "host", "port")
    given = connection.get_connection_params()
    return make_conninfo(**{name: given[name] for name in wanted if given.get(name)})


def _changed(table: Table, since: str) -> str:
    return CHANGED.format(snapshot=since, table=table.source)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
