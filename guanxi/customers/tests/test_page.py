"""The page of one customer: chips of what occurs, folded changes, earlier values for those who may know."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from guanxi.customers.actions import create_customer, edit_customer, log_touch
from guanxi.customers.models import Touch
from guanxi.customers.types import CustomerDraft, TouchDraft
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Scope

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def visitor(*, sees_journal: bool) -> tuple[Client, int]:
    system = system_actor("tests", clock=lambda: NOON)
    rights = {"customers.*": int(Scope.OWN)} | ({"journal.see": int(Scope.OWN)} if sees_journal else {})
    role = create_role(actor=system, name="seller", code="seller", rights=rights)
    user = create_user(actor=system, email="lin@x.cn", name="林悦", password=None, roles=[role.pk])
    actor = actor_of(user, clock=lambda: NOON)
    made = create_customer(actor=actor, draft=CustomerDraft(name="苏州泵业", phone="0512-111"))
    edit_customer(actor=actor, customer=made.pk, draft=CustomerDraft(name="苏州泵业", phone="0512-222"))
    for channel in ("call", "mail"):
        draft = TouchDraft(channel, "in", NOON, subject="询价", seconds=600)
        log_touch(actor=actor, customer=made.pk, draft=draft)
    client = Client()
    client.force_login(user)
    return client, made.pk


def test_the_page_shows_channels_that_occur_and_what_stood_in_a_field():
    client, key = visitor(sees_journal=True)
    text = client.get(f"/customers/{key}/").content.decode()
    assert "?channel=call" in text
    assert "?channel=visit#" not in text
    assert "0512-111" in text
    assert "gx-required" not in text


def test_who_may_not_see_the_journal_learns_no_earlier_value():
    client, key = visitor(sees_journal=False)
    for address in ("", "portrait/", "file/", "file/?by=block"):
        answer = client.get(f"/customers/{key}/{address}")
        assert answer.status_code == 200
        assert "0512-111" not in answer.content.decode()


def test_what_nobody_knows_is_said_to_be_unknown():
    client, key = visitor(sees_journal=True)
    text = client.get(f"/customers/{key}/portrait/").content.decode()
    assert "未知：档案中没有相关记录。" in text
    assert "10 分钟" in text


def test_an_empty_note_is_refused_with_a_sentence():
    client, key = visitor(sees_journal=True)
    answer = client.post(f"/customers/{key}/note/", {"body": ""})
    assert answer.status_code == 422
    assert "请写下要记住的内容。" in answer.content.decode()


def test_a_note_begun_comes_along_to_the_call():
    """Whoever typed first and then chose "Call" finds the words in the call's own form; nothing is logged yet."""
    client, key = visitor(sees_journal=True)
    logged = Touch.objects.count()
    begun = {"body": "要三份报价", "begun": "1"}
    answer = client.post(f"/customers/{key}/talk/?channel=visit", begun)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert ">要三份报价</textarea>" in text
    assert 'value="visit" checked' in text
    assert Touch.objects.count() == logged
    done = client.post(
        f"/customers/{key}/talk/?channel=visit",
        {"channel": "visit", "direction": "out", "at": "2026-03-02T10:00", "body": "要三份报价"},
    )
    assert done.status_code == 302
    assert Touch.objects.get(channel="visit").body == "要三份报价"
