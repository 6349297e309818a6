"""Two people, and what they do at the same moment."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import connection

from guanxi.platform.access.actions import (
    create_role,
    create_user,
)
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor

NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
ROUNDS = 5
WAIT_SECONDS = 60


def two_actors() -> list[Actor]:
    """Two people with every right on everything."""
    system = system_actor("tests", clock=lambda: NOW)
    role = create_role(actor=system, name="all", code="all", rights={"*": 5})
    users = [
        create_user(actor=system, email=f"{n}@x.cn", name=n, password=None, roles=[role.pk])
        for n in ("lin", "gao")
    ]
    return [actor_of(user, clock=lambda: NOW) for user in users]


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run all from the same moment, each on a connection of its own; results or the exceptions raised."""
    gate = threading.Barrier(len(works))
    found: list[object] = [None] * len(works)

    def run(at: int, work: Callable[[], object]) -> None:
        try:
            gate.wait(WAIT_SECONDS)
            found[at] = work()
        except Exception as problem:  # noqa: BLE001 - the test looks at what came
            found[at] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(at, work)) for at, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)
        assert not thread.is_alive(), "they wait for each other"
    return found


def refusals(found: list[object]) -> list[type]:
    return [type(one) for one in found if isinstance(one, Exception)]
