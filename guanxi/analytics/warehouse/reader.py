"""Asking the warehouse: Ibis expressions over its tables, carried out by DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import ibis

from guanxi.analytics.warehouse import manifest as manifests
from guanxi.analytics.warehouse.place import held, warehouse_folder
from guanxi.analytics.warehouse.store import rows_sql
from guanxi.analytics.warehouse.tables import TABLES

if TYPE_CHECKING:
    import pyarrow as pa

MEMORY = "320MB"
THREADS = 2


class NoWarehouse(Exception):
    """Nothing was copied yet: refresh first."""


def table(name: str) -> ibis.expr.types.Table:
    """A warehouse table for expressions; bound to no engine, so any of Ibis' engines may carry it out."""
    found = next(t for t in TABLES if t.name == name)
    return ibis.table(ibis.Schema.from_pyarrow(found.schema), name=name)


@dataclass(frozen=True, slots=True)
class Warehouse:
    """The warehouse as one manifest describes it."""

    engine: duckdb.DuckDBPyConnection
    refreshed_at: datetime
    generation: int

    def ask(self, expression: ibis.expr.types.Table) -> pa.Table:
        return self.engine.sql(ibis.to_sql(expression, dialect="duckdb")).to_arrow_table()

    def keep(self, name: str, expression: ibis.expr.types.Table) -> ibis.expr.types.Table:
        """Carry out once and hold the rows under `name` for further questions."""
        sql = ibis.to_sql(expression, dialect="duckdb")
        self.engine.execute(f'create or replace temp table "{name}" as {sql}')
        return ibis.table(expression.schema(), name=name)

    def rows(self, expression: ibis.expr.types.Table) -> list[dict[str, Any]]:  # Any: columns of any type
        found: list[dict[str, Any]] = self.ask(expression).to_pylist()
        return found


@contextmanager
def opened() -> Iterator[Warehouse]:
    """The warehouse as it stands now; a refresh waits until it is closed. Raises NoWarehouse."""
    folder = warehouse_folder()
    with held(folder, alone=False):
        manifest = manifests.read(folder)
        if manifest is None:
            raise NoWarehouse
        with duckdb.connect(config=_settings(folder)) as engine:
            for one in TABLES:
                sql = rows_sql(folder, one, manifest.tables[one.name])
                engine.execute(f'create view "{one.name}" as {sql}')
            yield Warehouse(engine, datetime.fromisoformat(manifest.refreshed_at), manifest.generation)


def _settings(folder: Path) -> dict[str, Any]:  # Any: DuckDB takes texts, numbers and flags
    return {
        "memory_limit": MEMORY,
        "threads": THREADS,
        "temp_directory": str(folder / "spill"),
        "preserve_insertion_order": False,
    }
