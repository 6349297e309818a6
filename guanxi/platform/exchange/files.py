"""Files in the data folder, kept by the digest of their bytes: the same file is kept once."""

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from guanxi.platform.exchange.types import StoredFile

_PIECE = 1 << 20


def store(pieces: Iterable[bytes]) -> StoredFile:
    """Keep the bytes. The file appears whole or not at all."""
    with new_file() as path:
        digest, size = hashlib.sha256(), 0
        with path.open("wb") as file:
            for piece in pieces:
                digest.update(piece)
                size += len(piece)
                file.write(piece)
        return _keep(path, digest.hexdigest(), size)


def store_path(path: Path) -> StoredFile:
    """Raises OSError when it cannot be read."""
    with path.open("rb") as file:
        return store(iter(lambda: file.read(_PIECE), b""))


def path_of(digest: str) -> Path:
    return _folder() / digest[:2] / digest


@contextmanager
def new_file() -> Iterator[Path]:
    """A path to write to; the file is gone afterwards unless `keep` moved it to its place."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    found = folder.stat()
    if stat.S_IMODE(found.st_mode) & 0o077 and found.st_uid == os.geteuid():  # also one that was there before
        folder.chmod(0o700)
    number, name = tempfile.mkstemp(dir=folder, prefix=".new-")
    os.close(number)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


def _keep(path: Path, digest: str, size: int) -> StoredFile:
    place = path_of(digest)
    place.parent.mkdir(parents=True, exist_ok=True)
    path.replace(place)
    return StoredFile(digest, size)


def keep(path: Path) -> StoredFile:
    """Move a finished file to its place."""
    digest, size = hashlib.sha256(), path.stat().st_size
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return _keep(path, digest.hexdigest(), size)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT)
