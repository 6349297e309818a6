"""Declared rights and verbs, and how a verb runs: authorised, its targets loaded and locked, journalled."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import DatabaseError, connection

from guanxi.platform.verbs.changes import Running, Undo, change_set, running
from guanxi.platform.verbs.refusals import Crossed, Forbidden, NotFound, Stale
from guanxi.platform.verbs.targets import Target, targets_of

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from guanxi.platform.access.types import Actor
    from guanxi.platform.records import Record

log = logging.getLogger(__name__)
R = TypeVar("R")
_ROLLED_BACK = ("40P01", "40001")  # deadlock, serialization failure
_TAKEN = "23505"  # a unique constraint


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


_rights: dict[str, Right] = {}
_verbs: dict[str, Verb[Any]] = {}  # Any: each verb returns its own type


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
        self._found_targets: dict[str, Target] | None = None
        self.__doc__ = function.__doc__
        self.__name__ = function.__name__
        self.__module__ = function.__module__

    def __repr__(self) -> str:
        return f"<verb {self.name}>"

    @property
    def targets(self) -> dict[str, Target]:
        if self._found_targets is None:
            self._found_targets = targets_of(self.function)
        return self._found_targets

    def __call__(self, *, actor: Actor, why: str = "", **given: object) -> R:
        return self.tracked(actor=actor, why=why, **given).result

    def tracked(self, *, actor: Actor, why: str = "", **given: object) -> Done[R]:
        """Like a call, and tells the change set, so that a page can offer undo."""
        outer = running.get()
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
        # What can be read from only once (a generator) is gone then: such work is not begun anew.
        is_last = any(isinstance(value, Iterator) for value in given.values())
        return until_through(lambda: self._begin(actor, why, given), self.name, is_last=is_last)

    def _join(self, outer: Running, actor: Actor, given: dict[str, object]) -> R:
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

    def _load(self, target: Target, keys: object, actor: Actor, right: str) -> object:
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


def until_through(work: Callable[[], R], name: str, *, is_last: bool = False) -> R:
    """Once more, but for `is_last`, when the database broke a deadlock by rolling this one back. `work` is a
    transaction of its own. Raises Crossed.
    """
    while True:
        try:
            return work()
        except DatabaseError as problem:
            state = _sqlstate(problem)
            if state not in {*_ROLLED_BACK, _TAKEN}:
                raise
            log.info("%s met another at work (%s)", name, state)
            if is_last or state == _TAKEN:
                raise Crossed from problem
        is_last = True


def _sqlstate(problem: DatabaseError) -> str | None:
    return getattr(problem.__cause__, "sqlstate", None)


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
