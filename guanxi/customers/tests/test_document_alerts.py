"""Warnings arrive by themselves: by the hour, through the task that runs, in the reader's language, on Home."""

import asyncio
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from document_cast import Cast, gathered
from procrastinate.contrib.django import app

from guanxi.customers import tasks
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import system_actor
from guanxi.platform.verbs import change_set
from guanxi.work.models import FollowUp

LAST_DAY = date(2026, 12, 31)


@pytest.fixture
def cast(db) -> Cast:
    return gathered()


def test_the_hour_has_a_task_that_warns():
    found = app.periodic_registry.periodic_tasks
    crons = {one.task.name: one.cron for one in found.values()}
    assert crons["guanxi.customers.tasks.watch_documents"] == "7 * * * *"


@pytest.mark.parametrize(
    ("moment", "count"),
    [
        (datetime(2026, 10, 31, 15, 59, tzinfo=UTC), 0),  # a minute before midnight in Shanghai
        (datetime(2026, 10, 31, 16, 0, tzinfo=UTC), 1),  # sixty days before the last one begin
    ],
)
def test_the_task_warns_from_the_first_minute_of_the_companys_day(cast, monkeypatch, moment, count):
    cast.confirm(cast.propose(expires_on=LAST_DAY))
    monkeypatch.setattr(tasks, "system_actor", lambda reason: system_actor(reason, clock=lambda: moment))
    assert tasks.warn_now() == count
    assert FollowUp.objects.count() == count


def test_the_task_itself_runs_as_the_worker_runs_it(monkeypatch):
    asked = []
    monkeypatch.setattr(tasks, "warn_now", lambda: asked.append(True))
    asyncio.run(tasks.watch_documents(0))
    assert asked == [True]


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("zh-hans", "营业执照 将于 2026-12-31 到期", "营业执照 已于 2026-12-31 到期"),
        ("en", "Business licence expires on 2026-12-31", "Business licence expired on 2026-12-31"),
    ],
)
def test_each_reads_the_warning_in_the_own_language_and_finds_it_on_home(cast, language, before, after):
    with change_set(cast.system, "tests.language"):
        User.objects.filter(pk__in=(cast.lin.user_id, cast.chen.user_id)).update(language=language)
    cast.confirm(cast.propose(expires_on=LAST_DAY))
    for moment in (datetime(2026, 12, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)):
        cast.clock.moment = moment
        tasks.warn_of_expiry(actor=cast.system)
    titles = {(f.owner.name, f.title.split("：")[0].split(":")[0]) for f in FollowUp.objects.all()}
    assert titles == {("lin", before), ("lin", after), ("chen", after)}
    client = Client()
    client.force_login(User.objects.get(pk=cast.lin.user_id))
    assert after in client.get("/work/follow-ups/").content.decode()
