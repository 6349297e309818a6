"""A colleague's contact at one's own customer: name and role everywhere, phone and mail nowhere (ADR 42)."""

import pytest
from callers import signed_in
from django.db import transaction
from django.test import Client
from django.urls import reverse
from test_addresses import addresses, ask, path_of
from test_api import Program
from world import World

from guanxi.customers import queries
from guanxi.customers.actions import create_contact, create_customer
from guanxi.customers.models import Customer
from guanxi.customers.queries import contacts
from guanxi.customers.queries.exports import cards, customer_records, records_as_json, table_rows
from guanxi.customers.queries.papers import FORMS
from guanxi.customers.types import ContactDraft, CustomerDraft
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor

pytestmark = pytest.mark.django_db
MARK = "vwxk"  # stands in all the person's record says but its name
PHONE = "13911117777"
NAME, TITLE = "欧阳春", "采购总监"
TELLING = (MARK, PHONE, "1391111", "139 1111")


@pytest.fixture
def house(world) -> World:
    """高's person speaks for 林's customer, and is its main contact."""
    person = create_customer(
        actor=world.stranger,
        draft=CustomerDraft(
            name=NAME,
            kind="person",
            phone=PHONE,
            email=f"{MARK}@x.cn",
            address=f"{MARK} road 1",
            remark=MARK,
            tags=(MARK,),
        ),
    )
    create_contact(
        actor=system_actor("tests"),
        organisation=world.own["customer"],
        person=person.pk,
        draft=ContactDraft(title=TITLE, is_main=True),
    )
    return world


@pytest.fixture
def lin(house) -> Actor:
    return actor_of(house.people["own_all"])


@pytest.fixture
def browser(house) -> Client:
    return signed_in(house.people["own_all"])


def leaks(text: str) -> list[str]:
    return [word for word in TELLING if word in text]


def test_no_address_tells_more_than_the_name(house, browser):
    told = []
    for name, pattern in addresses():
        for method in ("get", "post"):
            if name in {"web:sign_in", "web:sign_out"}:
                continue
            with transaction.atomic():
                answer = ask(browser, method, path_of(name, pattern, house.own))
                transaction.set_rollback(True)
            told += [(name, method, word) for word in leaks(answer.text)]
    assert told == []


def test_the_page_the_file_and_the_picture_name_the_person_and_lead_nowhere(house, browser):
    key = house.own["customer"]
    person = Customer.objects.get(name=NAME)
    for name in ("customers:page", "customers:file", "customers:relations", "customers:portrait"):
        text = ask(browser, "get", reverse(name, args=[key])).text
        assert NAME in text.encode().decode("unicode_escape", "ignore") or NAME in text, name
        assert f"/customers/{person.pk}/" not in text, name


def test_every_form_names_the_person_only(house, lin, browser):
    key = house.own["customer"]
    for form in FORMS:
        text = ask(browser, "get", f"{reverse('customers:paper', args=[key])}?form={form}").text
        assert leaks(text) == [], form
        assert leaks(repr(queries.paper(lin, [key], form, "card"))) == [], form
    assert NAME in repr(queries.paper(lin, [key], "data_card", "card"))
    assert NAME in repr(queries.paper(lin, [key], "addresses", "card"))


def test_every_file_names_the_person_only(house, lin):
    keys = [house.own["customer"]]
    (record,) = customer_records(lin, keys)
    assert record["contacts"][0] == {"name": NAME, "title": TITLE}
    for text in ("".join(records_as_json(lin, keys)), repr(list(table_rows(lin, keys))), *cards(lin, keys)):
        assert leaks(text) == []
    assert NAME in repr(list(table_rows(lin, keys)))


def test_no_list_as_a_file_and_no_search_tells_more(house, browser):
    for name in ("customers:list", "customers:people", "work:follow_ups"):
        for form in ("csv", "json", "vcf"):
            assert leaks(ask(browser, "get", f"{reverse(name)}?export={form}").text) == [], (name, form)
    for typed in (NAME, PHONE, "7777", MARK, "oyc"):
        for name, word in (
            ("web:palette", "q"),
            ("customers:people", "q"),
            ("customers:choices_person", "q"),
        ):
            text = ask(browser, "get", f"{reverse(name)}?{word}={typed}").text.replace(typed, "")
            assert leaks(text) == [], (name, typed)


def test_programs_read_no_more(house):
    program = Program(house.people["own_all"])
    listed = program.get(reverse("api:customers")).content.decode()
    one = program.get(reverse("api:customers_one", args=[house.own["customer"]])).content.decode()
    assert leaks(listed + one) == []


def test_who_sees_the_record_is_told_all(house):
    head = actor_of(house.people["administrator"])
    (found, *_others) = contacts(head, house.own["customer"])
    assert (found.is_reached, found.person.phone) == (True, PHONE)


def test_a_person_out_of_reach_has_nothing_but_a_name(house, lin):
    (found, *_others) = contacts(lin, house.own["customer"])
    kept = {f.attname: getattr(found.person, f.attname) for f in Customer._meta.concrete_fields}
    blank = {f.attname: getattr(Customer(), f.attname) for f in Customer._meta.concrete_fields}
    said = {name for name in kept if kept[name] != blank[name]}
    assert said == {"id", "name", "kind"}
    assert found.title == TITLE
    assert not found.is_reached
