"""The document is kept: what schemathesis makes of it, right and wrong, never breaks the API nor its promises."""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from test_api import Program
from world import build_world

from guanxi.api import middleware
from guanxi.api.resources import resources
from guanxi.config.wsgi import application

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("schema")]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
QUICK, LONG = 4, 120  # calls of each operation, right and wrong each


class Spoken:
    """The document of this installation, spoken by a program with every right on its own records."""

    def __init__(self) -> None:
        self.world = build_world()
        program = Program(self.world.people["own_all"])
        self.headers = {**program.headers, "accept-language": "en"}
        self.schema = schemathesis.openapi.from_dict(Client().get("/api/v1/openapi.json").json())
        self.schema.app = application
        self.keys = {one.name: self.world.own[one.subject] for one in resources()}

    def operations(self):
        return [found.ok() for found in self.schema.get_all_operations()]

    def call(self, case, *, knows_key: bool) -> None:
        """One call, taken back whatever it wrote. Mostly it speaks of a record that is there."""
        if knows_key and "key" in (case.path_parameters or {}):
            case.path_parameters["key"] = self.keys[case.path.split("/")[1]]
            case.headers.pop("If-Match", None)
        with transaction.atomic():
            answer = case.call(headers=self.headers)
            transaction.set_rollback(True)
        case.validate_response(answer, checks=CHECKS)


@pytest.fixture
def spoken(db, monkeypatch) -> Iterator[Spoken]:
    monkeypatch.setattr(middleware, "CALLS_A_MINUTE", 10**9)
    made = Spoken()
    for signal in (request_started, request_finished):  # else the test's own connection is closed
        signal.disconnect(close_old_connections)
    yield made
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def speak(spoken: Spoken, operation, count: int) -> None:
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

        @seed(7)
        @settings(
            max_examples=count,
            deadline=None,
            database=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy(generation_mode=mode), st.integers(0, 3))
        def ask(case, chance: int) -> None:
            spoken.call(case, knows_key=chance > 0)

        ask()


def test_every_operation_keeps_what_the_document_says(spoken, subtests):
    assert len(spoken.operations()) > 30
    for operation in spoken.operations():
        with subtests.test(operation=operation.label):
            speak(spoken, operation, QUICK)


@pytest.mark.prove
def test_every_operation_keeps_what_the_document_says_for_long(spoken, subtests):
    for operation in spoken.operations():
        with subtests.test(operation=operation.label):
            speak(spoken, operation, LONG)


def test_a_planted_failure_and_a_planted_lie_are_caught(spoken, monkeypatch):
    (operation,) = (one for one in spoken.operations() if one.label == "GET /customers/{key}")
    speak(spoken, operation, 2)
    monkeypatch.setattr("guanxi.api.views.values_of", lambda *_given: [{"id": "seven", "version": 1}])
    with pytest.raises(FailureGroup):
        speak(spoken, operation, QUICK)

    def broken(*_given):
        raise RuntimeError

    monkeypatch.setattr("guanxi.api.views.values_of", broken)
    with pytest.raises(FailureGroup):
        speak(spoken, operation, QUICK)
