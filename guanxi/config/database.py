"""The database a command works with: the given, the running, or ours while the command lasts."""

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

from guanxi.config import address, cluster
from guanxi.config.address import CannotUse
from guanxi.config.hold import AlreadyHeld, held

OLDEST_SERVER = 15
# What is thrown away need not survive a power cut.
_THROWN_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_VERSION_UNIT = 10_000  # PostgreSQL tells 15.4 as 150004


def check_server(url: str) -> None:
    """Raises CannotUse with one sentence when the server cannot be reached or is too old."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version // _VERSION_UNIT
    except psycopg.OperationalError as error:
        reason = " ".join(str(error).split())
        raise CannotUse(f"The database named by DATABASE_URL cannot be reached: {reason}") from error
    except psycopg.ProgrammingError as error:
        raise CannotUse(f"DATABASE_URL cannot be read: {str(error).strip()}.") from error
    if version < OLDEST_SERVER:
        raise CannotUse(f"The database is PostgreSQL {version}; Guanxi needs {OLDEST_SERVER} or later.")


@contextlib.contextmanager
def at_hand(folder: Path) -> Iterator[str]:
    """A reachable database for one command; its address is also put into DATABASE_URL for Django."""
    given = os.environ.get("DATABASE_URL", "").strip()
    if given:
        check_server(given)
        yield given
        return
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(held(folder, "a command"))
        except AlreadyHeld:
            url = address.database_url(folder)
            check_server(url)
        else:
            url = stack.enter_context(cluster.running(folder)).url
        os.environ["DATABASE_URL"] = url
        try:
            yield url
        finally:
            del os.environ["DATABASE_URL"]


@contextlib.contextmanager
def temporary() -> Iterator[str]:
    """A fresh, empty database in a data folder of its own; both are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="guanxi-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if os.geteuid() == 0:
            folder.chmod(0o711)  # ours, and the database's unprivileged owner must pass
        before = {key: os.environ.get(key) for key in ("GUANXI_DATA", "DATABASE_URL")}
        with cluster.running(folder, _THROWN_AWAY) as server:
            os.environ.update({"GUANXI_DATA": name, "DATABASE_URL": server.url})
            try:
                yield server.url
            finally:
                for key, value in before.items():
                    os.environ.pop(key, None)
                    if value is not None:
                        os.environ[key] = value


def use(url: str) -> None:
    """Point a Django which is already set up at this database and at the data folder of now."""
    from django.conf import settings

    # In place: the connection handler may already hold this very dict.
    settings.DATABASES["default"].update(address.django_database(url, for_web=False))
    settings.GUANXI_DATA = address.data_folder()
    settings.MEDIA_ROOT = settings.GUANXI_DATA / "files"
