"""Verbs: everything that writes. One name is the permission, the journal entry and the operation."""

from __future__ import annotations

import inspect
import logging
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from django.db import DatabaseError, connection, models, transaction
from django.utils.translation import gettext_lazy as _

from guanxi.platform.records import Record, policy_of

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from guanxi.platform.access.types import Actor
    from guanxi.platform.journal.models import ChangeSet

log = logging.getLogger(__name__)
R = TypeVar("R")
Undo = Literal["rows", "compensate", "never"]
_ROLLED_BACK = ("40P01", "40001")  # deadlock, serialization failure
_TAKEN = "23505"  # a unique constraint


class Refused(Exception):
    """An expected failure with a sentence for the user; `fields` names the inputs it speaks of.

    Refused
    ├── Forbidden      the actor lacks the right
    ├── NotFound       no such row, or none this actor may reach (never told apart)
    ├── Stale          the row changed since it was read
    │   └── Crossed    two wrote the same at the same moment, and the database let one
    └── ...            each area's own, beside its verbs
    """

    sentence: str | Promise = _("This was refused.")

    def __init__(
        self, sentence: str | Promise | None = None, *, fields: dict[str, str | Promise] | None = None
    ) -> None:
        self.sentence = sentence or self.sentence
        self.fields = fields or {}
        super().__init__(self.sentence)

    def __str__(self) -> str:
        return str(self.sentence)


class Forbidden(Refused):
    sentence = _("You do not have the right to do this. An administrator can give it to your role.")


class NotFound(Refused):
    sentence = _("This record does not exist, or you may not see it.")


class Stale(Refused):
    sentence = _(
        "Somebody changed this record while you were editing. Look at the new values and save again."
    )


class Crossed(Stale):
    sentence = _(
        "Somebody else was saving the same at this very moment. Nothing of yours was kept: look at what is"
        " there now and try again."
    )


class UnlistedPart(Exception):
    """A verb called another one that it does not declare and the actor may not do."""


@dataclass(frozen=True, slots=True)
class Right:
    name: str
    label: str | Promise

    @property
    def area(self) -> str:
        return self.name.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """What a verb returned, and the change set that undoes it."""

    result: R
    change_set_id: int


@dataclass(frozen=True, slots=True)
class _Target:
    model: type[Record]
    many: bool
    optional: bool


@dataclass(frozen=True, slots=True)
class _Running:
    change_set: ChangeSet
    verb: str
    parts: frozenset[str]


_rights: dict[str, Right] = {}
_verbs: dict[str, Verb[Any]] = {}  # Any: each verb returns its own type
_running: ContextVar[_Running | None] = ContextVar("guanxi_running_verb", default=None)


def right(name: str, label: str | Promise) -> None:
    """Declare a right that is no verb, such as seeing."""
    _rights[name] = Right(name, label)


def rights() -> list[Right]:
    return [r for _, r in sorted(_rights.items())]


def verbs() -> list[Verb[Any]]:
    return [v for _, v in sorted(_verbs.items())]


def verb_named(name: str) -> Verb[Any]:
    """Raises KeyError for a verb nobody declared."""
    return _verbs[name]


def current_change_set() -> ChangeSet:
    """The change set being written. Raises RuntimeError outside a verb."""
    running = _running.get()
    if running is None:
        raise RuntimeError("no verb is running")
    return running.change_set


@contextmanager
def change_set(
    actor: Actor, verb_name: str, *, why: str = "", undo: Undo = "rows", parts: frozenset[str] = frozenset()
) -> Iterator[ChangeSet]:
    """One transaction under one journal entry. Verbs open it; migrations and test builders may."""
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
        _point_journal_at(str(entry.id))
        token = _running.set(_Running(entry, verb_name, parts))
        try:
            yield entry
        finally:
            _running.reset(token)
        _point_journal_at("")


def _point_journal_at(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('guanxi.change_set', %s, true)", [value])


class Verb(Generic[R]):
    """A registered write. Call it with keys: it loads and locks what it acts on before it runs."""

    def __init__(
        self,
        name: str,
        function: Callable[..., R],
        *,
        label: str | Promise,
        undo: Undo,
        parts: frozenset[str],
        open_to_all: bool,
    ) -> None:
        self.name = name
        self.function = function
        self.label = label
        self.undo: Undo = undo
        self.parts = parts
        self.open_to_all = open_to_all
        self.signature = inspect.signature(function)
        self._found_targets: dict[str, _Target] | None = None
        self.__doc__ = function.__doc__
        self.__name__ = function.__name__
        self.__module__ = function.__module__

    def __repr__(self) -> str:
        return f"<verb {self.name}>"

    @property
    def targets(self) -> dict[str, _Target]:
        if self._found_targets is None:
            self._found_targets = _targets_of(self.function)
        return self._found_targets

    def __call__(self, *, actor: Actor, why: str = "", **given: object) -> R:
        return self.tracked(actor=actor, why=why, **given).result

    def tracked(self, *, actor: Actor, why: str = "", **given: object) -> Done[R]:
        """Like a call, and tells the change set, so that a page can offer undo."""
        outer = _running.get()
        if outer is not None:
            return Done(self._join(outer, actor, given), outer.change_set.id)
        if not (self.open_to_all or actor.may(self.name)):
            raise Forbidden
        if connection.in_atomic_block:
            return self._begin(actor, why, given)
        return self._begin_until_through(actor, why, given)

    def _begin(self, actor: Actor, why: str, given: dict[str, object]) -> Done[R]:
        with change_set(actor, self.name, why=why, undo=self.undo, parts=self.parts) as entry:
            return Done(self._run(actor, dict(given), right=self.name), entry.id)

    def _begin_until_through(self, actor: Actor, why: str, given: dict[str, object]) -> Done[R]:
        """Once more when the database broke a deadlock by rolling this one back. Raises Crossed."""
        try:
            return self._begin(actor, why, given)
        except DatabaseError as problem:
            state = _sqlstate(problem)
            if state not in {*_ROLLED_BACK, _TAKEN}:
                raise
            log.info("%s met another at work (%s)", self.name, state)
            # What was read from once (a generator) is gone: such work is not begun anew.
            if state == _TAKEN or any(isinstance(value, Iterator) for value in given.values()):
                raise Crossed from problem
        try:
            return self._begin(actor, why, given)
        except DatabaseError as problem:
            if _sqlstate(problem) in {*_ROLLED_BACK, _TAKEN}:
                raise Crossed from problem
            raise

    def _join(self, outer: _Running, actor: Actor, given: dict[str, object]) -> R:
        """A part of a larger verb is authorised by the larger one when that declares it."""
        if self.name in outer.parts:
            return self._run(actor, given, right=outer.verb)
        if self.open_to_all or actor.may(self.name):
            return self._run(actor, given, right=self.name)
        raise UnlistedPart(f"{outer.verb} calls {self.name} without declaring it")

    def _run(self, actor: Actor, given: dict[str, object], *, right: str) -> R:
        for name, target in self.targets.items():
            if name in given:
                given[name] = self._load(target, given[name], actor, right)
        return self.function(actor=actor, **given)

    def _load(self, target: _Target, keys: object, actor: Actor, right: str) -> object:
        if keys is None and target.optional:
            return None
        wanted = sorted({int(str(k)) for k in keys}) if target.many else [int(str(keys))]  # type: ignore[attr-defined]  # a list by contract of the parameter's type
        if self.open_to_all and not actor.is_system:
            found = target.model.objects.visible_to(actor)
        else:
            found = target.model.objects.visible_to(actor, right)
        found = found.filter(pk__in=wanted).order_by("pk")
        # What may be left out is only referred to (an owner, a team): a lock there would queue up strangers.
        rows = list(found if target.optional else found.select_for_update(of=("self",)))
        if len(rows) != len(wanted):
            raise NotFound
        return rows if target.many else rows[0]


def _sqlstate(problem: DatabaseError) -> str | None:
    return getattr(problem.__cause__, "sqlstate", None)


def _targets_of(function: Callable[..., object]) -> dict[str, _Target]:
    hints = get_type_hints(function, include_extras=False)
    found = {name: _target_of(hint) for name, hint in hints.items() if name != "return"}
    for name, target in found.items():
        if target is not None:
            policy_of(target.model)
            assert name != "actor"
    return {name: target for name, target in found.items() if target is not None}


def _target_of(hint: object) -> _Target | None:
    optional = False
    if get_origin(hint) in (Union, types.UnionType):
        inner = [a for a in get_args(hint) if a is not type(None)]
        optional = len(inner) < len(get_args(hint))
        if len(inner) != 1:
            return None
        hint = inner[0]
    many = get_origin(hint) is list
    if many:
        hint = get_args(hint)[0]
    if isinstance(hint, type) and issubclass(hint, models.Model):
        return _Target(hint, many, optional)  # type: ignore[arg-type]  # policy_of refuses a model without policy
    return None


def verb(
    name: str,
    *,
    label: str | Promise,
    undo: Undo = "rows",
    parts: tuple[str, ...] = (),
    open_to_all: bool = False,
) -> Callable[[Callable[..., R]], Verb[R]]:
    """Register a write under `name` ("area.verb").

    `parts`: verbs it calls and thereby authorises. `open_to_all`: every signed-in person may do it, on
    rows that person sees (own password, own preferences). `undo`: how the journal takes it back.
    """

    def register(function: Callable[..., R]) -> Verb[R]:
        if name in _verbs:
            raise ValueError(f"the verb {name} is declared twice")
        made = Verb(name, function, label=label, undo=undo, parts=frozenset(parts), open_to_all=open_to_all)
        _verbs[name] = made
        if not open_to_all:
            right(name, label)
        return made

    return register


def expect_version(record: Record, version: int | None) -> None:
    """Raises Stale when the row is no longer the one the person edited. None: do not ask."""
    if version is not None and record.version != version:
        raise Stale
