"""The change set under which everything is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.db import connection, transaction

from guanxi.platform.verbs.once import noted

if TYPE_CHECKING:
    from guanxi.platform.access.types import Actor
    from guanxi.platform.journal.models import ChangeSet

Undo = Literal["rows", "compensate", "never"]


@dataclass(frozen=True, slots=True)
class Running:
    change_set: ChangeSet
    verb: str
    parts: frozenset[str]


running: ContextVar[Running | None] = ContextVar("guanxi_running_verb", default=None)


def current_change_set() -> ChangeSet:
    """The change set being written. Raises RuntimeError outside a verb."""
    now = running.get()
    if now is None:
        raise RuntimeError("no verb is running")
    return now.change_set


@contextmanager
def change_set(
    actor: Actor, verb_name: str, *, why: str = "", undo: Undo = "rows", parts: frozenset[str] = frozenset()
) -> Iterator[ChangeSet]:
    """One transaction under one journal entry. Verbs open it; migrations and test builders may.

    Raises SentAlready when the request at work has been done before.
    """
    from guanxi.platform.journal.models import ChangeSet

    with transaction.atomic():
        entry = ChangeSet.objects.create(
            actor_id=actor.user_id,
            actor_name=actor.name,
            team_id=actor.team_ids[0] if actor.team_ids else None,
            verb=verb_name,
            at=actor.now(),
            why=why,
            undo=undo,
        )
        with noted(entry.id):
            _point_journal_at(str(entry.id))
            token = running.set(Running(entry, verb_name, parts))
            try:
                yield entry
            finally:
                running.reset(token)
            _point_journal_at("")


def _point_journal_at(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('guanxi.change_set', %s, true)", [value])
