"""Following long work from an open page: the token, how it stands, and what is told while it runs."""

import json

import pytest
from django.db import connection
from django.test import Client

from guanxi.platform.access.queries import actor_of
from guanxi.platform.jobs import job, start_job, topic_of
from guanxi.platform.live import push, read_token
from guanxi.platform.models import Job

NAME = "tests.following"


@pytest.fixture
def work(people):
    job(NAME, "Following")(lambda _run: {})
    return start_job(actor_of(people.chen), NAME, {})


def answer(person, *topics):
    client = Client()
    client.force_login(person)
    return client.get("/web/live-token/", {"topic": list(topics)}).json()


def test_a_page_learns_how_its_job_stands(people, work):
    Job.objects.filter(pk=work.pk).update(state="running", done=3, total=8, message="Reading")
    said = answer(people.chen, topic_of(work.pk))
    assert said["now"] == {
        topic_of(work.pk): {"state": "running", "done": 3, "total": 8, "message": "Reading"}
    }
    assert read_token(said["token"]).topics == {topic_of(work.pk)}


@pytest.mark.parametrize("topic", ["job:", "job:x", "job:" + "9" * 30, "news:1", ""])
def test_a_topic_that_names_no_job_is_left_out(topic, people, work):
    assert answer(people.chen, topic)["now"] == {}


def test_nobody_follows_the_work_of_others(people, work):
    said = answer(people.wang, topic_of(work.pk))
    assert said["now"] == {}
    assert read_token(said["token"]).topics == frozenset()


def test_what_is_told_has_one_shape_through_any_connection(db):
    told = []

    class Elsewhere:
        def execute(self, statement, values):
            told.append((statement, values))

    push("job:1", {"state": "done"}, user_id=5, through=Elsewhere())
    statement, (channel, payload) = told[0]
    assert (statement, channel) == ("select pg_notify(%s, %s)", "gx_live")
    assert json.loads(payload) == {"topic": "job:1", "user": 5, "event": {"state": "done"}}
    push("job:1", {"state": "done"}, user_id=5)
    with connection.cursor() as cursor:
        cursor.execute("select 1")
        assert cursor.fetchone() == (1,)
