"""Parquet files of one table: a base, deltas on top, and folding them together before they get many."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from guanxi.analytics.warehouse.manifest import Part, Stored, sync
from guanxi.analytics.warehouse.tables import Table

# Deltas holding more than this share of the base are folded into it: on average each row is then
# rewritten a fixed number of times, so the cost of refreshing follows the changes.
FOLD_SHARE = 5


@dataclass(frozen=True, slots=True)
class Folder:
    """The warehouse's folder at one generation: new files get names nobody has."""

    path: Path
    generation: int

    def write(
        self, table: Table, kind: str, schema: pa.Schema, batches: Iterable[pa.RecordBatch]
    ) -> Part | None:
        """One file, on disk; None when there is not a single row and so no file."""
        name = f"{table.name}-{self.generation:08d}-{kind}.parquet"
        rows = 0
        with pq.ParquetWriter(self.path / name, schema, compression="zstd") as writer:
            for batch in batches:
                rows += batch.num_rows
                writer.write_batch(batch)
        if rows == 0 and kind != "base":
            (self.path / name).unlink()
            return None
        sync(self.path / name)
        return Part(name, rows)

    def add(self, table: Table, stored: Stored, delta: Part) -> Stored:
        """The table with one more delta, folded where the rule says so."""
        deltas = [*stored.deltas, delta]
        if FOLD_SHARE * sum(d.rows for d in deltas) > stored.base.rows:
            return Stored(self._copied(table, "base", Stored(stored.base, tuple(deltas))))
        while len(deltas) > 1 and deltas[-2].rows <= 2 * deltas[-1].rows:
            # Neighbours of like size become one, so their number grows as the logarithm of their rows.
            older, newer = deltas[-2:]
            merged = self._copied(table, f"delta{len(deltas)}", Stored(older, (newer,)), keep_removed=True)
            deltas[-2:] = [merged]
        return Stored(stored.base, tuple(deltas))

    def _copied(self, table: Table, kind: str, stored: Stored, *, keep_removed: bool = False) -> Part:
        name = f"{table.name}-{self.generation:08d}-{kind}.parquet"
        with duckdb.connect() as memory:
            memory.execute("set threads = 2")
            memory.execute("set memory_limit = '300MB'")
            memory.execute(
                f"copy ({rows_sql(self.path, table, stored, keep_removed=keep_removed)} order by id)"
                f" to '{_escaped(self.path / name)}' (format parquet, compression zstd)"
            )
            found = memory.execute(f"select count(*) from '{_escaped(self.path / name)}'").fetchone()  # noqa: S608 - our own file
        sync(self.path / name)
        return Part(name, found[0] if found else 0)


def rows_sql(folder: Path, table: Table, stored: Stored, *, keep_removed: bool = False) -> str:
    """DuckDB's select of a table's newest rows; with `keep_removed` base and result are deltas themselves."""
    columns = ", ".join(f.name for f in table.schema)
    if keep_removed:
        columns += ", is_removed"
    base = f"read_parquet('{_escaped(folder / stored.base.file)}')"
    if not stored.deltas:
        return f"select {columns} from {base}"  # noqa: S608 - names from tables.py and our own files
    versions = " union all ".join(
        f"select *, {at} as at_file from read_parquet('{_escaped(folder / d.file)}')"  # noqa: S608 - as above
        for at, d in enumerate(stored.deltas)
    )
    newest = f"(select * from ({versions}) qualify at_file = max(at_file) over (partition by id))"  # noqa: S608 - as above
    only = "" if keep_removed else " where not is_removed"
    return (
        f"select {columns} from {base} where id not in (select id from {newest})"  # noqa: S608 - as above
        f" union all select {columns} from {newest}{only}"
    )


def _escaped(path: Path) -> str:
    return str(path).replace("'", "''")
