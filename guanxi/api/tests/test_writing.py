"""What a program writes: through the page's form and the same verb, with its rights, or only tried."""

import json
from datetime import UTC, datetime

import pytest
from django.test import Client

from guanxi.customers.actions import create_customer, edit_customer
from guanxi.customers.models import Customer, Profile
from guanxi.customers.types import CustomerDraft, ProfileDraft
from guanxi.platform.access.actions import create_api_key, create_role, create_user
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.journal.models import Change, ChangeSet

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
LIST = "/api/v1/customers"


class House:
    """林 may everything on own records and has one customer; the program shows a key of his."""

    def __init__(self) -> None:
        system = system_actor("tests", clock=lambda: NOON)
        role = create_role(actor=system, name="all", code="all", rights={"*": 1})
        self.user = create_user(actor=system, email="lin@x.cn", name="lin", password=None, roles=[role.pk])
        self.lin = actor_of(self.user, clock=lambda: NOON)
        draft = CustomerDraft(name="Huadong Bearing", city="上海", employees=12, tags=("key", "old"))
        self.customer = create_customer(
            actor=self.lin, draft=draft, profile=ProfileDraft(hardware="lathe", value_added=("a", "b"))
        )
        self.one = f"{LIST}/{self.customer.pk}"
        self.client = self.program("ERP", list(self.lin.rights))

    def program(self, name: str, allowed: list[str]) -> Client:
        _key, token = create_api_key(actor=self.lin, name=name, allowed=allowed)
        return Client(headers={"authorization": f"Bearer {token}", "accept-language": "en"})

    def send(self, method: str, path: str, body: object = None, **headers: str):
        content = b"" if body is None else json.dumps(body).encode()
        kind = "application/json"
        return self.client.generic(method, path, content, content_type=kind, headers=headers)


@pytest.fixture
def house() -> House:
    return House()


def test_a_record_is_created_and_told(house):
    sent = {"kind": "organisation", "name": " 苏州精工 ", "city": "苏州", "tags": ["a", "b"], "employees": 7}
    answer = house.send("POST", LIST, sent | {"credit_limit": "1000.50", "email": "Info@EXAMPLE.com"})
    assert answer.status_code == 201, answer.content
    told = answer.json()
    made = Customer.objects.get(pk=told["id"])
    assert answer["Location"] == f"{LIST}/{made.pk}"
    assert answer["ETag"] == '"1"'
    assert (told["name"], told["city"], told["tags"], told["employees"]) == (
        "苏州精工",
        "苏州",
        ["a", "b"],
        7,
    )
    assert (made.owner_id, made.email) == (house.user.pk, "Info@example.com")
    assert str(Profile.objects.get(customer=made).credit_limit) == "1000.5000"
    entry = ChangeSet.objects.latest("id")
    assert (entry.verb, entry.actor_name) == ("customers.create", "lin (ERP)")


def test_a_patch_changes_what_it_names_and_nothing_else(house):
    answer = house.send("PATCH", f"{house.one}?fields=name,city", {"city": "苏州"})
    assert answer.status_code == 200, answer.content
    assert answer.json() == {"id": house.customer.pk, "version": 2, "name": "Huadong Bearing", "city": "苏州"}
    assert answer["ETag"] == '"2"'
    stands = Customer.objects.get(pk=house.customer.pk)
    assert (stands.employees, stands.tags, stands.owner_id) == (12, ["key", "old"], house.user.pk)
    profile = Profile.objects.get(customer=stands)
    assert (profile.hardware, profile.value_added) == ("lathe", ["a", "b"])


def test_what_the_form_of_this_kind_does_not_ask_stays(house):
    """A person imported with a website keeps it, whoever edits its phone."""
    draft = CustomerDraft(name="王芳", kind="person", website="https://wang.example", is_customer=False)
    person = create_customer(actor=house.lin, draft=draft, profile=ProfileDraft(evaluation="good"))
    assert house.send("PATCH", f"{LIST}/{person.pk}", {"phone": "13800001111"}).status_code == 200
    person.refresh_from_db()
    assert (person.phone, person.website, person.is_customer) == (
        "13800001111",
        "https://wang.example",
        False,
    )
    assert Profile.objects.get(customer=person).evaluation == "good"


def test_a_value_is_taken_away_by_null(house):
    answer = house.send("PATCH", house.one, {"employees": None, "tags": None})
    told = answer.json()
    assert (told["employees"], told["name"], told["tags"]) == (None, "Huadong Bearing", [])


def test_words_of_an_address_act_on_one_record(house):
    assert house.send("POST", f"{house.one}/archive").status_code == 200
    assert Customer.objects.get(pk=house.customer.pk).archived_at is not None
    assert house.send("POST", f"{house.one}/restore", {}).status_code == 200
    assert house.send("DELETE", house.one).status_code == 204
    assert not Customer.objects.filter(pk=house.customer.pk).exists()
    assert house.send("DELETE", house.one).status_code == 404


def test_a_record_given_away_is_out_of_reach_at_once(house):
    other = create_user(actor=system_actor("tests"), email="gao@x.cn", name="gao", password=None, roles=[])
    answer = house.send("POST", f"{house.one}/assign", {"owner": other.pk})
    assert (answer.status_code, answer.content) == (204, b"")
    assert Customer.objects.get(pk=house.customer.pk).owner_id == other.pk
    assert house.client.get(house.one).status_code == 404


@pytest.mark.parametrize(
    ("sent", "field", "words"),
    [
        ({"name": 7}, "name", "A text is expected."),
        ({"employees": "7"}, "employees", "A whole number is expected."),
        ({"employees": -1}, "employees", "Ensure this value is greater than or equal to 0."),
        ({"employees": True}, "employees", "A whole number is expected."),
        ({"credit_limit": 7.5}, "credit_limit", "An amount as text is expected, such as “1234.50”."),
        ({"tags": "a"}, "tags", "A list of texts is expected."),
        ({"tags": ["a,b"]}, "tags", "A word holds no comma: send each as a text of its own."),
        ({"email": "nobody"}, "email", "This is not an e-mail address."),
        ({"sector": "mars"}, "sector", "Select a valid choice. mars is not one of the available choices."),
        ({"media": ["x" * 50]}, "media", None),
        ({"nmae": "x"}, "nmae", "There is no such field here."),
        ({"version": 1}, "version", "There is no such field here."),
        ({"owner": 1}, "owner", "There is no such field here."),
        ({"name": "x\x00y"}, "name", "Null characters are not allowed."),
        ({"name": ""}, "name", "This field is required."),
        ({"name": None}, "name", "This field is required."),
    ],
)
def test_what_cannot_be_kept_is_named(house, sent, field, words):
    if field == "media":
        draft = CustomerDraft(name="p", kind="person")
        path = f"{LIST}/{create_customer(actor=house.lin, draft=draft).pk}"
    else:
        path = house.one
    before = Change.objects.count()
    answer = house.send("PATCH", path, sent)
    assert answer.status_code == 422, answer.content
    told = answer.json()
    if words is not None:
        assert told["code"] == "wrong_input"
        assert told["fields"] == {field: words}
    assert Change.objects.count() == before


def test_a_refusal_of_the_verb_names_the_field(house):
    create_customer(actor=house.lin, draft=CustomerDraft(name="x", code="C-1"))
    answer = house.send("PATCH", house.one, {"code": "C-1"})
    assert (answer.status_code, answer.json()["code"]) == (422, "code_taken")
    assert list(answer.json()["fields"]) == ["code"]


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'"x"', "application/json", 400),
        (b'{"name": NaN}', "application/json", 400),
        (b'{"name": "\\ud800"}', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"a":' * 100_000, "application/json", 400),
        (b'{"name": "x"}', "text/plain", 400),
        (b"name=x", "application/x-www-form-urlencoded", 400),
        (b'{"name": "' + b"x" * (1 << 20) + b'"}', "application/json", 413),
        (b'{"employees": ' + b"9" * 5_000 + b"}", "application/json", 400),
        (b'{"employees": 99999999999999999999}', "application/json", 422),
        (b'{"employees": 2147483648}', "application/json", 422),
        (b'{"employees": 1e3}', "application/json", 422),
    ],
)
def test_a_forged_body_breaks_nothing(house, body, kind, status):
    before = Change.objects.count()
    answer = house.client.generic("PATCH", house.one, body, content_type=kind)
    assert answer.status_code == status, answer.content
    assert set(answer.json()) == {"code", "message", "fields", "request_id"}
    assert Change.objects.count() == before


def test_a_version_read_before_is_the_condition(house):
    edit_customer(
        actor=house.lin, customer=house.customer.pk, draft=CustomerDraft(name="new name", city="上海")
    )
    before = Change.objects.count()
    for method, path in (("PATCH", house.one), ("DELETE", house.one), ("POST", f"{house.one}/archive")):
        answer = house.send(method, path, {}, if_match='"1"')
        assert answer.status_code == 412
        assert answer["ETag"] == '"2"'
        assert answer.json()["code"] == "other_version"
        assert set(answer.json()["fields"]) == {"name", "employees", "tags"}
    assert house.send("PATCH", house.one, {}, if_match='W/"x", nothing').status_code == 412
    assert Change.objects.count() == before
    assert house.send("PATCH", house.one, {"city": "苏州"}, if_match='"1", "2"').status_code == 200
    assert house.send("PATCH", house.one, {"city": "杭州"}, if_match="*").status_code == 200


def test_a_dry_run_tells_and_changes_nothing(house):
    before = (Change.objects.count(), ChangeSet.objects.count())
    sent = {"city": "苏州", "hardware": "mill"}
    answer = house.send("PATCH", f"{house.one}?dry_run=1", sent)
    assert answer.status_code == 200, answer.content
    key = house.customer.pk
    assert answer.json() == {
        "dry_run": True,
        "changes": [
            {
                "of": "customers",
                "id": key,
                "change": "changed",
                "fields": {"city": {"before": "上海", "after": "苏州"}},
            },
            {"of": "customers", "id": key, "change": "changed", "fields": {}},
        ],
    }
    made = house.send("POST", f"{LIST}?dry_run=true", {"kind": "person", "name": "x"})
    assert made.status_code == 200
    (line,) = made.json()["changes"]
    assert (line["of"], line["change"]) == ("customers", "created")
    assert line["fields"]["name"] == {"before": None, "after": "x"}
    assert house.send("DELETE", f"{house.one}?dry_run=1").json()["changes"][-1]["change"] == "deleted"
    assert house.send("PATCH", f"{house.one}?dry_run=1", {"name": ""}).status_code == 422
    assert house.send("PATCH", f"{house.one}?dry_run=yes", {"name": "y"}).status_code == 422
    assert house.send("PATCH", f"{house.one}?dryrun=1", {"name": "y"}).status_code == 422
    assert (Change.objects.count(), ChangeSet.objects.count()) == before
    assert Customer.objects.get(pk=key).city == "上海"


def test_a_key_gives_only_the_verbs_it_names(house):
    house.client = house.program("reader", ["customers.see", "customers.archive"])
    before = Change.objects.count()
    assert house.send("PATCH", house.one, {"city": "x"}).status_code == 403
    assert house.send("POST", LIST, {"kind": "person", "name": "x"}).status_code == 403
    assert house.send("DELETE", house.one).status_code == 403
    assert Change.objects.count() == before
    assert house.send("POST", f"{house.one}/archive").status_code == 200


def test_a_key_that_may_only_write_is_told_the_number(house):
    house.client = house.program("writer", ["customers.create"])
    answer = house.send("POST", LIST, {"kind": "person", "name": "x"})
    assert answer.status_code == 201
    assert answer.json() == {"id": Customer.objects.latest("id").pk, "version": 1}


def test_sentences_are_in_the_callers_language(house):
    answer = house.send("PATCH", house.one, {"name": ""}, accept_language="zh-CN")
    assert answer.json()["fields"] == {"name": "这个字段是必填项。"}


def test_a_follow_up_is_set_for_a_record_one_sees(house):
    key = house.customer.pk
    sent = {"title": "ring", "due_on": "2026-03-05", "subject_type": "customer", "subject_id": key}
    answer = house.send("POST", "/api/v1/follow_ups", sent)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["title"], told["due_on"], told["owner_id"]) == ("ring", "2026-03-05", house.user.pk)
    assert (told["subject_type"], told["subject_id"]) == ("customer", key)
    one = answer["Location"]
    assert house.send("POST", f"{one}/move", {"due_on": "2026-04-01"}).json()["due_on"] == "2026-04-01"
    assert house.send("POST", f"{one}/finish").json()["done_at"] is not None
    assert house.send("POST", f"{one}/reopen").json()["done_at"] is None
    for wrong in (
        {"subject_id": 999_999},
        {"subject_type": "mars"},
        {"subject_type": ""},
        {"subject_id": None},
    ):
        refused = house.send("POST", "/api/v1/follow_ups", sent | wrong)
        assert (refused.status_code, list(refused.json()["fields"])) == (422, ["subject_id"]), wrong
    assert house.send("POST", "/api/v1/follow_ups", {"title": "x"}).status_code == 201
    assert list(house.send("POST", f"{one}/move", {"due_on": "05.03.2026"}).json()["fields"]) == ["due_on"]


def test_what_is_sent_twice_under_one_name_is_done_once(house):
    sent = {"kind": "organisation", "name": "Twice"}
    first = house.send("POST", LIST, sent, idempotency_key="order-7")
    again = house.send("POST", LIST, sent, idempotency_key="order-7")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert (again["Location"], again["ETag"]) == (first["Location"], first["ETag"])
    assert ("Idempotency-Replayed" in first.headers, again["Idempotency-Replayed"]) == (False, "true")
    assert Customer.objects.filter(name="Twice").count() == 1
    other = house.send("POST", LIST, sent | {"name": "Other"}, idempotency_key="order-7")
    assert (other.status_code, other.json()["code"]) == (422, "sent_otherwise")
    assert house.send("DELETE", house.one, idempotency_key="gone").status_code == 204
    assert house.send("DELETE", house.one, idempotency_key="gone").status_code == 204


def test_a_name_keeps_nothing_of_what_was_refused_or_only_tried(house):
    for query, sent, status in (
        ("", {"kind": "person"}, 422),
        ("?dry_run=1", {"kind": "person", "name": "x"}, 200),
    ):
        assert house.send("POST", LIST + query, sent, idempotency_key="n").status_code == status
    assert (
        house.send(
            "POST", f"{LIST}?fields=nothing", {"kind": "person", "name": "x"}, idempotency_key="n"
        ).status_code
        == 422
    )
    answer = house.send("POST", LIST, {"kind": "person", "name": "x"}, idempotency_key="n")
    assert (answer.status_code, "Idempotency-Replayed" in answer.headers) == (201, False)
    assert Customer.objects.filter(name="x").count() == 1


def test_the_name_of_another_key_is_another_name(house):
    sent = {"kind": "person", "name": "x"}
    first = house.send("POST", LIST, sent, idempotency_key="n")
    house.client = house.program("shop", list(house.lin.rights))
    second = house.send("POST", LIST, sent, idempotency_key="n")
    assert first.json()["id"] != second.json()["id"]


@pytest.mark.parametrize("name", ["", " ", "x" * 201, "é", "\x00", " x"])
def test_a_name_that_cannot_be_kept_is_refused(house, name):
    before = Change.objects.count()
    answer = house.send("POST", LIST, {"kind": "person", "name": "x"}, idempotency_key=name)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["Idempotency-Key"])
    assert Change.objects.count() == before


def test_a_form_that_a_browser_sends_is_no_body(house):
    for kind in ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded"):
        answer = house.client.generic("POST", LIST, b"--x--", content_type=kind)
        assert (answer.status_code, answer.json()["code"]) == (400, "not_json")


def test_an_address_that_is_none_blocks_no_other_change(house):
    """What an older file brought in stands, until somebody names that field."""
    draft = CustomerDraft(name="old", email="no address", tags=("a, b",))
    path = f"{LIST}/{create_customer(actor=house.lin, draft=draft).pk}"
    told = house.send("PATCH", path, {"phone": "13800001111"}).json()
    assert (told["phone"], told["email"], told["tags"]) == ("13800001111", "no address", ["a, b"])
    assert list(house.send("PATCH", path, {"email": "no address"}).json()["fields"]) == ["email"]
