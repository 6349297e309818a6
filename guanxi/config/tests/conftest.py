import os
import shutil
import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def open_folder():
    """A folder whose path has spaces and which the database's unprivileged owner can reach."""
    top = Path(tempfile.mkdtemp(prefix="guanxi t "))
    top.chmod(0o711)
    yield top
    shutil.rmtree(top, ignore_errors=True)


def processes_of(folder: Path) -> set[int]:
    """Every living process that names the folder in its command line or environment, but for this one."""
    wanted, found = os.fsencode(folder), set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
            told = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except OSError:
            continue
        if wanted in told and state != "Z":
            found.add(int(entry.name))
    return found
