"""Where the warehouse lies, and the lock between who writes and who reads it."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings


def warehouse_folder() -> Path:
    return Path(settings.GUANXI_DATA) / "warehouse"


@contextmanager
def held(folder: Path, *, alone: bool) -> Iterator[None]:
    """Hold the folder alone to write, with others to read. The lock dies with its process."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
