"""The cast of the shell's tests: Chen may everything, Wang may only sign in."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from guanxi.platform.access import actions
from guanxi.platform.access.queries import actor_of, system_actor

NOW = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"


@pytest.fixture
def people(db):
    system = system_actor("tests", clock=lambda: NOW)
    everything = actions.create_role(actor=system, name="All", code="all", rights={"*": 5})
    nothing = actions.create_role(actor=system, name="None", code="none", rights={})
    made = {
        name: actions.create_user(
            actor=system,
            email=f"{name}@example.com",
            name=name,
            password=PASSWORD,
            roles=[role.pk],
            language="en",
        )
        for name, role in (("chen", everything), ("wang", nothing))
    }
    return SimpleNamespace(**made)


@pytest.fixture
def chen(people):
    return actor_of(people.chen, clock=lambda: NOW)


@pytest.fixture
def wang(people):
    return actor_of(people.wang, clock=lambda: NOW)
