"""The doctor finds each planted fault, and nothing where nothing is wrong."""

import hashlib
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from guanxi.config import doctor
from guanxi.config.doctor import Standing, examine
from guanxi.platform.models import Job, News, Parked

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "secret-key").write_text("k")
    (tmp_path / "secret-key").chmod(0o600)
    (tmp_path / "files" / "2c").mkdir(parents=True)
    content = b"a scan"
    digest = hashlib.sha256(content).hexdigest()
    (tmp_path / "files" / "2c" / digest).write_bytes(content)
    return tmp_path


def now() -> datetime:
    return datetime.now(UTC)


def found(folder, what: str, *, at: datetime | None = None, read_files: bool = False) -> doctor.Finding:
    return next(one for one in examine(folder, at or now(), read_files=read_files) if one.what == what)


def test_all_is_well(folder):
    looked_at = {one.what: one.standing for one in examine(folder, now(), read_files=True)}
    assert looked_at.pop("space") in Standing  # whatever this disk has
    assert set(looked_at) == {"secrets", "database", "clock", "files", "tables", "journal", "news", "work"}
    assert set(looked_at.values()) == {Standing.WELL}


def test_a_secret_others_may_read(folder):
    (folder / "secret-key").chmod(0o644)
    one = found(folder, "secrets")
    assert (one.standing, one.words) == (Standing.ILL, "others may read secret-key")


@pytest.mark.parametrize(
    ("free", "standing"),
    [(5 * 10**9, Standing.WELL), (5 * 10**9 - 1, Standing.CARE), (10**8, Standing.ILL)],
)
def test_little_space(free, standing, folder, monkeypatch):
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _path: SimpleNamespace(free=free))
    assert found(folder, "space").standing is standing


def test_clocks_that_differ(folder):
    one = found(folder, "clock", at=now() - timedelta(hours=1))
    assert (one.standing, one.words) == (Standing.CARE, "the database's is 3600 s from this machine's")


def test_tables_of_an_older_version(folder):
    MigrationRecorder.Migration.objects.filter(app="gx_platform").order_by("name").last().delete()
    findings = {one.what: one for one in examine(folder, now())}
    assert findings["tables"].standing is Standing.ILL
    assert "journal" not in findings


def test_a_table_the_journal_does_not_see(folder):
    with connection.cursor() as cursor:
        cursor.execute("alter table gx_access_team disable trigger gx_journal_update")
    one = found(folder, "journal")
    assert (one.standing, one.words) == (Standing.ILL, "does not see changes of gx_access_team")


def test_a_kept_file_that_is_not_what_it_was(folder):
    (path,) = (folder / "files" / "2c").iterdir()
    path.write_bytes(b"another scan")
    assert found(folder, "files").standing is Standing.WELL
    assert found(folder, "files", read_files=True).words == f"not what was kept: {path.name}"


def test_news_nobody_can_take(folder):
    news = News.objects.create(name="x.Y", change_set_id=1, payload={}, at=now())
    waits = Parked.objects.create(listener="a.b", news=news, problem="KeyError: 7", next_at=now())
    assert found(folder, "news").standing is Standing.WELL  # it waits behind another, untried
    waits.attempts = 2
    waits.save()
    assert found(folder, "news").words == "1 could not be taken; the first to a.b: KeyError: 7"


def test_a_job_that_failed(folder):
    job = Job.objects.create(
        name="x.y", state="failed", message="no room", created_at=now(), finished_at=now() - timedelta(days=6)
    )
    assert found(folder, "work").words == "1 jobs failed in 7 days, the last x.y: no room"
    Job.objects.filter(pk=job.pk).update(finished_at=now() - timedelta(days=8))
    assert found(folder, "work").standing is Standing.WELL
