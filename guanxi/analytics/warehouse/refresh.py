"""Bringing the warehouse up to the database: all of it the first time, then what change sets touched."""

from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter
from typing import Literal

from guanxi.analytics.warehouse import manifest as manifests
from guanxi.analytics.warehouse.manifest import FORMAT, Manifest, Stored
from guanxi.analytics.warehouse.place import held, warehouse_folder
from guanxi.analytics.warehouse.source import Source, delta_schema, opened
from guanxi.analytics.warehouse.store import Folder
from guanxi.analytics.warehouse.tables import TABLES, Table
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Forbidden

# A table of which more than one row in four changed is read whole: cheaper than looking each row up.
WHOLE_SHARE = 4

Mode = Literal["full", "changes"]


@dataclass(frozen=True, slots=True)
class RefreshReport:
    """`rows` read per table; `mode` "full" when nothing could be carried over."""

    mode: Mode
    generation: int
    rows: dict[str, int]
    refreshed_at: datetime
    seconds: float


def refresh_warehouse(actor: Actor) -> RefreshReport:
    """Make the warehouse equal to the database at one moment. Cost follows the changes since the last time.

    Reads what is committed: an open transaction's own writes come with the next refresh.
    Raises Forbidden. Two at once wait for each other.
    """
    if not actor.may("analytics.evaluate"):
        raise Forbidden
    began = perf_counter()
    folder = warehouse_folder()
    with held(folder, alone=True), opened(actor.zone) as source:
        old = manifests.read(folder)
        carried = old if old is not None and _continues(old, source) else None
        generation = old.generation + 1 if old else 1
        read = _refreshed(Folder(folder, generation), source, carried)
        made = Manifest(
            format=FORMAT,
            generation=generation,
            database=source.database,
            snapshot=source.snapshot,
            zone=source.zone,
            refreshed_at=actor.now().astimezone(UTC).isoformat(),
            tables={name: stored for name, (stored, _rows) in read.items()},
        )
        manifests.publish(folder, made)
    return RefreshReport(
        "changes" if carried else "full",
        generation,
        {name: rows for name, (_stored, rows) in read.items()},
        datetime.fromisoformat(made.refreshed_at),
        perf_counter() - began,
    )


def _continues(old: Manifest, source: Source) -> bool:
    """Same database, same line of history, same company day, and its past is ours."""
    same = (old.database, old.zone) == (source.database, source.zone)
    return (
        same
        and old.tables.keys() == {t.name for t in TABLES}
        and _xmax(old.snapshot) <= _xmax(source.snapshot)
    )


def _xmax(snapshot: str) -> int:
    return int(snapshot.split(":")[1])


def _refreshed(folder: Folder, source: Source, old: Manifest | None) -> dict[str, tuple[Stored, int]]:
    return {
        table.name: _whole(folder, source, table) if old is None else _changes(folder, source, table, old)
        for table in TABLES
    }


def _whole(folder: Folder, source: Source, table: Table) -> tuple[Stored, int]:
    base = folder.write(table, "base", table.schema, source.all_rows(table))
    assert base is not None
    return Stored(base), base.rows


def _changes(folder: Folder, source: Source, table: Table, old: Manifest) -> tuple[Stored, int]:
    stored = old.tables[table.name]
    changed = source.changed_count(table, old.snapshot)
    if changed == 0:
        return stored, 0
    if changed * WHOLE_SHARE > stored.base.rows:
        return _whole(folder, source, table)
    delta = folder.write(table, "delta", delta_schema(table), source.changed_rows(table, old.snapshot))
    assert delta is not None
    return folder.add(table, stored, delta), delta.rows
