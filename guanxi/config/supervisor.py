"""`guanxi run`: database, pages, pushes and background work as one thing to start and stop."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from guanxi.config import cluster
from guanxi.config.address import CannotUse
from guanxi.config.children import Child, end_all
from guanxi.config.database import check_server
from guanxi.config.hold import held
from guanxi.config.tether import tethered
from guanxi.config.words import complain, say

_LOOK_SECONDS = 0.2
_OPEN_SECONDS = 60.0
_BLOCKING_THREADS = 4  # one thread is faster, but a few slow pages would then stop everybody


class Stopped(BaseException):
    """Somebody asked the supervisor to end: Ctrl-C, SIGTERM or a closed terminal."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run where; `database_url` empty means: our own database in the data folder."""

    folder: Path
    host: str
    port: int
    database_url: str
    workers: int

    @property
    def live_port(self) -> int:
        return self.port + 1

    @property
    def address(self) -> str:
        host = "127.0.0.1" if self.host in {"0.0.0.0", "::"} else self.host  # noqa: S104  # compared, not bound
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"


def run(plan: Plan) -> None:
    """Run until told to stop. Raises CannotUse with one sentence when something is in the way."""
    with _signals(), held(plan.folder, plan.address), contextlib.ExitStack() as stack:
        try:
            _require_free(plan.host, plan.port)
            _require_free(plan.host, plan.live_port)
            servers: list[cluster.Cluster] = []
            stack.callback(_stop_database, servers)
            environment = _environment(plan, _open_database(plan, servers))
            _prepare(environment)
            children = _children(plan, environment)
            stack.callback(end_all, children)
            for child in children:
                child.start()
            _wait_until_open(plan, children)
            say(f"Guanxi is open at {plan.address}  (Ctrl-C stops it)")
            _watch(plan, servers, children)
        except Stopped:
            say("Stopping ...")
        finally:
            _ignore_signals()


@contextlib.contextmanager
def _signals() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        _ignore_signals()
        raise Stopped

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, stop) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ignore_signals() -> None:
    """Once it ends, it ends in order; a second Ctrl-C does not leave half of it running."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _already_stopping)


def _already_stopping(_number: int, _frame: FrameType | None) -> None:
    return None


def _open_database(plan: Plan, servers: list[cluster.Cluster]) -> str:
    """The address of the given database, or of our own, which is then the last of `servers`."""
    if plan.database_url:
        check_server(plan.database_url)
        return plan.database_url
    servers.append(cluster.start(plan.folder))
    return servers[-1].url


def _stop_database(servers: list[cluster.Cluster]) -> None:
    if servers:
        servers[-1].stop()


def _require_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotUse(
                f"Port {port} on {host} cannot be used ({error.strerror}). "
                "Set GUANXI_PORT to another one; Guanxi uses that and the next."
            ) from error


def _environment(plan: Plan, url: str) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": url,
        "GUANXI_DATA": str(plan.folder),
        "GUANXI_HOST": plan.host,
        "GUANXI_PORT": str(plan.port),
        "DJANGO_SETTINGS_MODULE": "guanxi.config.settings",
        "PYTHONUNBUFFERED": "1",
    }


def _prepare(environment: Mapping[str, str]) -> None:
    done = subprocess.run(  # our own module, no shell
        [sys.executable, "-m", "guanxi.config.prepare"],
        env={**environment, "GUANXI_PROCESS": "command"},
        check=False,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=tethered(signal.SIGTERM),  # one thread; set before exec or never
    )
    if done.returncode != 0:
        raise CannotUse("The database could not be prepared; the reason stands above. Nothing was started.")


def _children(plan: Plan, environment: Mapping[str, str]) -> list[Child]:
    def child(name: str, *command: str) -> Child:
        return Child(name, [sys.executable, "-m", *command], {**environment, "GUANXI_PROCESS": name})

    pages = (
        *("granian", "--interface", "wsgi", "--host", plan.host, "--port", str(plan.port)),
        *("--workers", str(plan.workers), "--blocking-threads", str(_BLOCKING_THREADS)),
        *("--static-path-route", "/static", "--static-path-mount", str(plan.folder / "static")),
        *("--respawn-failed-workers", "--workers-kill-timeout", "8", "--no-ws", "--log-level", "warning"),
        "guanxi.config.wsgi:application",
    )
    pushes = (
        *("uvicorn", "--host", plan.host, "--port", str(plan.live_port), "--log-level", "warning"),
        *("--no-access-log", "--timeout-graceful-shutdown", "2", "guanxi.config.live:app"),
    )
    return [child("web", *pages), child("live", *pushes), child("worker", "guanxi.config.worker")]


def _wait_until_open(plan: Plan, children: list[Child]) -> None:
    """Both ports accept connections, or somebody is told what does not."""
    host = plan.address.removeprefix("http://").rpartition(":")[0].strip("[]")
    until = time.monotonic() + _OPEN_SECONDS
    for port in (plan.port, plan.live_port):
        while True:
            for child in children:
                child.look_after()
            try:
                socket.create_connection((host, port), timeout=1).close()
                break
            except OSError as error:
                if time.monotonic() > until:
                    raise CannotUse(f"Nothing answers at {host}:{port}; the reason stands above.") from error
                time.sleep(0.05)


def _watch(plan: Plan, servers: list[cluster.Cluster], children: list[Child]) -> None:
    while True:
        if servers and not servers[-1].alive():
            complain("the database ended; starting it again")
            servers.append(cluster.start(plan.folder))
        for child in children:
            child.look_after()
        time.sleep(_LOOK_SECONDS)
