"""Closed by default, said in words, escaped always, told once."""

import json
import logging

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory
from jinja2 import UndefinedError

from guanxi.platform.access.types import Actor, Scope
from guanxi.platform.verbs import Forbidden, NotFound, Refused, Stale
from guanxi.web.middleware import ClosedByDefaultMiddleware, content_policy
from guanxi.web.pages import deliver_toasts, needs, public, signed_in, take_toasts, toast
from guanxi.web.templating import UnknownIcon, environment, icon
from guanxi.web.views import server_error

SEES = Actor(user_id=1, name="Chen", rights={"customers.see": Scope.OWN})


def asked(actor=None, **headers):
    request = RequestFactory().get("/customers/?q=a", headers=headers)
    request.actor = actor
    request.session = SessionStore()
    return request


def answer(request, *_args):
    return HttpResponse("in")


def middleware():
    return ClosedByDefaultMiddleware(answer)


@pytest.mark.django_db
def test_a_view_without_access_is_not_there(caplog):
    with caplog.at_level(logging.ERROR):
        refused = middleware().process_view(asked(), answer, (), {})
    assert refused.status_code == 404
    assert "test_pages.answer has no access rule" in caplog.text
    assert middleware().process_view(asked(), public(lambda request: HttpResponse()), (), {}) is None


def test_strangers_are_sent_to_sign_in_and_back():
    refused = needs("customers.see")(answer)(asked())
    assert (refused.status_code, refused.headers["Location"]) == (
        302,
        "/web/sign-in/?next=%2Fcustomers%2F%3Fq%3Da",
    )
    fragment = signed_in(answer)(asked(**{"HX-Request": "true"}))
    assert (fragment.status_code, fragment.headers["HX-Redirect"]) == (401, "/web/sign-in/?next=%2F")


def test_a_right_opens_its_view_and_no_other():
    assert needs("customers.see")(answer)(asked(SEES)).content == b"in"
    with pytest.raises(Forbidden):
        needs("customers.see", "customers.merge")(answer)(asked(SEES))
    with pytest.raises(ValueError, match="name a right"):
        needs()


def test_a_post_view_refuses_to_be_read():
    assert needs("customers.see", method="POST")(answer)(asked(SEES)).status_code == 405


@pytest.mark.parametrize(
    ("failure", "status"), [(NotFound(), 404), (Forbidden(), 403), (Stale(), 409), (Refused("No <b>."), 422)]
)
def test_refusals_become_sentences(failure, status):
    said = middleware().process_exception(asked(SEES, **{"HX-Request": "true"}), failure)
    assert (said.status_code, said.headers["HX-Reswap"]) == (status, "none")


@pytest.mark.django_db
def test_a_refusal_page_escapes_its_sentence():
    said = middleware().process_exception(asked(), Refused("No <b>."))
    assert "No &lt;b&gt;." in said.content.decode()


def test_an_unknown_failure_is_not_hidden():
    assert middleware().process_exception(asked(), ZeroDivisionError()) is None


def test_a_toast_goes_with_a_fragment_once():
    request = asked(SEES, **{"HX-Request": "true"})
    response = HttpResponse()
    toast(request, "已保存", undo=7, back="/customers/")
    deliver_toasts(request, response)
    said = json.loads(response.headers["HX-Trigger"])["gx:toast"]["items"]
    assert said == [
        {"text": "已保存", "tone": "done", "undo": 7, "href": None, "link": None, "back": "/customers/"}
    ]
    assert take_toasts(request) == []


def test_a_toast_waits_for_the_page_after_a_redirect():
    request = asked(SEES, **{"HX-Request": "true"})
    toast(request, "Saved.")
    deliver_toasts(request, HttpResponse(status=302))
    following = asked(SEES)
    following.session = request.session
    assert [t["text"] for t in take_toasts(following)] == ["Saved."]
    assert take_toasts(following) == []


def test_templates_escape_and_refuse_unknown_names():
    env = environment()
    assert env.from_string("{{ x }}").render(x="<script>") == "&lt;script&gt;"
    with pytest.raises(UndefinedError):
        env.from_string("{{ missing }}").render()
    with pytest.raises(UnknownIcon):
        icon("no-such-icon")


def test_every_template_compiles():
    env = environment()
    names = [n for n in env.list_templates() if n.startswith("web/")]
    assert len(names) > 15
    for name in names:
        env.get_template(name)


def test_the_policy_names_the_live_server_and_nothing_inline():
    policy = content_policy("https://live.example.com:8001/x")
    assert "connect-src 'self' https://live.example.com:8001;" in policy
    assert "script-src 'self';" in policy
    assert "unsafe-eval" not in policy


@pytest.mark.parametrize("kind", ["page", "fragment", "panel"])
def test_one_address_gives_page_fragment_or_panel(client, people, kind):
    client.force_login(people.chen)
    headers = {"page": {}, "fragment": {"HX-Request": "true"}}.get(
        kind, {"HX-Request": "true", "HX-Target": "panel-body"}
    )
    html = client.get("/web/components/", headers=headers).content.decode()
    assert ("<!doctype html>" in html) == (kind == "page")
    assert ("data-panel-close" in html) == (kind == "panel")
    assert '<h2 class="gx-card-title">' in html
    assert "onclick=" not in html


def test_a_failure_page_needs_no_database():
    said = server_error(asked())
    assert said.status_code == 500
    assert "Nothing was changed" in said.content.decode()
    assert server_error(asked(**{"HX-Request": "true"})).content == b""


def test_the_palette_says_for_whom_it_keeps_recent_choices(client, people):
    client.force_login(people.chen)
    page = client.get("/web/password/").content.decode()
    assert f'data-person="{people.chen.pk}"' in page
