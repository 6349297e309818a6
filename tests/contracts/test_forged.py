"""Hand-made requests: hostile texts, forged and broken values."""

import json

import pytest
from callers import condition
from django.urls import reverse

from guanxi.customers.models import Customer
from guanxi.marketing.actions.campaigns import create_campaign
from guanxi.marketing.types import CampaignDraft
from guanxi.platform.access.actions import invite_colleague
from guanxi.platform.access.models import Role
from guanxi.platform.access.queries import system_actor
from guanxi.platform.exchange.models import ImportRun
from guanxi.platform.verbs import Refused
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
