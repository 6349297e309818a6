"""Keys, languages, failures and pages as a program meets them."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import Client

from guanxi.api import middleware
from guanxi.customers.actions import archive_customer, create_customer, edit_customer
from guanxi.customers.types import CustomerDraft, ProfileDraft
from guanxi.platform.access.actions import create_api_key, create_role, create_user, revoke_api_key
from guanxi.platform.access.queries import actor_of, system_actor

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
CITIES = ("上海", "杭州", "上海", "", "苏州")


class House:
    """林 may everything on own records and has five customers; the program shows a key of his."""

    def __init__(self) -> None:
        system = system_actor("tests", clock=lambda: NOON)
        role = create_role(actor=system, name="all", code="all", rights={"*": 1})
        self.user = create_user(actor=system, email="lin@x.cn", name="lin", password=None, roles=[role.pk])
        self.lin = actor_of(self.user, clock=lambda: NOON)
        self.customers = [
            create_customer(
                actor=self.lin, draft=CustomerDraft(name=f"firm {at}", city=city, employees=at or None)
            )
            for at, city in enumerate(CITIES)
        ]
        self.key, self.token = create_api_key(actor=self.lin, name="ERP", allowed=list(self.lin.rights))
        self.client = Client(headers={"authorization": f"Bearer {self.token}"})

    def get(self, path: str = "", **query: str):
        return self.client.get(f"/api/v1/customers{path}", query)

    def names(self, **query: str) -> list[str]:
        answer = self.get(fields="name", **query)
        assert answer.status_code == 200, answer.content
        return [row["name"] for row in answer.json()["data"]]


@pytest.fixture
def house() -> House:
    return House()


def test_a_page_of_customers_has_the_records_own_fields(house):
    answer = house.get(limit="1").json()
    (row,) = answer["data"]
    assert (row["id"], row["version"], row["name"], row["city"]) == (
        house.customers[0].pk,
        1,
        "firm 0",
        "上海",
    )
    assert (row["employees"], row["is_customer"], row["tags"]) == (None, True, [])
    assert row["owner"] == house.user.pk
    assert row["created_at"] == "2026-03-02T04:00:00Z"
    assert "search" not in row
    assert "remark" not in row


def test_pages_follow_each_other_by_their_cursors(house):
    seen, cursor = [], ""
    while True:
        page = house.get(
            fields="name", limit="2", sort="-name", **({"cursor": cursor} if cursor else {})
        ).json()
        seen += [row["name"] for row in page["data"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == ["firm 4", "firm 3", "firm 2", "firm 1", "firm 0"]


def test_fields_of_other_tables_stand_beside_the_records_own(house):
    customer = house.customers[1]
    edit_customer(
        actor=house.lin,
        customer=customer.pk,
        draft=CustomerDraft(name="firm 1"),
        profile=ProfileDraft(credit_limit=Decimal("1000.50"), hobbies=("茶",)),
    )
    rows = house.get(fields="credit_limit,name,hobbies,grading.cell").json()["data"]
    found = {row["id"]: row for row in rows}
    assert list(rows[0]) == ["id", "version", "credit_limit", "name", "hobbies", "grading.cell"]
    assert found[customer.pk] == {
        "id": customer.pk,
        "version": 2,
        "credit_limit": "1000.5000",
        "name": "firm 1",
        "hobbies": ["茶"],
        "grading.cell": None,
    }
    assert found[house.customers[0].pk]["credit_limit"] is None


def test_where_sort_and_search_are_those_of_the_list(house):
    where = json.dumps({"all": [{"fact": "customers.city", "is": "=", "value": "上海"}]})
    assert house.names(where=where) == ["firm 0", "firm 2"]
    assert house.names(sort="-employees") == ["firm 4", "firm 3", "firm 2", "firm 1", "firm 0"]
    assert house.names(q="firm 3") == ["firm 3"]
    archive_customer(actor=house.lin, customer=house.customers[0].pk)
    assert house.names(where=where) == ["firm 2"]


def test_one_record_tells_its_version(house):
    customer = house.customers[1]
    answer = house.get(f"/{customer.pk}", fields="name,city")
    assert answer.json() == {"id": customer.pk, "version": 1, "name": "firm 1", "city": "杭州"}
    assert answer["ETag"] == '"1"'
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "201"}, "limit"),
        ({"limit": "1e2"}, "limit"),
        ({"limit": ""}, "limit"),
        ({"sort": "phone"}, "sort"),
        ({"sort": "--name"}, "sort"),
        ({"fields": "name,nothing"}, "fields"),
        ({"feilds": "name"}, "feilds"),
        ({"where": "{"}, "where"),
    ],
)
def test_what_cannot_be_read_is_named(house, query, field):
    answer = house.get(**query)
    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == [field]
    assert answer.json()["request_id"] == answer["X-Request-Id"]


def test_failures_speak_the_callers_language(house):
    chinese = house.client.get("/api/v1/customers/9", headers={"accept-language": "zh-CN,zh;q=0.9"})
    english = house.client.get("/api/v1/customers/9", headers={"accept-language": "en"})
    assert (chinese.status_code, english.status_code) == (404, 404)
    assert english.json()["message"] == "This record does not exist, or you may not see it."
    assert chinese.json()["message"] != english.json()["message"]
    assert chinese["Content-Language"] == "zh-hans"
    assert chinese.json()["code"] == "not_found"


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer x", "Basic Zm9v", f"Bearer gx_{'a' * 43}"])
def test_without_a_good_key_nothing_is_told(house, header):
    client = Client(headers={"authorization": header} if header is not None else {})
    answer = client.get("/api/v1/customers")
    assert answer.status_code == 401
    assert answer.json()["code"] == "no_key"
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_neither_a_session_nor_a_revoked_key_opens_the_api(house):
    browser = Client()
    browser.force_login(house.user)
    assert browser.get("/api/v1/customers").status_code == 401
    revoke_api_key(actor=house.lin, api_key=house.key.pk)
    assert house.get().status_code == 401


def test_a_key_opens_no_page(house):
    assert house.client.get("/customers/").status_code == 302


def test_other_methods_and_addresses_are_refused_in_json(house):
    answer = house.client.put("/api/v1/customers", {})
    assert (answer.status_code, answer["Allow"], answer.json()["code"]) == (
        405,
        "GET, POST",
        "not_allowed_here",
    )
    for path in ("/api/", "/api/v1/", "/api/v1/nothing", "/api/v2/customers", "/api/v1/customers/1/x"):
        for ask in (house.client.get, house.client.post):
            answer = ask(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path


def test_a_key_has_a_limit_by_the_minute(house, monkeypatch):
    monkeypatch.setattr(middleware, "CALLS_A_MINUTE", 2)
    monkeypatch.setattr(middleware, "system_clock", lambda: NOON)
    assert [house.get().status_code for _ in range(3)] == [200, 200, 429]
    answer = house.get()
    assert (answer.json()["code"], answer["Retry-After"]) == ("too_many_calls", "60")


def test_a_failure_of_ours_tells_nothing_but_its_number(house, monkeypatch, caplog):
    def broken(*_args, **_named):
        raise RuntimeError("secret inside")

    monkeypatch.setattr("guanxi.api.views.page_for", broken)
    answer = house.client.get("/api/v1/customers", headers={"x-request-id": "order-4711"})
    assert answer.status_code == 500
    assert answer.json()["request_id"] == "order-4711"
    assert "secret" not in answer.content.decode()
    assert "order-4711" in caplog.text


def test_statements_do_not_grow_with_the_page(house, django_assert_num_queries):
    house.get()
    # The key, its use, the rights of its owner, the page: one stretch where no value is absent.
    with django_assert_num_queries(4):
        house.get(limit="1", fields="name")
    with django_assert_num_queries(4):
        house.get(limit="200", fields="name")


def test_a_failure_before_any_view_is_told_in_json_too(house, monkeypatch):
    def broken(*_args, **_named):
        raise OSError("no database")

    monkeypatch.setattr(middleware, "api_key_behind", broken)
    house.client.raise_request_exception = False
    answer = house.get()
    assert (answer.status_code, answer.json()["code"]) == (500, "failed")
    assert answer["Content-Type"] == "application/json"
