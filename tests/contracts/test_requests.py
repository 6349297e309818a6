"""Sessions, tokens of forms, ways back and the encoding of requests: none of it is the sender's to choose."""

from wsgiref.util import setup_testing_defaults

import pytest
from builders import NOON
from callers import written
from django.test import Client
from django.urls import reverse

from guanxi.config.wsgi import application
from guanxi.customers.actions import (
    edit_customer,
)
from guanxi.customers.types import CustomerDraft
from guanxi.platform.access.actions import edit_user
from guanxi.platform.access.queries import system_actor
from guanxi.web.charset import utf8_only

pytestmark = pytest.mark.django_db


def test_a_person_who_was_shut_out_is_out_at_once(world, lin):
    assert lin.get(reverse("customers:list")).status_code == 200
    system = system_actor("tests", clock=lambda: NOON)
    edit_user(actor=system, user=world.people["own_all"].pk, values={"is_active": False})
    answer = lin.get(reverse("customers:list"))
    assert answer.status_code == 302
    assert "/sign-in/" in answer["Location"]


def test_a_post_without_the_forms_token_is_refused(world):
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.people["administrator"])
    before = written()
    for name, keys in (
        ("customers:new_organisation", []),
        ("customers:delete", [world.own["customer"]]),
        ("web:undo", []),
        ("web:sign_in", []),
        ("web:preferences", []),
        ("office:import_start", [world.own["import_run"]]),
    ):
        assert client.post(reverse(name, args=keys), {"name": "x"}).status_code == 403, name
    assert written() == before


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "https:evil.example",
    "\thttps://evil.example",
    "http:///evil.example",
    "///evil.example",
]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_nobody_is_sent_elsewhere(world, lin, address):
    for name, fields in (
        ("web:preferences", {"theme": "dark", "next": address}),
        (
            "web:save_view",
            {"list": "customers.customers", "title": f"t{address}", "state": "{}", "next": address},
        ),
        ("work:new_follow_up", {"title": "x", "due_on": "2026-03-05", "back": address}),
    ):
        answer = lin.post(reverse(name), fields)
        assert answer.status_code == 302, name
        assert answer["Location"].startswith("/"), name
        assert "evil" not in answer["Location"].partition("?")[0], name
    page = lin.get(reverse("work:new_follow_up"), {"back": address}).content.decode()
    assert f'href="{address}"' not in page
    answer = lin.post(reverse("web:preferences"), {"theme": "dark"}, headers={"referer": address})
    assert "evil" not in answer["Location"]
    signing_in = Client().get(reverse("web:sign_in"), {"next": address}).content.decode()
    assert '<input type="hidden" name="next" value="/">' in signing_in


@pytest.mark.parametrize(
    "address", ["foo", "office:roles", "", "?x=1", "/x" * 2_000, "//", "/\\", "http://["]
)
def test_a_way_back_that_is_no_path_leads_to_the_start_page(world, lin, address):
    """The change is kept and said: what only names the next page never makes it look lost."""
    for name, fields in (
        ("web:preferences", {"theme": "dark", "next": address}),
        ("web:save_view", {"list": "customers.customers", "title": "t", "next": address}),
        ("work:new_follow_up", {"title": "x", "due_on": "2026-03-05", "back": address}),
    ):
        answer = lin.post(reverse(name), fields)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/"), name
    answer = lin.post(reverse("web:preferences"), {"theme": "dark"}, headers={"referer": address})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    own = edit_customer.tracked(
        actor=world.owner, customer=world.own["customer"], draft=CustomerDraft(name="neu")
    )
    answer = lin.post(reverse("web:undo"), {"change_set": own.change_set_id}, headers={"referer": address})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_page_of_this_site_is_a_way_back(lin):
    came = {"referer": "http://testserver/customers/?q=x"}
    answer = lin.post(reverse("web:preferences"), {"theme": "dark"}, headers=came)
    assert answer["Location"] == "/customers/?q=x"
    answer = lin.post(reverse("web:preferences"), {"theme": "dark", "next": "/work/follow-ups/?a=1"})
    assert answer["Location"] == "/work/follow-ups/?a=1"


@pytest.mark.parametrize(
    "path",
    [
        "/static/../settings.py",
        "/static/%2e%2e/%2e%2e/secret-key",
        "/office/imports/../../etc/passwd",
        "/customers/..%2f..%2f",
    ],
)
def test_no_address_leads_out_of_the_site(lin, path):
    assert lin.get(path).status_code in {404, 301, 302}


CODECS = [
    "base64",
    "rot13",
    "hex",
    "zlib",
    "idna",
    "punycode",
    "undefined",
    "unicode_escape",
    "utf-16",
    "latin-1",
]


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_stranger_chooses_how_a_request_is_decoded(codec, method):
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        status, headers, body = from_the_server(method, f"{kind}; charset={codec}")
        assert status == "400 Bad Request"
        assert headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert "cannot be read" in body


def test_utf8_may_be_named():
    for kind in (
        'text/plain; charset="UTF-8"',
        "application/x-www-form-urlencoded;charset=utf-8",
        "",
        "text/html",
    ):
        seen: list[dict[str, object]] = []
        utf8_only(lambda environ, _start, seen=seen: seen.append(environ) or [])({"CONTENT_TYPE": kind}, None)
        assert seen == [{"CONTENT_TYPE": kind}]


def from_the_server(method: str, kind: str) -> tuple[str, dict[str, str], str]:
    """Through the page server's own entry: Django decodes before its test client would let us look."""
    environ = {"REQUEST_METHOD": method, "PATH_INFO": "/web/sign-in/", "QUERY_STRING": "q=%5Cud800"}
    environ |= {"CONTENT_TYPE": kind, "HTTP_HOST": "localhost", "HTTP_ACCEPT_LANGUAGE": "en"}
    setup_testing_defaults(environ)
    said: list[tuple[str, list[tuple[str, str]]]] = []
    body = b"".join(application(environ, lambda status, headers: said.append((status, headers))))
    ((status, headers),) = said
    return status, dict(headers), body.decode()


def test_a_request_over_the_limits_is_refused_in_words(lin):
    many = {f"f{at}": "x" for at in range(1_001)}
    assert_told(lin.post(reverse("web:preferences"), many))
    assert_told(lin.generic("POST", "/web/preferences/", b"x", content_type="multipart/form-data"))
    large = b"a=" + b"x" * (3 << 20)
    kind = "application/x-www-form-urlencoded"
    assert_told(lin.generic("POST", "/web/preferences/", large, content_type=kind))
    assert_told(Client().get("/web/sign-in/", headers={"host": "evil.example"}))


def assert_told(answer) -> None:
    assert answer.status_code == 400
    assert "这个请求无法读取" in answer.content.decode() or "cannot be read" in answer.content.decode()
    assert answer["Content-Security-Policy"].startswith("default-src 'self'")
    assert answer["X-Content-Type-Options"] == "nosniff"
