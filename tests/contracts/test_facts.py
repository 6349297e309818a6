"""No filter is an oracle: what a person may not see on any page cannot be asked by a condition either."""

import json
from dataclasses import replace
from urllib.parse import quote

import pytest
from django.test import Client

from guanxi.commerce.models import Order
from guanxi.customers.actions import create_customer
from guanxi.customers.models import Contact, Customer, Document, FactSource, Statement, Touch
from guanxi.customers.types import CustomerDraft
from guanxi.grading.actions import grade_customer
from guanxi.marketing.actions import create_list, edit_list
from guanxi.marketing.models import CustomerList
from guanxi.marketing.queries import CannotRead, list_customers
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Scope
from guanxi.platform.conditions import Fact, Kind, facts, readable_by
from guanxi.platform.journal.queries import models_by_table
from guanxi.platform.records import see_right
from guanxi.work.models import FollowUp

SUBJECTS = {
    "customer": Customer, "order": Order, "follow_up": FollowUp, "contact": Contact, "touch": Touch,
    "statement": Statement, "document": Document,
}  # fmt: skip
# What the database itself reads from the rows of a model.
VIEWS = {
    "gx_customers_documentdays": Document,
    "gx_marketing_inlists": CustomerList,
    "gx_customers_knownfacts": FactSource,
    "gx_customers_contactcounts": Contact,
}
BEST = {
    "difference": "very", "value": "value", "preference": "us", "access": "easy", "rules": "few",
    "volume": "large", "margin": "high", "relationship": "firm",
}  # fmt: skip
GRADED = {"fact": "grading.cell", "is": "=", "value": "A1"}


def without_right(every: tuple[Fact, ...]) -> list[str]:
    """Facts read from rows that need another right than the list they narrow, and do not say so."""
    models = {**models_by_table(), **VIEWS}
    found = []
    for fact in every:
        if not fact.table:
            continue
        if fact.table not in models:
            found.append(f"{fact.name}: VIEWS does not say from which model {fact.table} is read")
            continue
        needed = see_right(models[fact.table])
        if needed not in (see_right(SUBJECTS[fact.subject]), fact.right):
            found.append(f"{fact.name}: {needed}")
    return found


def test_every_fact_names_the_right_its_rows_are_seen_by():
    assert len(facts()) > 50
    assert without_right(facts()) == []


def test_a_fact_without_its_right_is_caught():
    open_fact = Fact(
        name="tests.cell", label="x", group="x", kind=Kind.TEXT, subject="customer",
        table="gx_grading_customergrade", column="cell", key="customer_id",
    )  # fmt: skip
    assert without_right((open_fact, replace(open_fact, name="tests.view", table="gx_new_view"))) == [
        "tests.cell: grading.see",
        "tests.view: VIEWS does not say from which model gx_new_view is read",
    ]


def person(name: str, rights: dict[str, Scope]) -> User:
    system = system_actor("tests")
    role = create_role(actor=system, name=name, code=name, rights=rights)
    return create_user(
        actor=system, email=f"{name}@x.cn", name=name, password=None, roles=[role.pk], language="en"
    )


@pytest.fixture
def graded(db) -> Customer:
    system = system_actor("tests")
    made = create_customer(actor=system, draft=CustomerDraft(name="Prime"))
    create_customer(actor=system, draft=CustomerDraft(name="Other"))
    grade_customer(actor=system, customer=made.pk, words=BEST)
    return made


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_who_sees_no_grades_cannot_filter_by_them(graded):
    address = f"/customers/?filter={quote(json.dumps(GRADED))}"
    knows = browser(person("knows", {"customers.see": Scope.ALL, "grading.see": Scope.ALL}))
    blind = browser(person("blind", {"customers.see": Scope.ALL, "marketing.see_lists": Scope.ALL}))
    assert "Prime" in knows.get(address).content.decode()
    assert knows.get(f"{address}&count=1").content == b"1"
    assert "grading.cell" in knows.get("/customers/").content.decode()
    shown = blind.get(address).content.decode()
    assert "Prime" not in shown
    assert "Other" not in shown
    assert "you may not see it" in shown
    assert blind.get(f"{address}&count=1").content == b"0"
    assert "grading.cell" not in blind.get("/customers/").content.decode()
    for count in ("/customers/count/", "/marketing/lists/count/"):
        told = blind.post(count, {"conditions": json.dumps(GRADED)}).json()
        assert "count" not in told, count
        assert "you may not see it" in told["error"]


def test_a_right_over_fewer_rows_than_the_list_shows_is_none(graded):
    """Grades of one's own customers may be seen, and the list shows all: the filter would tell of the others."""
    narrow = actor_of(person("narrow", {"customers.see": Scope.ALL, "grading.see": Scope.OWN}))
    assert "grading.cell" not in readable_by(narrow, "customers.see")
    even = actor_of(person("even", {"customers.see": Scope.OWN, "grading.see": Scope.OWN}))
    assert "grading.cell" in readable_by(even, "customers.see")
    assert "grading.cell" in readable_by(system_actor("tests"), "customers.see")


def test_no_list_of_customers_is_made_or_read_with_what_one_may_not_see(graded):
    blind = actor_of(person("blind", {"customers.see": Scope.ALL, "marketing.*": Scope.ALL}))
    with pytest.raises(CannotRead):
        create_list(actor=blind, name="x", condition=GRADED)
    made = create_list(actor=system_actor("tests"), name="best", condition=GRADED)
    assert [c.name for c in list_customers(system_actor("tests"), made)] == ["Prime"]
    with pytest.raises(CannotRead):
        list_customers(blind, made)
    with pytest.raises(CannotRead):
        edit_list(actor=blind, customer_list=made.pk, name="mine", condition=GRADED)
    page = browser(User.objects.get(pk=blind.user_id)).get(f"/marketing/lists/{made.pk}/")
    assert page.status_code == 200
    assert "Prime" not in page.content.decode()
    assert "you may not see it" in page.content.decode()
