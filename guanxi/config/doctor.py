"""What is well with this installation, what is not, and what to do about it."""

import argparse
import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from guanxi.config import address
from guanxi.config.words import say
from guanxi.platform.journal.triggers import TRIGGERS_PER_TABLE, journaled_tables
from guanxi.platform.models import Job, Parked

_GB: Final = 10**9
_SCARCE, _TOO_LITTLE = 5 * _GB, _GB // 2
_CLOCKS_APART = timedelta(seconds=5)
_LOOK_BACK = timedelta(days=7)
_STRANGERS = 0o066
_SHOWN = 3


class Standing(StrEnum):
    WELL = "well"
    CARE = "care"
    ILL = "ill"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `remedy`: what to do, empty where all is well."""

    standing: Standing
    what: str
    words: str
    remedy: str = ""


def doctor_command(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    doctor = subparsers.add_parser("doctor", help="look over this installation and say what to do")
    doctor.add_argument("--files", action="store_true", help="also read every kept file and compare it")
    doctor.add_argument("--json", action="store_true", help="a list of findings")
    doctor.set_defaults(handle=_doctor, needs="server")


def _doctor(arguments: argparse.Namespace) -> int:
    found = list(examine(address.data_folder(), datetime.now(UTC), read_files=arguments.files))
    if arguments.json:
        say(json.dumps([asdict(one) for one in found], ensure_ascii=False))
    else:
        for one in found:
            say(f"{one.standing:<5} {one.what:<11} {one.words}{one.remedy and f' -> {one.remedy}'}")
    return 1 if any(one.standing is Standing.ILL for one in found) else 0


def examine(folder: Path, now: datetime, *, read_files: bool = False) -> Iterator[Finding]:
    """Look at everything in turn; what needs the tables is left out while they are not of this version.

    `read_files`: compare the bytes of every kept file with its name, which is their digest.
    """
    yield _privacy(folder)
    yield _space(folder)
    yield from _database(now)
    yield _files(folder / "files", read=read_files)
    tables = _tables()
    yield tables
    if tables.standing is Standing.WELL:
        yield _journal()
        yield _news()
        yield _work(now)


def _privacy(folder: Path) -> Finding:
    secrets = ("secret-key", "database-password", "database-superuser-password", "database-url")
    kept = [folder / name for name in secrets if (folder / name).exists()]
    if open_ones := [path.name for path in kept if path.stat().st_mode & _STRANGERS]:
        return Finding(
            Standing.ILL, "secrets", f"others may read {', '.join(open_ones)}", f"chmod 600 them in {folder}"
        )
    return Finding(Standing.WELL, "secrets", "only this user reads them")


def _space(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    words = f"{free / _GB:.1f} GB free in {folder}"
    if free >= _SCARCE:
        return Finding(Standing.WELL, "space", words)
    standing = Standing.ILL if free < _TOO_LITTLE else Standing.CARE
    return Finding(standing, "space", words, "make room, or move GUANXI_DATA")


def _database(now: datetime) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('server_version'), clock_timestamp()")
        version, there = cursor.fetchone()
    yield Finding(Standing.WELL, "database", f"PostgreSQL {version} answers")
    apart = abs(there - now)
    if apart <= _CLOCKS_APART:
        yield Finding(Standing.WELL, "clock", "this machine's and the database's agree")
    else:
        yield Finding(
            Standing.CARE,
            "clock",
            f"the database's is {apart.total_seconds():.0f} s from this machine's",
            "let both follow a time server",
        )


def _tables() -> Finding:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not waiting:
        return Finding(Standing.WELL, "tables", "those of this version")
    return Finding(
        Standing.ILL,
        "tables",
        f"{len(waiting)} steps behind this version",
        "guanxi backup, then guanxi run, which takes them",
    )


def _journal() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_trigger t join pg_class c on c.oid = t.tgrelid"
            " where t.tgname like 'gx_journal_%%' and t.tgenabled = 'O' group by 1 having count(*) = %s",
            [TRIGGERS_PER_TABLE],
        )
        guarded = {name for (name,) in cursor.fetchall()}
    if bare := [name for name in journaled_tables() if name not in guarded]:
        return Finding(
            Standing.ILL,
            "journal",
            f"does not see changes of {_some(bare)}",
            "guanxi manage migrate sets its triggers again",
        )
    return Finding(Standing.WELL, "journal", f"sees every change of {len(guarded)} tables")


def _files(folder: Path, *, read: bool) -> Finding:
    kept = sorted(folder.glob("??/*"))
    if wrong := [path.name for path in kept if read and not _is_whole(path)]:
        return Finding(
            Standing.ILL, "files", f"not what was kept: {_some(wrong)}", "bring them back from a backup"
        )
    return Finding(Standing.WELL, "files", f"{len(kept)} kept{', each as it came' if read else ''}")


def _is_whole(path: Path) -> bool:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == path.name


def _news() -> Finding:
    stuck = Parked.objects.filter(attempts__gt=0)
    if first := stuck.order_by("next_at").first():
        return Finding(
            Standing.CARE,
            "news",
            f"{stuck.count()} could not be taken; the first to {first.listener}: {first.problem}",
            "they are tried again; a reason that stays is a fault of the program: report it",
        )
    return Finding(Standing.WELL, "news", "everything told was heard")


def _work(now: datetime) -> Finding:
    failed = Job.objects.filter(state=Job.State.FAILED, finished_at__gte=now - _LOOK_BACK)
    if last := failed.order_by("-finished_at").first():
        return Finding(
            Standing.CARE,
            "work",
            f"{failed.count()} jobs failed in {_LOOK_BACK.days} days, the last {last.name}: {last.message}",
            "see Background work",
        )
    return Finding(Standing.WELL, "work", f"no job failed in {_LOOK_BACK.days} days")


def _some(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
