"""Every address for programs x every role: rights, rows and hidden facts, by value, filter, sort and search."""

import json
import sys
from dataclasses import replace

import pytest
from builders import NOON, SECRET
from callers import condition
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator
from test_addresses import every_address
from world import World

from guanxi.api.doors import Access
from guanxi.api.resources import Resource, fields_of, resources
from guanxi.customers.models import Customer
from guanxi.platform.access.actions import create_api_key, create_role, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Scope
from guanxi.platform.conditions import Kind, facts
from guanxi.platform.journal.models import Change
from guanxi.platform.journal.queries.rows import models_by_table
from guanxi.platform.records import see_right
from guanxi.platform.verbs import rights

pytestmark = pytest.mark.django_db
EVERY_RIGHT = {one.name: Scope.ALL for one in rights()}


class Program:
    """A client that shows a key of this person: with every right named it may what the person may."""

    def __init__(self, user: User, name: str = "walk", allowed: list[str] | None = None) -> None:
        self.actor = actor_of(user)
        maker = replace(self.actor, rights=EVERY_RIGHT)
        self.key, self.token = create_api_key(actor=maker, name=name, allowed=allowed or list(EVERY_RIGHT))
        self.headers = {"authorization": f"Bearer {self.token}"}
        self.client = Client(headers=self.headers)

    def get(self, path: str, **query: str):
        return self.client.get(path, query)


@pytest.fixture
def lin(world) -> Program:
    return Program(world.people["own_all"])


def listed(resource: Resource) -> str:
    return reverse(f"api:{resource.name}")


def opened(resource: Resource, key: int) -> str:
    return reverse(f"api:{resource.name}_one", args=[key])


def person(rights_given: dict[str, int]) -> User:
    system = system_actor("tests", clock=lambda: NOON)
    role = create_role(actor=system, name="some", code="some", rights=rights_given)
    return create_user(actor=system, email="wu@x.cn", name="wu", password=None, roles=[role.pk])


def test_every_address_of_the_api_belongs_to_a_resource():
    named = {name.removeprefix("api:") for name, _p in every_address() if name.startswith("api:")}
    expected = {r.name for r in resources()} | {f"{r.name}_one" for r in resources()}
    expected |= {f"{r.name}_{do.word}" for r in resources() for do in r.operations if do.word}
    assert named == expected | {"openapi", "nowhere"}
    doors = [p.callback.access for n, p in every_address() if n.startswith("api:")]
    assert all(isinstance(one, Access) for one in doors)
    assert {n for n, p in every_address() if n.startswith("api:") and p.callback.access.kind == "public"} == {
        "api:openapi",
        "api:nowhere",
    }


@pytest.mark.parametrize("resource", resources(), ids=lambda r: r.name)
def test_every_resource_keeps_to_rights_and_rows(resource, world, subtests):
    for path in (listed(resource), opened(resource, world.own[resource.subject])):
        assert Client().get(path).status_code == 401
    for role, user in world.people.items():
        with subtests.test(role=role):
            check_role(resource, Program(user), world, own=role == "own_all")


def check_role(resource: Resource, program: Program, world: World, *, own: bool) -> None:
    foreign = world.foreign[resource.subject]
    before = Change.objects.count()
    answers = [program.get(opened(resource, foreign)), *asked_every_way(resource, program)]
    allowed = program.actor.may(resource.right)
    if not allowed:
        assert {answer.status_code for answer in answers} == {403}
    elif program.actor.scope(resource.right) < Scope.ALL:
        assert answers[0].status_code == 404, "a stranger's record"
    else:
        assert answers[0].status_code == 200
    if program.actor.scope(resource.right) < Scope.ALL:
        assert all(SECRET not in told(answer) for answer in answers), "a stranger's words"
        keys = {row["id"] for answer in answers[1:] for row in answer.json().get("data", [])}
        assert foreign not in keys
    if own:
        assert program.get(opened(resource, world.own[resource.subject])).status_code == 200
    assert Change.objects.count() == before


def asked_every_way(resource: Resource, program: Program):
    """The list by every field, every sort, every fact, and by search."""
    path = listed(resource)
    yield program.get(path)
    yield program.get(path, fields=",".join(fields_of(resource, program.actor)), limit="200")
    yield program.get(path, q=SECRET)
    for sort in resource.sorts:
        yield program.get(path, sort=sort)
        yield program.get(path, sort=f"-{sort}")
    for fact in facts(resource.subject):
        if fact.kind is Kind.TEXT:
            yield program.get(path, where=condition(fact.name, "contains", SECRET))


def told(answer) -> str:
    """Without what was asked: a refusal may repeat it."""
    return answer.content.decode().replace(f'"value":"{SECRET}"', "")


def test_a_planted_open_door_is_caught(world, monkeypatch):
    """The walk notices a list that asks without looking who is there."""
    place = sys.modules["guanxi.customers.queries.customers"]
    monkeypatch.setattr(place, "customers", lambda _actor: Customer.objects.filter(archived_at=None))
    (resource,) = (one for one in resources() if one.name == "customers")
    with pytest.raises(AssertionError, match="stranger's words"):
        check_role(resource, Program(world.people["own_all"]), world, own=True)


@pytest.mark.parametrize("scope", [0, 1])
@pytest.mark.parametrize("name", ["grading.cell", "grading.class"])
def test_a_hidden_fact_is_neither_shown_nor_asked(world, scope, name):
    """Who sees every customer but not every grade learns none by value or by filter."""
    program = Program(person({"customers.see": 5, **({"grading.see": scope} if scope else {})}))
    path = reverse("api:customers")
    assert program.get(path).status_code == 200
    hidden = program.get(path, fields=f"name,{name}")
    unknown = program.get(path, fields="name,grading.nothing")
    assert hidden.status_code == unknown.status_code == 422
    assert hidden.json()["message"] == unknown.json()["message"]
    assert hidden.json()["code"] == unknown.json()["code"] == "wrong_query"
    asked = program.get(path, where=condition(name, "is", "A"))
    strange = program.get(path, where=condition("grading.nothing", "is", "A"))
    assert asked.status_code == strange.status_code == 422
    assert asked.json()["code"] == strange.json()["code"] == "unknown_fact"
    assert asked.json()["fields"] == strange.json()["fields"]
    negated = json.dumps({"not": {"fact": name, "is": "is", "value": "A"}})
    assert program.get(path, where=negated).status_code == 422
    one = reverse("api:customers_one", args=[world.own["customer"]])
    assert program.get(one, fields=name).status_code == 422
    assert program.get(path, sort=name).status_code == 422


@pytest.mark.parametrize("resource", resources(), ids=lambda r: r.name)
def test_every_fact_declares_the_right_of_its_table(resource):
    """Else a filter would tell what the table's own policy keeps back."""
    for fact in facts(resource.subject):
        model = models_by_table().get(fact.table)
        if model is not None:
            needed = see_right(model)
            assert needed in {resource.right, fact.right}, fact.name


def test_a_key_gives_only_what_it_names(world):
    program = Program(world.people["administrator"], allowed=["work.see"])
    assert program.get(reverse("api:customers")).status_code == 403
    assert program.get(reverse("api:customers_one", args=[world.own["customer"]])).status_code == 403


@pytest.mark.parametrize(
    "name",
    ["password", "owner__password", "search", "sort_name", "remark", "custom", "id__gt", "pk", "*", "\x00"],
)
def test_nothing_undeclared_is_read_or_sorted(lin, name):
    path = reverse("api:customers")
    assert lin.get(path, fields=name).status_code == 422
    assert lin.get(path, sort=name).status_code == 422
    assert lin.get(path, name=name).status_code == 422


@pytest.mark.parametrize(
    "raw",
    [
        condition("customers.password", "is", "x"),
        condition('customers.name" or 1=1 --', "is", "x"),
        condition("customers.name", "or 1=1", "x"),
        condition("customers.name", "contains", ["x"]),
        condition("customers.employees", ">=", "9" * 400),
        '{"all": [' * 2_000,
        "[" * 100_000,
        "null",
        "NaN",
        '{"all": [{"fact": "customers.name", "is": "=", "value": "\\u0000"}]}',
        '{"all": [{"fact": "customers.name", "is": "=", "value": "\\ud800"}]}',
    ],
)
def test_a_forged_condition_is_refused(lin, raw):
    answer = lin.get(reverse("api:customers"), where=raw)
    assert answer.status_code == 422
    assert set(answer.json()) == {"code", "message", "fields", "request_id"}
    assert set(answer.json()["fields"]) == {"where"}


@pytest.mark.parametrize("cursor", ["x", "W10", "A" * 10_000, "²", "WyJcdTAwMDAiLDFd", "W251bGwsLTFd"])
def test_a_forged_cursor_breaks_nothing(lin, cursor):
    for sort in ("name", "-touched_at", "employees"):
        answer = lin.get(reverse("api:customers"), cursor=cursor, sort=sort)
        assert answer.status_code in {200, 422}


@pytest.mark.parametrize("key", ["0", "9" * 18, "9" * 30, "-1", "x", "1.5", "²", "１", "%00"])
def test_an_odd_key_is_not_found(lin, key):
    answer = lin.client.get(f"/api/v1/customers/{key}")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


texts = st.text(st.characters(blacklist_categories=()), max_size=30)
leaves = st.none() | st.booleans() | st.integers() | texts
words = st.sampled_from(["all", "any", "not", "fact", "is", "value", "customers.name", "contains"])
branches = leaves | st.lists(leaves, max_size=3) | st.dictionaries(words, leaves | words, max_size=3)
nodes = st.dictionaries(words, branches | st.lists(branches, max_size=3), max_size=3)
queries = st.dictionaries(
    st.one_of(st.sampled_from(["fields", "where", "sort", "q", "limit", "cursor"]), texts),
    st.one_of(
        texts,
        st.sampled_from(
            ["name", "-touched_at", "200", "0", "id,city", "customers.city", '{"all": []}', "{}"]
        ),
        nodes.map(json.dumps),
    ),
    max_size=4,
)


def test_no_query_breaks_a_list(lin):
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(queries)
    def ask(query):
        sendable = {k: v for k, v in query.items() if sendable_text(k) and sendable_text(v)}
        answer = lin.client.get("/api/v1/customers", sendable)
        assert answer.status_code in {200, 422, 429}, answer.content
        keys = {"data", "next"} if answer.status_code == 200 else {"code", "message", "fields", "request_id"}
        assert set(answer.json()) == keys

    ask()


def sendable_text(text: str) -> bool:
    """Half a character stands in no address."""
    return not any("\ud800" <= sign <= "\udfff" for sign in text)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_openapi_document_is_valid_and_tells_every_field(language):
    answer = Client(headers={"accept-language": language}).get(reverse("api:openapi"))
    assert answer.status_code == 200
    OpenAPIV31SpecValidator(answer.json()).validate()
    for resource in resources():
        schema = answer.json()["components"]["schemas"][resource.name]
        assert set(schema["properties"]) == set(fields_of(resource))
