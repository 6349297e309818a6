"""Everything an installation keeps, in one file, and back.

The file is a tar of three kinds of members: `manifest.json` with the digest of each other member,
`database.dump` as pg_dump writes it, from one snapshot, and the kept files under their digests. What can be
made anew (static files, the warehouse) is left out, and so are the server's own passwords.
"""

import argparse
import hashlib
import io
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO, Final

import msgspec
import psycopg
from psycopg.conninfo import conninfo_to_dict

from guanxi.config import address
from guanxi.config.address import CannotUse, write_private
from guanxi.config.place import programs
from guanxi.config.words import say

FORMAT: Final = 1
_DUMP, _MANIFEST, _SECRET = "database.dump", "manifest.json", "secret-key"
_FILES = "files/"
_KEPT: Final = re.compile(r"files/[0-9a-f]{2}/[0-9a-f]{64}")
_PIECE = 1024 * 1024
_MOST_MANIFEST = 512 * _PIECE
_LIBPQ = {
    "host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY",
}  # fmt: skip


class _NotABackup(CannotUse):
    def __init__(self, source: Path) -> None:
        super().__init__(f"{source} is not a backup made by `guanxi backup`.")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `members`: SHA-256 of every other member by its name."""

    format: int
    guanxi: str
    made_at: str
    members: dict[str, str]


def backup_commands(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    backup = subparsers.add_parser("backup", help="everything this installation keeps, into one file")
    backup.add_argument("file", type=Path, nargs="?", help="default: guanxi-DATE-TIME.tar in this folder")
    backup.set_defaults(handle=_backup, needs="server")
    restore = subparsers.add_parser("restore", help="a backup into an empty installation")
    restore.add_argument("file", type=Path)
    restore.set_defaults(handle=_restore, needs="server")


def _backup(arguments: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    target: Path = arguments.file or Path(f"guanxi-{now:%Y%m%d-%H%M%S}.tar")
    made = back_up(address.data_folder(), target, now)
    say(f"{target}: the database and {len(made.members) - 2} files, {target.stat().st_size / 1e6:.1f} MB.")
    return 0


def _restore(arguments: argparse.Namespace) -> int:
    made = restore(address.data_folder(), arguments.file)
    say(f"The state of {made.made_at} is restored. Open it with `guanxi run`.")
    return 0


def back_up(folder: Path, target: Path, now: datetime) -> Manifest:
    """Write the installation in `folder` to the file `target`, which appears whole or not at all.

    People may go on working: the database is written as it is at one moment, and a kept file never changes.
    Raises CannotUse when `target` is there already or cannot be written.
    """
    if target.exists():
        raise CannotUse(f"{target} is there already: name another file.")
    draft = target.with_name(f".{target.name}.draft")
    try:
        with (
            _private(draft) as out,
            tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=".guanxi-") as beside,
        ):
            dump = Path(beside) / _DUMP
            _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={dump}")
            secret = Path(beside) / _SECRET
            write_private(secret, address.secret_key(folder))
            made = _written(out, {_DUMP: dump, _SECRET: secret, **_kept_files(folder)}, now)
        draft.rename(target)
    except OSError as error:
        raise CannotUse(f"{target} cannot be written: {error.strerror}.") from error
    finally:
        draft.unlink(missing_ok=True)
    return made


def restore(folder: Path, source: Path) -> Manifest:
    """Bring the backup `source` into the installation in `folder`, whose database must be empty.

    Everything is read and compared with its digest first; the database comes last, in one transaction, so
    that a restore which was killed can be said again. Raises CannotUse with one sentence.
    """
    if _has_tables():
        raise CannotUse(
            "There is something in this installation already: a backup goes into an empty one. "
            "Name another folder in GUANXI_DATA, or an empty database in DATABASE_URL."
        )
    draft = folder / "restoring"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    try:
        made = _unpacked(source, draft)
        _put_files(draft / _FILES, folder / _FILES)
        (draft / _SECRET).replace(folder / _SECRET)
        _run(
            "pg_restore", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
            f"--dbname={_libpq()['PGDATABASE']}", str(draft / _DUMP),
        )  # fmt: skip
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return made


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _kept_files(folder: Path) -> dict[str, Path]:
    """Kept files by their names in the backup; a file still being written has no such name."""
    found = sorted((folder / _FILES).glob("*/*"))
    named = {f"{_FILES}{path.parent.name}/{path.name}": path for path in found}
    return {name: path for name, path in named.items() if _KEPT.fullmatch(name)}


def _written(out: IO[bytes], members: Mapping[str, Path], now: datetime) -> Manifest:
    digests = {}
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
        for name, path in members.items():
            with path.open("rb") as file:
                entry = _entry(name, os.fstat(file.fileno()).st_size, now)
                told = _Told(file)
                tar.addfile(entry, told)
                digests[name] = told.digest.hexdigest()
        made = Manifest(FORMAT, version("guanxi"), f"{now:%Y-%m-%d %H:%M:%S} UTC", digests)
        text = msgspec.json.encode(made)
        tar.addfile(_entry(_MANIFEST, len(text), now), io.BytesIO(text))
    return made


def _entry(name: str, size: int, now: datetime) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, int(now.timestamp())
    return entry


class _Told(io.RawIOBase):
    """A file that tells the digest of what was read of it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.digest = hashlib.sha256()
        self._file = file

    def read(self, size: int = -1) -> bytes:
        piece = self._file.read(size)
        self.digest.update(piece)
        return piece


def _unpacked(source: Path, draft: Path) -> Manifest:
    """The members of the backup as files below `draft`. Raises CannotUse unless every one is as it was."""
    found: dict[str, str] = {}
    manifest = b""
    try:
        with tarfile.open(source, mode="r:") as tar:
            for entry in tar:
                file = tar.extractfile(entry) if entry.isreg() else None
                if file is None:
                    raise _NotABackup(source)
                if entry.name == _MANIFEST and entry.size <= _MOST_MANIFEST:
                    manifest = file.read()
                elif entry.name in {_DUMP, _SECRET} or _KEPT.fullmatch(entry.name):
                    found[entry.name] = _copied(file, draft / entry.name)
                else:
                    raise _NotABackup(source)
        made = msgspec.json.decode(manifest, type=Manifest)
    except (tarfile.TarError, EOFError, msgspec.DecodeError) as error:
        raise _NotABackup(source) from error
    except OSError as error:
        raise CannotUse(f"{source} cannot be read: {error.strerror or error}.") from error
    if made.format != FORMAT:
        raise CannotUse(f"{source} was made by Guanxi {made.guanxi}: this version cannot read it.")
    if found != made.members or not {_DUMP, _SECRET} <= found.keys():
        raise CannotUse(f"{source} is damaged: what is in it is not what was put in. Nothing was restored.")
    return made


def _copied(file: IO[bytes], target: Path) -> str:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    told = _Told(file)
    with _private(target) as out:
        while piece := told.read(_PIECE):
            out.write(piece)
    return told.digest.hexdigest()


def _put_files(draft: Path, files: Path) -> None:
    """A kept file is named by its digest: the same name is the same file, whoever put it there."""
    files.mkdir(mode=0o700, exist_ok=True)
    for path in sorted(draft.glob("*/*")):
        place = files / path.parent.name / path.name
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.replace(place)


def _has_tables() -> bool:
    with psycopg.connect(address.database_url(address.data_folder())) as connection:
        found = connection.execute("select 1 from pg_tables where schemaname = 'public' limit 1").fetchone()
    return found is not None


def _libpq() -> dict[str, str]:
    """The database's address as libpq's variables: a password on a command line could be read by others."""
    given = conninfo_to_dict(address.database_url(address.data_folder()))
    return {_LIBPQ[name]: str(value) for name, value in given.items() if name in _LIBPQ and value is not None}


def _run(program: str, *words: str) -> None:
    done = subprocess.run(  # noqa: S603 - the wheel's own program, no shell
        [str(programs() / program), *words],
        check=False,
        capture_output=True,
        env={"PATH": os.defpath, "LC_ALL": "C", **_libpq()},
    )
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise CannotUse(f"{program} failed: {said}")
