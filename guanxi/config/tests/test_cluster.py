import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from guanxi.config import cluster, place
from guanxi.config.address import CannotUse


def test_what_was_written_survives_a_kill_of_the_server(open_folder):
    server = cluster.start(open_folder)
    try:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept (n int)")
            connection.execute("INSERT INTO kept VALUES (7)")
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait(10)
        again = cluster.start(open_folder)
        try:
            with psycopg.connect(again.url) as connection:
                assert connection.execute("SELECT n FROM kept").fetchall() == [(7,)]
        finally:
            again.stop()
        assert "automatic recovery" in (server.place.home / "log").read_text()
    finally:
        server.stop()


@pytest.fixture(scope="module")
def shared():
    folder = Path(tempfile.mkdtemp(prefix="guanxi-t-"))
    folder.chmod(0o711)
    with cluster.running(folder) as server:
        yield folder, server
    shutil.rmtree(folder)


def test_the_application_owns_its_database_and_nothing_more(shared):
    with psycopg.connect(shared[1].url) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert row == (False, False, False)
        settings = dict(connection.execute("SELECT name, setting FROM pg_settings").fetchall())
        assert settings["listen_addresses"] == ""
        assert settings["fsync"] == "on"
        provider = connection.execute(
            "SELECT datlocprovider, datlocale, datcollate FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        assert provider == ("b", "C.UTF-8", "C")


def test_a_wrong_password_is_refused(shared):
    folder, server = shared
    password = (folder / "database-password").read_text()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.url.replace(password, "guess"))


def test_only_the_owner_may_look_inside(shared):
    folder, server = shared
    assert server.place.home.stat().st_mode & 0o777 == 0o700
    assert server.socket_folder.stat().st_mode & 0o777 == 0o700
    for name in ("database-password", "database-superuser-password", "database-url"):
        assert (folder / name).stat().st_mode & 0o777 == 0o600


def test_a_long_path_gets_a_short_socket_folder_and_leaves_none(open_folder):
    folder = open_folder / ("long" * 30)
    with cluster.running(folder) as server:
        assert len(str(server.socket_folder)) < 40
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not server.socket_folder.exists()


def test_a_process_number_given_away_does_not_stop_the_start(open_folder):
    with cluster.running(open_folder) as server:
        leftover = (server.place.cluster / "postmaster.pid").read_text()
    # Of the server's own user: a server passes over the process numbers of others by itself.
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, **server.place.owner.as_popen()) as stranger:
        lines = leftover.splitlines(keepends=True)
        lines[0] = f"{stranger.pid}\n"
        (server.place.cluster / "postmaster.pid").write_text("".join(lines))
        (server.place.home / "run" / ".s.PGSQL.5432.lock").write_text("".join(lines))
        with cluster.running(open_folder) as again, psycopg.connect(again.url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert stranger.poll() is None
        stranger.stdin.close()


def test_the_server_ends_with_a_killed_parent(open_folder):
    code = (
        "import sys, pathlib; from guanxi.config import cluster;"
        "server = cluster.start(pathlib.Path(sys.argv[1])); print(server.process.pid, flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code, str(open_folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        number = int(parent.stdout.readline())
        parent.kill()
    _wait_until_gone(number)


def _wait_until_gone(number):
    until = time.monotonic() + 15
    while Path(f"/proc/{number}").exists() and Path(f"/proc/{number}/stat").read_text().split()[2] != "Z":
        assert time.monotonic() < until, "the server outlived its parent"
        os.sched_yield()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to somebody else")
def test_an_unreachable_data_folder_keeps_its_permissions(open_folder, monkeypatch):
    monkeypatch.setattr(place, "_ELSEWHERE", open_folder / "elsewhere")
    private = open_folder / "private"
    private.mkdir(mode=0o700)
    with cluster.running(private / "data") as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert private.stat().st_mode & 0o777 == 0o700
    assert server.place.home.parent == open_folder / "elsewhere"
    assert server.place.home.stat().st_uid != 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root hands the server to somebody else")
def test_programs_out_of_reach_run_from_a_place_of_their_own(open_folder, monkeypatch):
    installed = str(place.find_place(open_folder / "unused").programs)
    reach = place.Owner.can_reach
    monkeypatch.setattr(place, "_ELSEWHERE", open_folder / "elsewhere")
    monkeypatch.setattr(
        place.Owner, "can_reach", lambda self, path: not str(path).startswith(installed) and reach(self, path)
    )
    with cluster.running(open_folder / "data") as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert server.place.programs.is_relative_to(open_folder / "elsewhere")


def test_a_folder_that_is_no_database_is_named_in_the_refusal(open_folder):
    with cluster.running(open_folder) as server:
        control = server.place.cluster / "global" / "pg_control"
    control.unlink()
    with pytest.raises(CannotUse, match=r"does not start\. Its last words:(.|\n)*pg_control"):
        cluster.start(open_folder)
