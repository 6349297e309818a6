"""Every operation for programs x every role x a stranger's record: what no right covers is neither written nor told."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from builders import SECRET
from django.db import transaction
from django.forms import ModelChoiceField
from django.test import Client
from django.urls import resolve, reverse
from test_api import Program, person
from world import World, build_world

from guanxi.api import writing
from guanxi.api.described import body_schema, operation_id
from guanxi.api.operations import Operation, Task, fields_asked
from guanxi.api.resources import Resource, resources
from guanxi.platform.access.types import Scope
from guanxi.platform.journal.models import Change
from guanxi.platform.records import RecordQuerySet, see_right
from guanxi.platform.verbs import Verb

pytestmark = pytest.mark.django_db
SAMPLES = {"date": "2026-03-01", "date-time": "2026-03-01T04:00:00Z", "decimal": "1.00"}
EVERY = [(one, do) for one in resources() for do in one.operations]
every_operation = pytest.mark.parametrize(
    ("resource", "operation"), EVERY, ids=[operation_id(*both) for both in EVERY]
)


@pytest.fixture
def world() -> World:
    return build_world()


@dataclass(frozen=True)
class Call:
    """One operation as a program sends it."""

    resource: Resource
    operation: Operation

    def path(self, key: int) -> str:
        if not self.operation.is_on_record:
            return reverse(f"api:{self.resource.name}")
        ending = self.operation.word or "one"
        return reverse(f"api:{self.resource.name}_{ending}", args=[key])

    def send(self, program: Program | Client, key: int, body: object, query: str = ""):
        client = program.client if isinstance(program, Program) else program
        with transaction.atomic():
            answer = client.generic(
                self.operation.method,
                self.path(key) + query,
                json.dumps(body),
                content_type="application/json",
            )
            answer.written = Change.objects.count()
            transaction.set_rollback(True)
        return answer


def bodies(call: Call, program: Program, record: object) -> Iterator[dict[str, object]]:
    """The least each form takes, with the words of a stranger in none of them."""
    if not call.operation.asks:
        yield {}
        return
    schema = body_schema(call.operation)
    shapes = schema.get("oneOf") or schema.get("anyOf") or [schema]
    for shape, kind in zip(shapes, call.operation.asks, strict=True):
        if kind and call.operation.is_on_record and kind != getattr(record, "kind", kind):
            continue
        form = call.operation.asks[kind](Task(program.actor, record, kind), None)
        fields = fields_asked(call.operation, form)
        wanted = shape.get("required") or list(shape["properties"])[:1]
        yield {
            name: first_of(fields[name]) if choosing(fields.get(name)) else sample(shape["properties"][name])
            for name in wanted
        }


def choosing(field: object) -> bool:
    return isinstance(field, ModelChoiceField)


def first_of(field: ModelChoiceField) -> int:
    return field.queryset.order_by("pk").first().pk


def sample(schema: dict[str, object]) -> object:
    if "const" in schema or "enum" in schema:
        return schema.get("const") or next(one for one in schema["enum"] if one)
    kind = schema["type"][0] if isinstance(schema["type"], list) else schema["type"]
    return {"integer": 1, "boolean": True, "array": []}.get(kind, SAMPLES.get(schema.get("format"), "x"))


def test_every_operation_is_a_verb_with_a_right_of_its_own():
    """A verb that is open to everybody would be open to every key."""
    assert EVERY
    for resource, operation in EVERY:
        assert not operation.verb.open_to_all, operation.verb.name
        assert resource.right == see_right(resource.model)


@every_operation
def test_every_operation_keeps_to_rights_and_rows(resource, operation, world, subtests):
    call = Call(resource, operation)
    assert call.send(Client(), world.own[resource.subject], {}).status_code == 401
    for role, user in world.people.items():
        with subtests.test(role=role):
            check_role(call, Program(user), world, own=role == "own_all")


def check_role(call: Call, program: Program, world: World, *, own: bool) -> None:
    actor, before = program.actor, Change.objects.count()
    subject = call.resource.subject
    kept = RecordQuerySet(call.resource.model).get(pk=world.own[subject])
    if not actor.may(call.operation.verb.name):
        answer = call.send(program, world.own[subject], {})
        assert (answer.status_code, answer.written) == (403, before)
        return
    for body in bodies(call, program, kept):
        answers = [call.send(program, world.foreign[subject], body, query) for query in ("", "?dry_run=1")]
        if call.operation.is_on_record and actor.scope(call.resource.right) < Scope.ALL:
            assert [one.status_code for one in answers] == [404, 404], "a stranger's record"
            assert [one.written for one in answers] == [before, before], "a stranger's record was written"
        if actor.scope(call.resource.right) < Scope.ALL:
            assert all(SECRET not in one.content.decode() for one in answers), "a stranger's words"
        assert all(one.status_code < 500 for one in answers)
        if own:
            check_own(call, program, world.own[subject], body)


def check_own(call: Call, program: Program, key: int, body: dict[str, object]) -> None:
    """What may be done is done; tried, it changes nothing; a version that was never there refuses."""
    before = Change.objects.count()
    done = call.send(program, key, body)
    tried = call.send(program, key, body, "?dry_run=1")
    assert done.status_code in {200, 201, 204} or done.json()["code"] not in {"wrong_input", "not_found"}, (
        done.content
    )
    assert tried.written == before
    assert (tried.status_code == 200) == (done.status_code < 300), (done.content, tried.content)
    if call.operation.is_on_record:
        client = Client(headers={**program.headers, "if-match": '"77"'})
        stale = call.send(client, key, body)
        assert (stale.status_code, stale.written) == (412, before)


@every_operation
def test_every_record_named_in_a_body_is_in_reach(resource, operation, world):
    """The key of a stranger's record, or of none, is not taken where a form chooses among records."""
    program, call = Program(world.people["own_all"]), Call(resource, operation)
    kept = RecordQuerySet(resource.model).get(pk=world.own[resource.subject])
    before = Change.objects.count()
    for body in bodies(call, program, kept):
        for kind in operation.asks:
            form = operation.asks[kind](Task(program.actor, kept, kind), None)
            for name, field in fields_asked(operation, form).items():
                model = field.queryset.model if choosing(field) else None
                if model is None or model._meta.app_label == "gx_access":
                    continue
                beyond = model.objects.exclude(pk__in=field.queryset.order_by().values("pk"))
                for key in (*beyond.values_list("pk", flat=True)[:5], 10**17):
                    answer = call.send(program, kept.pk, {**body, name: key})
                    assert (answer.status_code, answer.written) == (422, before), (name, key)
                    assert SECRET not in answer.content.decode()


def test_a_planted_open_door_is_caught(world, monkeypatch):
    """The walk notices a write that loads its record without looking who is there."""
    (call,) = (Call(*both) for both in EVERY if operation_id(*both) == "edit_customers")
    program = Program(world.people["own_all"])
    check_role(call, program, world, own=True)
    monkeypatch.setattr(
        writing, "held", lambda resource, _actor, key: RecordQuerySet(resource.model).get(pk=key)
    )
    check_role(call, program, world, own=True)  # the verb is a second lock
    monkeypatch.setattr(
        Verb, "_load", lambda _verb, target, key, _actor, _right: RecordQuerySet(target.model).get(pk=key)
    )
    with pytest.raises(AssertionError, match="a stranger's record"):
        check_role(call, program, world, own=True)


def test_a_planted_door_without_its_right_is_caught(world, monkeypatch):
    """The walk notices an address that lets in who may see, but not do."""
    (call,) = (Call(*both) for both in EVERY if operation_id(*both) == "archive_customers")
    reader = Program(person({"customers.see": 1}))
    check_role(call, reader, world, own=False)
    monkeypatch.setitem(resolve(call.path(1)).func.access.rights, "POST", "customers.see")
    with pytest.raises(AssertionError):
        check_role(call, reader, world, own=False)


def test_a_hidden_fact_is_told_by_no_write(world):
    """Who edits every customer but sees not every grade learns none by answer, dry run or refusal."""
    rights = {"customers.see": 5, "customers.edit": 5, "customers.edit_profile": 5, "grading.see": 1}
    program = Program(person(rights))
    path = reverse("api:customers_one", args=[world.own["customer"]])
    before = Change.objects.count()
    for query in ("?fields=grading.cell", "?fields=grading.nothing", "?fields=name,password"):
        answer = program.client.patch(path + query, {"phone": "13"}, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (422, "wrong_query")
    assert Change.objects.count() == before
    tried = program.client.patch(path + "?dry_run=1", {"phone": "13"}, content_type="application/json")
    assert tried.status_code == 200
    assert "grading" not in tried.content.decode()
