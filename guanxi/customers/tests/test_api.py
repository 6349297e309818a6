"""Contacts, the timeline, statements and documents, as programs write and read them."""

import json
from datetime import UTC, datetime

import pytest
from django.test import Client

from guanxi.customers.actions import create_customer, create_document_type
from guanxi.customers.models import Customer, Touch
from guanxi.customers.types import CustomerDraft, DocumentTypeDraft
from guanxi.platform.access.actions import create_api_key, create_role, create_user
from guanxi.platform.access.queries import actor_of, system_actor

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


class House:
    """林 has a firm, 高 has another, and each a program."""

    def __init__(self) -> None:
        system = system_actor("tests", clock=lambda: NOON)
        role = create_role(actor=system, name="all", code="all", rights={"*": 1})
        self.lin, self.gao = (
            actor_of(
                create_user(actor=system, email=f"{n}@x.cn", name=n, password=None, roles=[role.pk]),
                clock=lambda: NOON,
            )
            for n in ("lin", "gao")
        )
        self.firm = create_customer(actor=self.lin, draft=CustomerDraft(name="Huadong"))
        self.foreign = create_customer(actor=self.gao, draft=CustomerDraft(name="Foreign", kind="person"))
        _key, token = create_api_key(actor=self.lin, name="ERP", allowed=list(self.lin.rights))
        self.client = Client(headers={"authorization": f"Bearer {token}", "accept-language": "en"})

    def send(self, method: str, path: str, body: object = None):
        content = json.dumps(body or {})
        return self.client.generic(method, f"/api/v1/{path}", content, content_type="application/json")

    def listed(self, name: str, **where: object) -> list[dict[str, object]]:
        asked = [{"fact": fact, "is": "=", "value": value} for fact, value in where.items()]
        answer = self.client.get(f"/api/v1/{name}", {"where": json.dumps({"all": asked})})
        assert answer.status_code == 200, answer.content
        return answer.json()["data"]


@pytest.fixture
def house() -> House:
    return House()


def test_a_new_person_becomes_a_contact(house):
    sent = {"name": "王芳", "phone": "13800001111", "title": "Buyer", "roles": ["decider"], "is_main": True}
    answer = house.send("POST", f"customers/{house.firm.pk}/contacts", sent)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    person = Customer.objects.get(pk=told["person"])
    assert (person.name, person.phone, person.is_customer) == ("王芳", "13800001111", False)
    assert (told["organisation"], told["title"], told["roles"], told["until_on"]) == (
        house.firm.pk, "Buyer", ["decider"], None,
    )  # fmt: skip
    assert answer["Location"] == f"/api/v1/contacts/{told['id']}"
    edited = house.send("PATCH", f"contacts/{told['id']}", {"department": "Purchase"}).json()
    assert (edited["department"], edited["title"], edited["roles"], edited["version"]) == (
        "Purchase", "Buyer", ["decider"], 2,
    )  # fmt: skip
    (row,) = house.listed("contacts", **{"customers.contact.title": "Buyer"})
    assert row == edited
    twice = house.send("POST", f"customers/{house.firm.pk}/contacts", {"person": person.pk})
    assert (twice.status_code, twice.json()["code"]) == (422, "contact_exists")


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({}, "name"),
        ({"phone": "1"}, "name"),
        ({"person": "own", "name": "x"}, "person"),
        ({"person": "foreign"}, "person"),
    ],
)
def test_a_contact_is_one_person(house, sent, field):
    own = create_customer(actor=house.lin, draft=CustomerDraft(name="Li", kind="person"))
    keys = {"own": own.pk, "foreign": house.foreign.pk}
    body = {name: keys.get(value, value) for name, value in sent.items()}
    answer = house.send("POST", f"customers/{house.firm.pk}/contacts", body)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field])


def test_a_call_is_logged_and_read_by_its_customer(house):
    sent = {
        "channel": "call",
        "direction": "in",
        "at": "2026-03-01T10:00:00+08:00",
        "body": "price?",
        "seconds": 61,
    }
    answer = house.send("POST", f"customers/{house.firm.pk}/touches", sent)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["customer"], told["at"], told["seconds"], told["by"]) == (
        house.firm.pk, "2026-03-01T02:00:00Z", 61, house.lin.user_id,
    )  # fmt: skip
    house.firm.refresh_from_db()
    assert house.firm.touched_at == datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
    one = f"touches/{told['id']}"
    assert house.send("PATCH", one, {"outcome": "sent"}).json()["outcome"] == "sent"
    assert Touch.objects.get(pk=told["id"]).body == "price?"
    assert [row["id"] for row in house.listed("touches", **{"customers.touch.customer": house.firm.pk})] == [
        told["id"]
    ]
    assert house.listed("touches", **{"customers.touch.channel": "visit"}) == []
    assert house.send("DELETE", one).status_code == 204


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"channel": "call", "at": "2999-01-01T00:00:00Z"}, "at"),
        ({"channel": "call", "at": "0001-01-01T00:00:00+14:00"}, "at"),
        ({"channel": "call", "at": "2026-03-01T10:00:00"}, "at"),
        ({"channel": "call", "at": "2026-03-01"}, "at"),
        ({"channel": "note"}, "body"),
        ({"channel": "fax"}, "channel"),
        ({"channel": "call", "seconds": -1}, "seconds"),
        ({"channel": "call", "seconds": 1 << 31}, "seconds"),
        ({"channel": "call", "person": 1}, "person"),
    ],
)
def test_a_talk_that_cannot_be_is_refused(house, sent, field):
    answer = house.send("POST", f"customers/{house.firm.pk}/touches", sent)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, [field]), answer.content
    assert not Touch.objects.exists()


def test_a_statement_is_noted_corrected_and_taken_away(house):
    sent = {"kind": "need", "text": "faster", "on": "2026-03-01"}
    told = house.send("POST", f"customers/{house.firm.pk}/statements", sent).json()
    assert (told["source"], told["by"], told["text"]) == ("talk", house.lin.user_id, "faster")
    edited = house.send("PATCH", f"statements/{told['id']}", {"text": "much faster"}).json()
    assert (edited["text"], edited["kind"], edited["on"]) == ("much faster", "need", "2026-03-01")
    assert house.send("DELETE", f"statements/{told['id']}").status_code == 204
    assert house.listed("statements") == []


def test_a_document_is_entered_and_waits_for_another_person(house):
    kind = create_document_type(
        actor=house.lin, draft=DocumentTypeDraft("许可证", "Permit", longest_months=120)
    )
    sent = {"type": kind.pk, "number": "A-7", "issued_on": "2026-01-01", "expires_on": "2027-01-01"}
    answer = house.send("POST", f"customers/{house.firm.pk}/documents", sent)
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert (told["state"], told["type"], told["expires_on"]) == ("proposed", kind.pk, "2027-01-01")
    own = house.send("POST", f"documents/{told['id']}/confirm", {"number": "A-7", "expires_on": "2027-01-01"})
    assert (own.status_code, own.json()["code"]) == (422, "same_person")
    changed = house.send("POST", f"documents/{told['id']}/change", {"number": "A-8"})
    assert changed.status_code == 201, changed.content
    assert (changed.json()["number"], changed.json()["issued_on"]) == ("A-8", "2026-01-01")
    assert house.send("POST", f"documents/{changed.json()['id']}/withdraw").json()["state"] == "withdrawn"
    wrong = house.send("POST", f"customers/{house.firm.pk}/documents", sent | {"expires_on": "2025-01-01"})
    assert (wrong.status_code, list(wrong.json()["fields"])) == (422, ["expires_on"])
