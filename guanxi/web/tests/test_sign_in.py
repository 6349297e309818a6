"""Guessing gets slower and slower; who knows the password gets in."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from hypothesis import given
from hypothesis import strategies as st

from guanxi.web.actions import TooManyTries, WrongSignIn, check_sign_in, forget_old_tries
from guanxi.web.given import client_address
from guanxi.web.models import Attempt
from guanxi.web.rules import (
    ADDRESS_WINDOW,
    FORGET_AFTER,
    LONGEST_WAIT,
    MOST_PER_ADDRESS,
    remaining_wait,
    wait_after,
)
from guanxi.web.tasks import clear_now
from guanxi.web.tests.conftest import PASSWORD

START = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)


def attempt(rf, password, seconds, *, address="10.0.0.1", email="Chen@example.com"):
    return check_sign_in(
        rf.post("/"), email=email, password=password, address=address, now=START + timedelta(seconds=seconds)
    )


def test_the_wait_grows():
    assert [wait_after(n).total_seconds() for n in range(8)] == [0, 0, 0, 2, 4, 8, 16, 32]
    assert wait_after(10_000) == LONGEST_WAIT


@given(st.integers(0, 200), st.integers(0, 200_000))
def test_the_wait_never_grows_with_time(failures, seconds):
    now = START + timedelta(seconds=seconds)
    first = remaining_wait(failures, START, now)
    assert timedelta() <= first <= LONGEST_WAIT
    assert remaining_wait(failures, START, now + timedelta(seconds=1)) <= first
    assert remaining_wait(failures, START, START + FORGET_AFTER + timedelta(seconds=1)) == timedelta()


def test_three_wrong_tries_then_one_waits(people, rf):
    for seconds in range(3):
        with pytest.raises(WrongSignIn):
            attempt(rf, "wrong", seconds)
    with pytest.raises(TooManyTries) as refused:
        attempt(rf, PASSWORD, 3)
    assert refused.value.wait == timedelta(seconds=1)
    assert str(refused.value) == "Too many wrong tries. The next one is possible in 1 s."
    assert attempt(rf, PASSWORD, 3, address="10.0.0.2").pk == people.chen.pk
    assert attempt(rf, PASSWORD, 5).pk == people.chen.pk
    assert Attempt.objects.count() == 0


def test_an_unknown_account_is_answered_alike(people, rf):
    with pytest.raises(WrongSignIn) as unknown:
        attempt(rf, "wrong", 0, email="nobody@example.com")
    with pytest.raises(WrongSignIn) as known:
        attempt(rf, "wrong", 0)
    assert str(unknown.value) == str(known.value)


def test_signing_in_and_out_in_the_browser(client, people):
    page = client.post(
        "/web/sign-in/", {"email": "chen@example.com", "password": "no", "next": "/web/password/"}
    )
    assert page.status_code == 422
    assert "not right" in page.content.decode()
    into = client.post(
        "/web/sign-in/", {"email": "chen@example.com", "password": PASSWORD, "next": "/web/password/"}
    )
    assert (into.status_code, into.url) == (302, "/web/password/")
    assert client.get("/web/password/").status_code == 200
    assert client.post("/web/sign-out/").url == "/web/sign-in/"
    assert client.get("/web/password/").url == "/web/sign-in/?next=%2Fweb%2Fpassword%2F"


def test_after_signing_in_one_stays_on_this_site(client, people):
    into = client.post(
        "/web/sign-in/", {"email": "chen@example.com", "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert into.url == "/"


def test_changing_ones_password(client, people):
    client.force_login(people.chen)
    wrong = client.post("/web/password/", {"current": "x", "password": "another horse entirely"})
    assert wrong.status_code == 422
    done = client.post("/web/password/", {"current": PASSWORD, "password": "another horse entirely"})
    assert done.status_code == 302
    people.chen.refresh_from_db()
    assert people.chen.check_password("another horse entirely")


def test_preferences_are_kept_with_the_person(client, people):
    client.force_login(people.chen)
    client.post("/web/preferences/", {"language": "zh-hans", "theme": "dark", "density": "compact"})
    people.chen.refresh_from_db()
    assert (people.chen.language, people.chen.theme) == ("zh-hans", "dark")
    html = client.get("/web/password/").content.decode()
    assert 'lang="zh-Hans" data-theme="dark" data-bs-theme="dark" data-density="compact"' in html
    assert "修改密码" in html


def test_one_password_on_many_accounts_is_slowed_down(people, rf):
    for at in range(MOST_PER_ADDRESS):
        with pytest.raises(WrongSignIn):
            attempt(rf, "wrong", at, email=f"n{at}@example.com")
    with pytest.raises(TooManyTries):
        attempt(rf, PASSWORD, 40)
    assert attempt(rf, PASSWORD, 40, address="10.0.0.2").pk == people.chen.pk
    assert attempt(rf, PASSWORD, 40 + ADDRESS_WINDOW.total_seconds()).pk == people.chen.pk
    assert forget_old_tries(START + FORGET_AFTER + timedelta(minutes=1)) == MOST_PER_ADDRESS
    assert Attempt.objects.count() == 0


def test_guessing_the_own_password_is_slowed_down(client, people):
    client.force_login(people.chen)
    for _ in range(3):
        wrong = client.post("/web/password/", {"current": "x", "password": "another horse entirely"})
        assert "not right" in wrong.content.decode()
    waits = client.post("/web/password/", {"current": PASSWORD, "password": "another horse entirely"})
    assert waits.status_code == 422
    assert "Too many wrong tries" in waits.content.decode()
    people.chen.refresh_from_db()
    assert people.chen.check_password(PASSWORD)


def test_only_the_named_front_says_for_whom_it_asks(rf, settings):
    told = {"X-Forwarded-For": "6.6.6.6, 10.1.2.3"}
    assert client_address(rf.get("/", headers=told)) == "127.0.0.1"
    settings.GUANXI_TRUSTED_PROXIES = {"127.0.0.1"}
    assert client_address(rf.get("/", headers=told)) == "10.1.2.3"
    assert client_address(rf.get("/", headers={"X-Forwarded-For": "x"})) == "127.0.0.1"
    assert client_address(rf.get("/")) == "127.0.0.1"


def test_ended_sessions_and_old_tries_are_cleared(client, people):
    client.force_login(people.chen)
    Session.objects.create(session_key="ended", session_data="x", expire_date=START)
    Attempt.objects.create(account="x", address="10.0.0.1", failures=1, last_at=START - FORGET_AFTER)
    clear_now()
    assert [s.session_key for s in Session.objects.all()] == [client.session.session_key]
    assert Attempt.objects.count() == 0
