"""Where the warehouse lies, and the lock between who writes and who reads it."""

import fcntl
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

PRIVATE = 0o700


def warehouse_folder() -> Path:
    return Path(settings.GUANXI_DATA) / "warehouse"


def prepare(folder: Path) -> None:
    """The copy of everything is for this account only: nobody else enters the folder, whatever lies in it."""
    folder.mkdir(parents=True, exist_ok=True)
    if stat.S_IMODE(folder.stat().st_mode) != PRIVATE:
        folder.chmod(PRIVATE)


@contextmanager
def held(folder: Path, *, alone: bool) -> Iterator[None]:
    """Hold the folder alone to write, with others to read. The lock dies with its process."""
    prepare(folder)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
