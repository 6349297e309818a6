"""One supervisor for one data folder."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from guanxi.config.address import CannotUse, make_data_folder


class AlreadyHeld(CannotUse):
    """Another process works with this data folder; `by` is what it left about itself."""

    def __init__(self, folder: Path, by: str) -> None:
        self.by = by
        super().__init__(
            f"Guanxi already runs in {folder}{by and f' ({by})'}. "
            "Stop it first, or set GUANXI_DATA to another folder."
        )


@contextlib.contextmanager
def held(folder: Path, about: str) -> Iterator[None]:
    """Hold the data folder; the kernel lets go when this process ends. Raises AlreadyHeld."""
    make_data_folder(folder)
    try:
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise CannotUse(f"The data folder {folder} cannot be written: {error.strerror}.") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyHeld(folder, os.read(descriptor, 200).decode(errors="replace")) from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"process {os.getpid()}, {about}".encode())
        yield
    finally:
        os.close(descriptor)
