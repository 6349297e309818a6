"""The one file that says which Parquet files make up the warehouse; replacing it is the switch."""

import os
from dataclasses import dataclass
from pathlib import Path

import msgspec

FORMAT = 1
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Part:
    """One Parquet file and its number of rows (of a delta: removed rows count too)."""

    file: str
    rows: int


@dataclass(frozen=True, slots=True)
class Stored:
    """A table: its base, then deltas from old to new; a row's newest version counts."""

    base: Part
    deltas: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """`database` tells whose copy it is, `snapshot` what of it had happened (PostgreSQL's own form)."""

    format: int
    generation: int
    database: str
    snapshot: str
    zone: str
    refreshed_at: str
    tables: dict[str, Stored]

    def files(self) -> set[str]:
        parts = [p for table in self.tables.values() for p in (table.base, *table.deltas)]
        return {part.file for part in parts}


def read(folder: Path) -> Manifest | None:
    """The warehouse as it stands; None where there is none or one of another format."""
    path = folder / NAME
    if not path.exists():
        return None
    data = path.read_bytes()
    if msgspec.json.decode(data, type=dict[str, object]).get("format") != FORMAT:
        return None
    return msgspec.json.decode(data, type=Manifest)


def publish(folder: Path, manifest: Manifest) -> None:
    """Make `manifest` the warehouse in one step, then drop the files it does not name.

    Its files are on disk before it is: whoever is killed in between leaves the old warehouse whole.
    """
    draft = folder / f".{NAME}"
    with draft.open("wb") as file:
        os.fchmod(file.fileno(), 0o600)
        file.write(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(folder)
    draft.replace(folder / NAME)
    _sync_folder(folder)
    keep = manifest.files()
    for path in folder.glob("*.parquet"):
        if path.name not in keep:
            path.unlink()


def sync(path: Path) -> None:
    """Put a written file on disk, readable for this account only."""
    if path.is_file():
        path.chmod(0o600)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


_sync_folder = sync
