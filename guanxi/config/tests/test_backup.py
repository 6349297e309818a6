"""Backup and restore: what comes out of the file is what went in, or one sentence and nothing."""

import io
import os
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from guanxi.config.address import CannotUse
from guanxi.config.backup import back_up, restore

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
DIGEST = "ab" + "0" * 62


@pytest.fixture
def databases(tmp_path) -> Iterator[tuple[str, str]]:
    """A database with one table of two rows, and an empty one, on the server of the tests."""
    server = os.environ["GUANXI_TEST_DATABASE_URL"]
    names = [f"backup_{os.getpid()}_{what}" for what in ("full", "empty")]
    urls = [make_conninfo(**{**conninfo_to_dict(server), "dbname": name}) for name in names]
    with psycopg.connect(server, autocommit=True) as admin:
        for name in names:
            admin.execute(f"create database {name}")
        with psycopg.connect(urls[0]) as connection:
            connection.execute(
                "create table customer (id bigint generated always as identity primary key, name text)"
            )
            connection.execute("insert into customer (name) values ('海源食品'), ('O''Neill')")
        yield urls[0], urls[1]
        for name in names:
            admin.execute(f"drop database {name} with (force)")


@pytest.fixture
def kept(tmp_path, databases, monkeypatch) -> Path:
    """A backup of an installation with one kept file and one that is still being written."""
    folder = tmp_path / "old"
    (folder / "files" / "ab").mkdir(parents=True)
    (folder / "files" / "ab" / DIGEST).write_bytes(b"a scan")
    (folder / "files" / ".new-1").write_bytes(b"half")
    (folder / "secret-key").write_text("signs")
    monkeypatch.setenv("DATABASE_URL", databases[0])
    back_up(folder, tmp_path / "kept.tar", NOON)
    monkeypatch.setenv("DATABASE_URL", databases[1])
    (tmp_path / "new").mkdir()
    return tmp_path / "kept.tar"


def rows(url: str) -> list[tuple[int, str]]:
    with psycopg.connect(url) as connection:
        return connection.execute("select id, name from customer order by id").fetchall()


def is_empty(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return not connection.execute("select 1 from pg_tables where schemaname = 'public'").fetchall()


def altered(kept: Path, change) -> Path:
    """The same backup with its members as `change` says: name and bytes in, bytes out, or None to leave out."""
    other = kept.with_name("altered.tar")
    with tarfile.open(kept) as old, tarfile.open(other, "w") as new:
        for entry in old:
            piece = change(entry.name, old.extractfile(entry).read())
            if piece is not None:
                entry.size = len(piece)
                new.addfile(entry, io.BytesIO(piece))
    return other


def test_everything_comes_back(tmp_path, kept, databases):
    made = restore(tmp_path / "new", kept)
    assert made.made_at == "2026-03-02 04:00:00 UTC"
    assert rows(databases[1]) == rows(databases[0]) == [(1, "海源食品"), (2, "O'Neill")]
    assert (tmp_path / "new" / "files" / "ab" / DIGEST).read_bytes() == b"a scan"
    assert (tmp_path / "new" / "secret-key").read_text() == "signs"
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["files", "secret-key"]


def test_only_its_owner_reads_a_backup(kept):
    assert kept.stat().st_mode & 0o777 == 0o600


def test_a_backup_replaces_no_file(tmp_path, kept):
    before = kept.read_bytes()
    with pytest.raises(CannotUse, match=r"kept\.tar is there already: name another file\."):
        back_up(tmp_path / "old", kept, NOON)
    assert kept.read_bytes() == before


def test_a_backup_that_fails_leaves_no_half(tmp_path, kept, monkeypatch, databases):
    monkeypatch.setenv("DATABASE_URL", databases[0].replace("_full", "_none"))
    with pytest.raises(CannotUse, match="pg_dump failed: "):
        back_up(tmp_path / "old", tmp_path / "second.tar", NOON)
    assert {path.name for path in tmp_path.iterdir()} == {"old", "new", "kept.tar"}


def test_it_goes_into_an_empty_installation_only(tmp_path, kept, databases):
    restore(tmp_path / "new", kept)
    with pytest.raises(CannotUse, match="a backup goes into an empty one"):
        restore(tmp_path / "new", kept)
    assert len(rows(databases[1])) == 2


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda name, piece: piece + b"!" if name.startswith("files/") else piece, "is damaged"),
        (lambda name, piece: None if name.startswith("files/") else piece, "is damaged"),
        (lambda name, piece: piece[:-9] if name == "database.dump" else piece, "is damaged"),
        (lambda name, piece: None if name == "manifest.json" else piece, "is not a backup"),
        (lambda name, piece: b"[1]" if name == "manifest.json" else piece, "is not a backup"),
        (
            lambda name, piece: piece.replace(b'"format":1', b'"format":9') if name == "manifest.json" else piece,
            "this version cannot read it",
        ),
    ],
)  # fmt: skip
def test_a_damaged_backup_is_refused_before_anything_is_written(change, said, tmp_path, kept, databases):
    with pytest.raises(CannotUse, match=said):
        restore(tmp_path / "new", altered(kept, change))
    assert is_empty(databases[1])
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize("name", ["../outside", "files/../../outside", "/etc/outside", "files/ab/short"])
def test_a_member_with_another_name_is_refused(name, tmp_path, kept, databases):
    with tarfile.open(kept, "a") as tar:
        tar.addfile(tarfile.TarInfo(name), io.BytesIO(b""))
    with pytest.raises(CannotUse, match="is not a backup made by `guanxi backup`"):
        restore(tmp_path / "new", kept)
    assert is_empty(databases[1])
    assert list((tmp_path / "new").iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"0" * 10_240])
def test_another_file_is_one_sentence(content, tmp_path, kept):
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(CannotUse, match=r"other is not a backup made by `guanxi backup`\."):
        restore(tmp_path / "new", tmp_path / "other")


def test_a_database_that_refuses_stays_empty_and_the_restore_can_be_said_again(tmp_path, kept, databases):
    with psycopg.connect(databases[1]) as connection:
        connection.execute("create type customer as enum ('in the way')")
    with pytest.raises(CannotUse, match="pg_restore failed: "):
        restore(tmp_path / "new", kept)
    assert is_empty(databases[1])
    with psycopg.connect(databases[1]) as connection:
        connection.execute("drop type customer")
    restore(tmp_path / "new", kept)
    assert len(rows(databases[1])) == 2
