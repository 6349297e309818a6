"""One temporary PostgreSQL for the whole test run; no test reaches beyond this machine."""

import os
import shutil
import socket
import tempfile
from pathlib import Path

import pytest

_URL = "GUANXI_TEST_DATABASE_URL"
# A test database is thrown away, so nothing has to survive a power cut.
_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
}

# Before anything imports the settings: tests never see, nor change, a developer's own data folder.
if "GUANXI_TEST_DATA" not in os.environ:
    os.environ["GUANXI_TEST_DATA"] = tempfile.mkdtemp(prefix="guanxi-tests-")
    Path(os.environ["GUANXI_TEST_DATA"]).chmod(0o711)
os.environ["GUANXI_DATA"] = os.environ["GUANXI_TEST_DATA"]
os.environ["GUANXI_DEMO"] = "0"


def _is_controller(config: pytest.Config) -> bool:
    return not hasattr(config, "workerinput")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    from guanxi.config import address, cluster
    from guanxi.config.hold import held

    if _is_controller(config):
        given = os.environ.get("DATABASE_URL")
        if not given:
            # Held like an installation's: a command under test must not take this server for a leftover.
            hold = held(Path(os.environ["GUANXI_DATA"]), "tests")
            hold.__enter__()
            config.add_cleanup(lambda: hold.__exit__(None, None, None))
            server = cluster.start(Path(os.environ["GUANXI_DATA"]), _FAST, create_databases=True)
            config.add_cleanup(server.stop)
            given = server.url
        os.environ[_URL] = given
    # In place: Django's connection handler may already hold this very dict.
    settings.DATABASES["default"].update(address.django_database(os.environ[_URL], for_web=False))
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
    settings.GUANXI_DATA = Path(os.environ["GUANXI_DATA"])
    settings.MEDIA_ROOT = settings.GUANXI_DATA / "files"


def pytest_unconfigure(config: pytest.Config) -> None:
    if _is_controller(config):
        config.add_cleanup(lambda: shutil.rmtree(os.environ["GUANXI_TEST_DATA"], ignore_errors=True))


@pytest.fixture(autouse=True, scope="session")
def _only_this_machine() -> object:
    """Refuse every connection which would leave the loopback."""
    patch = pytest.MonkeyPatch()
    original = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            assert isinstance(address, tuple)
            host = str(address[0])
            if host not in {"localhost", "::1"} and not host.startswith("127."):
                raise PermissionError(f"A test tried to reach {host}: tests stay on this machine.")
        original(self, address)  # type: ignore[arg-type]

    patch.setattr(socket.socket, "connect", connect)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def database_url() -> str:
    """The test server's address (its maintenance database), for tests which start processes of their own."""
    return os.environ[_URL]


@pytest.fixture(autouse=True, scope="session")
def _emptied_between_tests() -> object:
    """Tests with real commits end by emptying every table, which the journal otherwise refuses."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    from guanxi.platform.journal.triggers import journaled_tables

    original = DatabaseOperations.sql_flush

    def sql_flush(self, style, tables, **more):  # noqa: ANN001, ANN003, ANN202  # Django's own signature
        guarded = sorted(set(tables) & set(journaled_tables()))
        off = [f'alter table "{table}" disable trigger gx_journal_truncate' for table in guarded]
        on = [f'alter table "{table}" enable trigger gx_journal_truncate' for table in guarded]
        return [*off, *original(self, style, tables, **more), *on]

    patch = pytest.MonkeyPatch()
    patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
    yield
    patch.undo()
