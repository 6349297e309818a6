"""Programs at the same moment: real threads, real connections; nothing is lost, nothing is done twice."""

import json

import pytest
from django.test import Client
from races import ROUNDS, at_once, two_actors

from guanxi.customers.actions import create_customer
from guanxi.customers.models import Customer
from guanxi.customers.types import CustomerDraft
from guanxi.platform.access.actions import create_api_key
from guanxi.platform.access.types import Actor

pytestmark = pytest.mark.django_db(transaction=True)
LIST = "/api/v1/customers"


@pytest.fixture
def actors() -> list[Actor]:
    return two_actors()


@pytest.fixture
def program(actors) -> dict[str, str]:
    """The headers of a program that acts for the first of the two."""
    _key, token = create_api_key(actor=actors[0], name="walk", allowed=list(actors[0].rights))
    return {"authorization": f"Bearer {token}"}


def sending(program: dict[str, str], method: str, path: str, body: object, **headers: str):
    content = json.dumps(body)
    return lambda: Client().generic(
        method, path, content, content_type="application/json", headers=program | headers
    )


def test_what_is_sent_twice_at_once_is_done_once(program):
    for at in range(ROUNDS):
        body = {"kind": "organisation", "name": f"Twice {at}"}
        found = at_once(*[sending(program, "POST", LIST, body, idempotency_key=f"n{at}")] * 3)
        assert [one.status_code for one in found] == [201, 201, 201]
        assert len({one.content for one in found}) == 1
        assert Customer.objects.filter(name=f"Twice {at}").count() == 1


def test_two_that_name_other_fields_of_one_record_both_stand(actors, program):
    customer = create_customer(actor=actors[0], draft=CustomerDraft(name="华强"))
    path = f"{LIST}/{customer.pk}"
    for at in range(ROUNDS):
        parts = ({"phone": f"1380000{at:04}"}, {"email": f"n{at}@x.cn"}, {"hardware": f"lathe {at}"})
        found = at_once(*(sending(program, "PATCH", path, part) for part in parts))
        assert [one.status_code for one in found] == [200, 200, 200]
        kept = Customer.objects.get(pk=customer.pk)
        assert (kept.phone, kept.email) == (f"1380000{at:04}", f"n{at}@x.cn")


def test_of_two_that_read_the_same_version_one_is_told(actors, program):
    customer = create_customer(actor=actors[0], draft=CustomerDraft(name="华强"))
    path = f"{LIST}/{customer.pk}"
    for at in range(ROUNDS):
        version = Customer.objects.get(pk=customer.pk).version
        parts = ({"phone": f"a{at}"}, {"phone": f"b{at}"})
        found = at_once(*(sending(program, "PATCH", path, one, if_match=f'"{version}"') for one in parts))
        assert sorted(one.status_code for one in found) == [200, 412]
        (told,) = (one for one in found if one.status_code == 412)
        assert (told["ETag"], list(told.json()["fields"])) == (f'"{version + 1}"', ["phone"])
