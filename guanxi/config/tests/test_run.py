"""`guanxi run` as a person meets it: real processes, real kills, a real other server."""

import contextlib
import http.client
import json
import os
import pwd
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from django.core import signing

from guanxi.config import place
from guanxi.config.tests.conftest import processes_of

START_SECONDS = 60


class Running:
    """One `guanxi run` on its own folder and ports; what it says stands in a file."""

    def __init__(self, folder, port, **environment):
        self.folder, self.port = folder, port
        self.environment = {
            **{key: value for key, value in os.environ.items() if key != "DATABASE_URL"},
            "GUANXI_DATA": str(folder),
            "GUANXI_PORT": str(port),
            "GUANXI_DEMO": "0",
            **environment,
        }
        self.log = folder.with_name(f"{folder.name}-{port}.log")

    def start(self):
        with self.log.open("wb") as log:
            command = [sys.executable, "-m", "guanxi.config.main", "run", "--workers", "1"]
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)

    def said(self):
        return self.log.read_text()

    def refused(self):
        """What a start says that must not succeed."""
        self.start()
        assert self.process.wait(30) == 1
        return self.said()

    def __enter__(self):
        began = time.monotonic()
        self.start()
        wait_until(lambda: "is open at" in self.said() or self.process.poll() is not None, "it did not open")
        assert self.process.poll() is None, self.said()
        self.start_seconds = time.monotonic() - began
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait(10)

    def status(self, port, path):
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
            connection.request("GET", path)
            return connection.getresponse().status

    def stop(self, number):
        self.process.send_signal(number)
        return self.process.wait(30)


def free_port():
    """A port whose next one is free too."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            try:
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def wait_until(happened, what):
    until = time.monotonic() + START_SECONDS
    while not happened():
        assert time.monotonic() < until, what
        time.sleep(0.05)


def child_with(folder, word):
    for number in processes_of(folder):
        if word in Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode():
            return number
    return None


def test_one_life_of_an_installation(open_folder):
    folder, port = open_folder / "data", free_port()
    with Running(folder, port) as first:
        assert f"http://127.0.0.1:{port}/" in first.said()
        assert "admin@example.com" in first.said()
        assert first.status(port, "/nowhere/") == 404
        _the_push_server_checks_tokens(first)
        _a_second_start_is_refused(folder)
        _what_is_killed_comes_back(first)
        assert first.stop(signal.SIGINT) == 0
    assert processes_of(folder) == set()

    with Running(folder, port) as second:
        assert "admin@example.com" not in second.said()
        second.stop(signal.SIGKILL)
        wait_until(lambda: processes_of(folder) == set(), "a child outlived its supervisor")


def _a_second_start_is_refused(folder):
    said = Running(folder, free_port()).refused()
    assert said.startswith(f"guanxi: Guanxi already runs in {folder} (process ")
    assert said.count("\n") == 1


def _what_is_killed_comes_back(running):
    words = ("granian", "guanxi.config.worker", "bin/postgres")
    killed = {word: child_with(running.folder, word) for word in words}
    for number in killed.values():
        os.kill(number, signal.SIGKILL)
    for word, number in killed.items():
        _wait_for_another(running.folder, word, number)
    wait_until(
        lambda: running.status(running.port + 1, "/health") == 200, "the push server found no database"
    )
    wait_until(lambda: "listening" not in _status_or_refusal(running), "the pages did not come back")
    assert "the worker process ended (signal SIGKILL)" in running.said()
    assert "the database ended; starting it again" in running.said()


def _wait_for_another(folder, word, killed):
    wait_until(lambda: child_with(folder, word) not in {None, killed}, f"{word} stayed away")


def _status_or_refusal(running):
    try:
        return str(running.status(running.port, "/nowhere/"))
    except ConnectionRefusedError:
        return "nobody is listening"


def _the_push_server_checks_tokens(running):
    live = running.port + 1
    wait_until(lambda: running.status(live, "/health") == 200, "the push server found no database")
    assert running.status(live, "/events") == 403
    assert running.status(live, "/events?token=forged") == 403
    key = (running.folder / "secret-key").read_text().strip()
    token = signing.dumps({"user": 5, "topics": []}, key=key, salt="guanxi.live")
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", live, timeout=10)) as connection:
        connection.request("GET", f"/events?token={token}")
        with connection.getresponse() as stream:
            assert stream.status == 200
            assert stream.getheader("Content-Type").startswith("text/event-stream")
            while stream.readline().strip():
                pass
            _notify(running, 6)
            _notify(running, 5)
            assert stream.readline() == b'data: {"topic": "job:1", "event": {"for": 5}}\n'


def _notify(running, user):
    payload = json.dumps({"topic": "job:1", "user": user, "event": {"for": user}})
    with psycopg.connect((running.folder / "database-url").read_text(), autocommit=True) as connection:
        connection.execute("SELECT pg_notify('gx_live', %s)", [payload])


def test_a_taken_port_is_named(open_folder):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = Running(open_folder / "data", port).refused()
    assert said == (
        f"guanxi: Port {port} on 127.0.0.1 cannot be used (Address already in use). "
        "Set GUANXI_PORT to another one; Guanxi uses that and the next.\n"
    )


@pytest.mark.prove
def test_a_second_start_takes_less_than_eight_seconds(open_folder):
    for _ in range(2):
        with Running(open_folder / "data", free_port()) as running:
            running.stop(signal.SIGTERM)
    assert running.start_seconds < 8


@pytest.fixture
def other_server(open_folder):
    """A PostgreSQL of somebody else on a TCP port: Debian's 15 where it is installed, else the wheel's."""
    debian = Path("/usr/lib/postgresql/15/bin")
    programs = debian if debian.exists() else place.find_place(open_folder / "unused").programs
    home = open_folder / "other"
    home.mkdir()
    identity = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        identity = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        os.chown(home, nobody.pw_uid, nobody.pw_gid)
    password, port = secrets.token_hex(8), free_port()
    file = open_folder / "word"
    file.write_text(password)
    file.chmod(0o644)
    data = str(home / "data")
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={file}", "--encoding=UTF8", "--locale=C"],
        check=True, capture_output=True, cwd="/", **identity,
    )  # fmt: skip
    options = [
        "-c",
        f"port={port}",
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        "unix_socket_directories=",
        "-c",
        "fsync=off",
    ]
    with (open_folder / "other.log").open("wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, *options], stdout=log, stderr=log, cwd="/", **identity
        )
    url = f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres"

    def answers():
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    wait_until(answers, "the other server did not start")
    yield url
    server.send_signal(signal.SIGINT)
    server.wait(20)


def test_a_given_database_is_used_and_left_running(open_folder, other_server):
    folder = open_folder / "data"
    with Running(folder, free_port(), DATABASE_URL=other_server) as running:
        assert not (folder / "postgres").exists()
        assert running.stop(signal.SIGTERM) == 0
    assert processes_of(folder) == set()
    with psycopg.connect(other_server) as connection:
        assert connection.execute("SELECT count(*) FROM gx_access_user").fetchone() == (1,)


def test_a_given_database_that_does_not_answer_is_one_sentence(open_folder):
    url = f"postgresql://nobody:secret-word@127.0.0.1:{free_port()}/none"
    said = Running(open_folder / "data", free_port(), DATABASE_URL=url).refused()
    assert said.startswith("guanxi: The database named by DATABASE_URL cannot be reached: ")
    assert said.count("\n") == 1
    assert "secret-word" not in said
