"""Background work: progress is seen while it runs, cancel takes all back, a killed job runs again, once."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone, translation

from guanxi.platform import jobs
from guanxi.platform.access.actions import create_team, edit_company
from guanxi.platform.access.models import Team
from guanxi.platform.access.queries import system_actor
from guanxi.platform.jobs import JobRun, cancel_job, give_up, run_now, start_job
from guanxi.platform.models import Job
from guanxi.platform.verbs import Refused

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def start(monkeypatch):
    """Queue without a worker: the job's row alone."""
    monkeypatch.setattr(jobs, "_kinds", {})
    monkeypatch.setattr(jobs, "_defer", lambda _job_id: None)

    def begin(function, **arguments):
        jobs.job("tests.work", "work")(function)
        return start_job(system_actor("tests", clock=lambda: NOON), "tests.work", arguments)

    return begin


def test_a_job_ends_with_its_result(start):
    def work(run: JobRun, *, name: str) -> dict[str, object]:
        team = create_team(actor=run.actor, name=name)
        run.progress(1, 2, "half")
        assert Job.objects.using("default").get(pk=run.job_id).name == "tests.work"
        return {"team": team.pk}

    work_row = start(work, name="North")
    assert run_now(work_row.pk) == "done"
    work_row.refresh_from_db()
    assert (work_row.state, work_row.done, work_row.total) == ("done", 1, 2)
    assert work_row.result == {"team": Team.objects.get(name="North").pk}
    assert run_now(work_row.pk) == "done"
    assert Team.objects.count() == 1


def test_a_job_writes_in_the_companys_days(start):
    edit_company(actor=system_actor("tests"), values={"name": "x", "zone": "Asia/Shanghai"})
    late = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)  # the third already in Shanghai

    def work(run: JobRun) -> dict[str, object]:
        return {"day": timezone.localdate(late).isoformat(), "language": translation.get_language()}

    work_row = start(work)
    assert run_now(work_row.pk) == "done"
    work_row.refresh_from_db()
    assert work_row.result == {"day": "2026-03-03", "language": "en"}


def test_cancel_takes_everything_back(start):
    def work(run: JobRun) -> dict[str, object]:
        create_team(actor=run.actor, name="North")
        run._side.execute("update gx_platform_job set is_cancel_wanted = true where id = %s", (run.job_id,))
        run.progress(1, 2)
        return {}

    work_row = start(work)
    assert run_now(work_row.pk) == "cancelled"
    assert not Team.objects.exists()
    assert cancel_job(system_actor("tests"), work_row.pk) is False


def test_a_refusal_ends_the_job_with_its_sentence(start):
    def work(run: JobRun) -> dict[str, object]:
        create_team(actor=run.actor, name="North")
        raise Refused("这个文件没有客户")

    work_row = start(work)
    assert run_now(work_row.pk) == "failed"
    work_row.refresh_from_db()
    assert work_row.message == "这个文件没有客户"
    assert not Team.objects.exists()


def test_an_unexpected_failure_leaves_the_job_to_its_next_attempt(start):
    tries: list[int] = []

    def work(run: JobRun) -> dict[str, object]:
        create_team(actor=run.actor, name=f"T{len(tries)}")
        tries.append(1)
        if len(tries) == 1:
            raise ZeroDivisionError
        return {}

    work_row = start(work)
    with pytest.raises(ZeroDivisionError):
        run_now(work_row.pk)
    assert not Team.objects.exists()
    assert run_now(work_row.pk) == "done"
    assert [t.name for t in Team.objects.all()] == ["T1"]
    work_row.refresh_from_db()
    assert work_row.attempts == 2


def test_two_processes_never_run_the_same_job(start):
    work_row = start(lambda _run: {})
    other = JobRun(work_row, system_actor("tests"))
    assert other.hold()
    assert run_now(work_row.pk) == "running"
    other.close()
    assert run_now(work_row.pk) == "done"


def test_giving_up_names_the_failure(start):
    work_row = start(lambda _run: {})
    give_up(work_row.pk)
    work_row.refresh_from_db()
    assert work_row.state == "failed"
    assert work_row.message
