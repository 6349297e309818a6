"""The embedded PostgreSQL: a cluster in the data folder, run as our own child.

Only the wheel's programs are used. Nothing outside the data folder changes its permissions; the one exception
is a data folder which the database's unprivileged owner cannot reach: see `Place`.
"""

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from guanxi.config.address import CannotUse, make_data_folder, write_private
from guanxi.config.place import Owner, Place, find_place
from guanxi.config.tether import tethered

_SUPERUSER = "postgres"
_ROLE = "guanxi"
_DATABASE = "guanxi"
_PORT = 5432
_LONGEST_SOCKET_FOLDER = 90  # a socket's path may have 107 bytes, its file name takes 15
_START_SECONDS = 900.0  # crash recovery takes minutes; a dead child ends the wait at once
_STOP_SECONDS = 30.0
_LOG_TAIL = 1_500


@dataclass(slots=True)
class Cluster:
    """One running server. `url` is for the application's role: it owns its database, no more."""

    place: Place
    url: str
    process: subprocess.Popen[bytes]
    socket_folder: Path
    _temporary_socket: bool = field(default=False)

    def alive(self) -> bool:
        return self.process.poll() is None

    def stop(self) -> None:
        """A fast, clean shutdown: sessions are ended, everything is on disk."""
        if self.alive():
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(_STOP_SECONDS)
        if self._temporary_socket:
            shutil.rmtree(self.socket_folder, ignore_errors=True)


def start(
    folder: Path, options: Mapping[str, str] | None = None, *, create_databases: bool = False
) -> Cluster:
    """Start the cluster of the data folder `folder`, making it first where there is none.

    The caller holds the folder's lock. `options` are server settings; `create_databases` lets the
    application's role create databases (the test runner needs it, an installation does not).
    """
    make_data_folder(folder)
    place = find_place(folder)
    _wait_for_leftovers(place)
    password = _kept_secret(folder / "database-password")
    superuser_password = _kept_secret(folder / "database-superuser-password")
    if not (place.cluster / "PG_VERSION").exists():
        _initialise(place, superuser_password)
    socket_folder, temporary = _socket_folder(place)
    process = _launch(place, socket_folder, options or {})
    cluster = Cluster(
        place, _url(_ROLE, password, _DATABASE, socket_folder), process, socket_folder, temporary
    )
    try:
        superuser_url = _url(_SUPERUSER, superuser_password, "postgres", socket_folder)
        _wait_until_it_answers(process, place, superuser_url)
        _ensure_database(superuser_url, password, create_databases=create_databases)
        write_private(folder / "database-url", cluster.url)
    except BaseException:  # also Ctrl-C: no server may stay behind without somebody who stops it
        cluster.stop()
        raise
    return cluster


@contextlib.contextmanager
def running(folder: Path, options: Mapping[str, str] | None = None) -> Iterator[Cluster]:
    """The cluster of `folder` for the length of a block."""
    cluster = start(folder, options)
    try:
        yield cluster
    finally:
        cluster.stop()


def _kept_secret(path: Path) -> str:
    if not path.exists():
        write_private(path, secrets.token_urlsafe(24))
    return path.read_text(encoding="utf-8").strip()


def _url(user: str, password: str, database: str, socket_folder: Path) -> str:
    return (
        f"postgresql://{user}:{password}@/{database}?host={quote(str(socket_folder), safe='')}&port={_PORT}"
    )


def _environment() -> dict[str, str]:
    """None of our variables: the owner's other processes could read them, and PG* would change the server."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def _initialise(place: Place, superuser_password: str) -> None:
    """Make the cluster beside its final place and move it there whole: a kill leaves no half."""
    draft = place.home / f"making-{secrets.token_hex(4)}"
    for left in place.home.glob("making-*"):
        shutil.rmtree(left)
    password_file = place.home / "making.password"
    write_private(password_file, superuser_password)
    place.owner.give(password_file)
    command = [
        str(place.programs / "initdb"),
        f"--pgdata={draft}",
        f"--username={_SUPERUSER}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--no-instructions",
    ]
    try:
        done = subprocess.run(  # noqa: S603  # our own program, no shell
            command, check=False, capture_output=True, env=_environment(), cwd="/", **place.owner.as_popen()
        )
    except OSError as error:
        raise CannotUse(f"The database cannot be made: {error.strerror}: {error.filename}.") from error
    finally:
        password_file.unlink()
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip()
        raise CannotUse(f"The database in {place.home} cannot be made: {said}")
    draft.rename(place.cluster)


def _socket_folder(place: Place) -> tuple[Path, bool]:
    """A 0700 folder of the owner's; a short one where the path is too long or holds libpq's list sign."""
    folder, temporary = place.home / "run", False
    if len(os.fsencode(folder)) > _LONGEST_SOCKET_FOLDER or "," in str(folder) or '"' in str(folder):
        folder, temporary = Path(tempfile.mkdtemp(prefix="guanxi-", dir="/tmp")), True
    folder.mkdir(exist_ok=True)
    folder.chmod(0o700)
    place.owner.give(folder)
    return folder, temporary


def _launch(place: Place, socket_folder: Path, options: Mapping[str, str]) -> subprocess.Popen[bytes]:
    settings = {
        "listen_addresses": "",
        "port": str(_PORT),
        "unix_socket_directories": f'"{socket_folder}"',
        "unix_socket_permissions": "0700",
        "password_encryption": "scram-sha-256",
        "max_connections": "100",
        "shared_buffers": "256MB",
        "work_mem": "32MB",
        "maintenance_work_mem": "256MB",
        "max_wal_size": "4GB",  # an import of a million rows should not wait for checkpoints
        "random_page_cost": "1.1",  # today's disks do not turn
        "timezone": "UTC",
        "log_timezone": "UTC",
        "jit": "off",
        **options,
    }
    command = [str(place.programs / "postgres"), "-D", str(place.cluster)]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    with (place.home / "log").open("ab") as log:
        place.owner.give(place.home / "log")
        try:
            return subprocess.Popen(  # noqa: S603  # our own program, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=_environment(),
                start_new_session=True,  # Ctrl-C is the supervisor's: it stops the database last
                preexec_fn=tethered(signal.SIGINT),  # noqa: PLW1509  # one thread; the tether must be set before exec
                **place.owner.as_popen(),
            )
        except OSError as error:
            raise CannotUse(f"The database cannot be started: {error.strerror}: {error.filename}.") from error


def _wait_until_it_answers(process: subprocess.Popen[bytes], place: Place, url: str) -> None:
    """Connect until it works. A server which recovers from a crash is waited for."""
    until = time.monotonic() + _START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            tail = (place.home / "log").read_bytes()[-_LOG_TAIL:].decode(errors="replace").strip()
            raise CannotUse(f"The database in {place.home} does not start. Its last words:\n{tail}")
        try:
            psycopg.connect(url, connect_timeout=5).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise CannotUse(f"The database in {place.home} did not answer within {_START_SECONDS:.0f} s.")


def _ensure_database(superuser_url: str, password: str, *, create_databases: bool) -> None:
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        role = sql.Identifier(_ROLE)
        verifier = connection.pgconn.encrypt_password(
            password.encode(), _ROLE.encode(), b"scram-sha-256"
        ).decode()
        rights = sql.SQL("LOGIN CREATEDB" if create_databases else "LOGIN NOCREATEDB")
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [_ROLE]).fetchone()
        word = sql.SQL("ALTER" if known else "CREATE")
        connection.execute(
            sql.SQL("{} ROLE {} {} PASSWORD {}").format(word, role, rights, sql.Literal(verifier))
        )
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_DATABASE]).fetchone():
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(_DATABASE), role))


def _wait_for_leftovers(place: Place) -> None:
    """After a kill -9 an old server may still be stopping, or its process number may name another.

    Processes which work in the cluster's folder are the old server: wait, then insist. When none is left,
    `postmaster.pid` and the socket's lock name nobody (or a zombie, or a stranger with a recycled number)
    and go: the server would refuse to start because of either.
    """
    until = time.monotonic() + _STOP_SECONDS
    insist = (time.monotonic() + 5, signal.SIGINT), (time.monotonic() + 15, signal.SIGQUIT)
    said: set[int] = set()
    while left := place.processes():
        if time.monotonic() > until:
            raise CannotUse(f"Another database server (process {min(left)}) still works in {place.cluster}.")
        for moment, number in insist:
            if time.monotonic() > moment and int(number) not in said:
                said.add(int(number))
                with contextlib.suppress(ProcessLookupError):
                    os.kill(min(left), number)
        time.sleep(0.05)
    (place.cluster / "postmaster.pid").unlink(missing_ok=True)
    for left_file in (place.home / "run").glob(f".s.PGSQL.{_PORT}*"):
        left_file.unlink(missing_ok=True)


__all__ = ["Cluster", "Owner", "running", "start"]
