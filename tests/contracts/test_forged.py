"""Hand-made requests: hostile texts, forged and broken values."""

import json
from wsgiref.util import setup_testing_defaults

import pytest
from callers import condition, written
from django.test import Client
from django.urls import reverse
from world import NOON

from guanxi.config.wsgi import application
from guanxi.customers.actions import (
    edit_customer,
)
from guanxi.customers.models import Customer
from guanxi.customers.types import CustomerDraft
from guanxi.marketing.actions.campaigns import create_campaign
from guanxi.marketing.types import CampaignDraft
from guanxi.platform.access.actions import edit_user, invite_colleague
from guanxi.platform.access.models import Role
from guanxi.platform.access.queries import system_actor
from guanxi.platform.exchange.models import ImportRun
from guanxi.platform.verbs import Refused
from guanxi.web.charset import utf8_only
from guanxi.web.models import SavedView

pytestmark = pytest.mark.django_db
HOSTILE = """<script>alert(1)</script>"><img src=x onerror=alert(1)>'{{7*7}}${7*7}"""
SQL = "'; drop table gx_customers_customer; --"
ODD_NUMBERS = ("²", "9" * 30, "9" * 5_000, "-1", "0x1", "1e3", "", " 1", "１")


@pytest.mark.parametrize(
    "raw",
    [
        condition("customers.password", "is", "x"),
        condition("gx_access_user.password", "is", "x"),
        condition('customers.name" or 1=1 --', "is", "x"),
        condition("customers.name", "or 1=1", "x"),
        condition("customers.name", "is", {"sql": "1"}),
        condition("customers.name", "contains", ["x"]),
        condition("customers.employees", ">=", "9" * 400),
        condition("customers.touched_at", ">=", "99999-99-99"),
        '{"all": [' * 2_000,
        "[" * 100_000,
        '{"all": "x"}',
        "null",
        "7",
        '{"all": [{"fact": "customers.name", "is": "is", "value": "\\u0000"}]}',
        '{"all": [{"fact": "customers.name", "is": "is", "value": "\\ud800"}]}',
        "NaN",
    ],
)
def test_no_forged_condition_breaks_a_list(lin, raw):
    for name, word in (
        ("customers:list", "filter"),
        ("customers:count", "conditions"),
        ("marketing:count", "conditions"),
    ):
        answer = (
            lin.get(reverse(name), {word: raw})
            if name == "customers:list"
            else lin.post(reverse(name), {word: raw})
        )
        assert answer.status_code in {200, 422}, name
    answer = lin.post(reverse("marketing:new_list"), {"name": "x", "condition": raw})
    assert answer.status_code in {302, 422}
    state = json.dumps({"filter": raw, "sort": "password", "columns": ["password", HOSTILE]})
    lin.post(reverse("web:save_view"), {"list": "customers.customers", "title": "v", "state": state})
    assert lin.get(reverse("customers:list"), {"filter": raw, "sort": "password"}).status_code == 200


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "W10",
        "A" * 100_000,
        "WyJhIiw5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OV0",
        "²",
        "WyJcdTAwMDAiLDFd",
        "W251bGwsLTFd",
    ],
)
def test_no_forged_cursor_breaks_a_list(lin, cursor):
    for word in ("after", "before"):
        assert lin.get(reverse("customers:list"), {word: cursor}).status_code in {200, 422}


@pytest.mark.parametrize(
    "text", [SQL, HOSTILE, "\x00", "%", "_", "\\", "'" * 500, "𠮷" * 300, "\u202e", "a\x00b"]
)
def test_no_text_breaks_a_search(world, lin, text):
    assert lin.get(reverse("customers:list"), {"q": text}).status_code == 200
    assert lin.get(reverse("web:palette"), {"q": text}).status_code == 200
    assert lin.post(reverse("marketing:enter"), {"code": text, "customer": text}).status_code == 422
    assert Customer.objects.exists()


@pytest.mark.parametrize("number", ODD_NUMBERS)
def test_no_odd_number_breaks_a_page(world, lin, number):
    key = world.own["customer"]
    assert lin.post(reverse("web:undo"), {"change_set": number}).status_code == 404
    assert lin.post(reverse("web:delete_view"), {"view": number}).status_code == 404
    role = Role.objects.get(code="salesperson").pk
    answer = lin.post(reverse("office:role", args=[role]), {"name": "x", "version": number})
    assert answer.status_code in {302, 403, 409, 422}
    for name, query in (
        ("customers:list", {"view": number}),
        ("work:new_follow_up", {"about": f"customer:{number}"}),
        ("marketing:new_campaign", {"list": number}),
        ("office:journal", {"who": number, "record": number, "customer": number, "verb": number}),
        ("office:new_import", {"target": number}),
    ):
        assert lin.get(reverse(name), query).status_code in {200, 404}, name
    assert lin.get(reverse("customers:page", args=[key]), {"pages": number}).status_code == 200
    answer = lin.post(
        reverse("customers:talk", args=[key]),
        {"channel": "call", "direction": "out", "body": "x", "person": number},
    )
    assert answer.status_code in {302, 422}
    assert lin.post(reverse("customers:owner", args=[key]), {"owner": number}).status_code in {302, 422}


@pytest.mark.parametrize(
    "path",
    [
        "/customers/{}/",
        "/customers/{}/edit/",
        "/office/imports/{}/",
        "/office/jobs/{}/",
        "/office/journal/{}/",
        "/marketing/lists/{}/",
    ],
)
def test_a_key_beyond_all_numbers_is_not_found(lin, path):
    assert lin.get(path.format("9" * 30)).status_code == 404
    assert lin.post(path.format("9" * 30)).status_code in {404, 405}


# Sessions and requests


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
    "state",
    [
        '{"q": "\\u0000"}', '{"q": "\\ud800"}', '{"q": NaN}', '{"q": 1e999}', '{"q": 7}', '{"q": {}}', "[]", "x",
        '{"columns": ["\\u0000"]}', '{"columns": [1]}', '{"columns": ' + "[" * 25_000, "[" * 100_000,
        '{"q": ' + "9" * 5_000 + "}", '{"q": "' + "x" * 201 + '"}', '{"sort": null}', '{"other": ""}',
    ],
)  # fmt: skip
def test_no_forged_state_becomes_a_view(lin, state):
    answer = lin.post(reverse("web:save_view"), {"list": "customers.customers", "title": "v", "state": state})
    assert answer.status_code == 422
    assert not SavedView.objects.exists()


def test_a_view_with_a_long_filter_is_kept_and_opened(lin):
    state = json.dumps({"filter": condition("customers.name", "contains", "x" * 5_000)})
    fields = {"list": "customers.customers", "title": "v", "state": state, "next": "/customers/"}
    answer = lin.post(reverse("web:save_view"), fields)
    assert (answer.status_code, answer["Location"]) == (302, "/customers/")
    assert SavedView.objects.count() == 1


def test_no_forged_verb_breaks_the_journal(administrator):
    assert administrator.get(reverse("office:journal"), {"verb": "\x00"}).status_code == 200


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


@pytest.mark.parametrize(
    "reading",
    [
        {"encoding": "base64"}, {"encoding": "zip"}, {"encoding": "x"}, {"encoding": "undefined"}, {"encoding": "\x00"},
        {"header": "9" * 5_000}, {"header": "1.5"}, {"header": "\x00"}, {"header": "²"}, {"sheet": "\x00"}, {"sheet": "x" * 5_000},
    ],
)  # fmt: skip
def test_no_forged_reading_is_kept(world, lin, reading):
    key = world.own["import_run"]
    before = ImportRun.objects.get(pk=key).reading
    answer = lin.post(reverse("office:import_reading", args=[key]), reading)
    assert answer.status_code == 422
    assert ImportRun.objects.get(pk=key).reading == before


def test_an_invitation_takes_no_endless_address(administrator):
    role = Role.objects.get(code="salesperson")
    address = "x" * 64 + "@" + ".".join(["y" * 60] * 4) + ".cn"
    assert len(address) > 254
    answer = administrator.post(reverse("office:invite"), {"name": "x", "email": address, "role": role.pk})
    assert answer.status_code == 422
    with pytest.raises(Refused):
        invite_colleague(actor=system_actor("tests"), email=address, name="x", role=role.pk)


def test_a_campaign_takes_no_endless_objective(world):
    with pytest.raises(Refused) as told:
        create_campaign(actor=world.owner, draft=CampaignDraft("x", "y" * 200_000))
    assert "objective" in told.value.fields
