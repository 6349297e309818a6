"""Facts: what conditions may speak about. Each area declares its own in wiring.py."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from guanxi.platform.conditions.errors import WrongDeclaration

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from guanxi.platform.access.types import Actor

    Text = str | Promise

NAME = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
IDENTIFIER = re.compile(r"[a-z_][a-z0-9_]{0,62}")


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"  # numeric, home currency
    DATE = "date"
    MOMENT = "moment"  # timestamptz; compared by the company's days
    FLAG = "flag"
    CHOICE = "choice"
    WORDS = "words"  # a set of strings
    EVENTS = "events"  # rows with a moment each


class Store(StrEnum):
    """How a set of words is stored."""

    ARRAY = "array"
    JSONB = "jsonb"


Choices = Iterable[tuple[str | int, "Text"]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fact:
    """One typed, named, translated fact about a subject, and the column it is read from.

    `key` is the column of `table` that holds the subject's id: `id` in the subject's own table.
    Except for events, `table` has at most one row per subject.
    For events `column` is the moment of each row, and `where` are constants that select the rows.
    Without a table the fact exists only in profiles (a web session) and cannot make a list.
    With `folded_column` text comparisons ignore what `fold` ignores: the column holds `fold(value)`.
    `json_key` reads a key of a JSONB column (custom fields).
    `trait` marks what an area tells others in its one-row-per-subject table;
    `source_column` and `date_column` there say where it comes from and of when it is.
    `right` is the right by which its table's rows are seen, where that is not the subject's own: whoever
    lacks it would learn by filtering what no page shows (see `readable_by`).
    """

    name: str
    label: Text
    group: Text
    kind: Kind
    subject: str
    table: str = ""
    column: str = ""
    key: str = "id"
    choices: Choices | Callable[[], Choices] = ()
    whole_choices: bool = False  # the choices are whole numbers (keys), not texts
    folded_column: str = ""
    fold: Callable[[str], str] | None = None
    json_key: str = ""
    store: Store = Store.ARRAY
    where: Mapping[str, str | int | bool] = field(default_factory=dict)
    source_column: str = ""
    date_column: str = ""
    trait: bool = False
    right: str = ""

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise WrongDeclaration(f"{self.name!r}: a fact is named area.word")
        for identifier in (self.table, self.column, self.folded_column, self.json_key, *self.where):
            if identifier and not IDENTIFIER.fullmatch(identifier):
                raise WrongDeclaration(f"{self.name}: {identifier!r} is not a plain identifier")
        if not IDENTIFIER.fullmatch(self.key):
            raise WrongDeclaration(f"{self.name}: {self.key!r} is not a plain identifier")
        if bool(self.table) != bool(self.column):
            raise WrongDeclaration(f"{self.name}: a table needs a column and a column a table")
        if bool(self.folded_column) and self.fold is None:
            raise WrongDeclaration(f"{self.name}: a folded column needs the function that makes it")
        if self.kind is Kind.CHOICE and not self.choices:
            raise WrongDeclaration(f"{self.name}: a choice needs choices")
        if self.where and self.kind is not Kind.EVENTS:
            raise WrongDeclaration(f"{self.name}: only events are selected by constants")
        if self.trait and (not self.table or self.key == "id"):
            raise WrongDeclaration(f"{self.name}: a trait stands in a table of its own, with a key")

    def offered(self) -> tuple[tuple[str | int, Text], ...]:
        """The choices now: of a callable, what it answers at this moment."""
        return tuple(self.choices() if callable(self.choices) else self.choices)

    def folded(self, text: str) -> str:
        return text if self.fold is None else self.fold(text)


class Registry(Mapping[str, Fact]):
    """All facts by name. Sources answer facts which come and go at run time (custom fields)."""

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._declared: dict[str, Fact] = {}
        self._sources: list[Callable[[], Iterable[Fact]]] = []
        self.declare(*facts)

    def declare(self, *facts: Fact) -> None:
        for fact in facts:
            if self._declared.get(fact.name, fact) is not fact:
                raise WrongDeclaration(f"{fact.name} is declared twice")
            self._declared[fact.name] = fact

    def provide(self, source: Callable[[], Iterable[Fact]]) -> None:
        """Ask `source` at each look-up that finds no declared fact, and whenever all are listed."""
        self._sources.append(source)

    def __getitem__(self, name: str) -> Fact:
        if name in self._declared:
            return self._declared[name]
        return self._provided()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted({**self._provided(), **self._declared}))

    def __len__(self) -> int:
        return len({**self._provided(), **self._declared})

    def _provided(self) -> dict[str, Fact]:
        return {fact.name: fact for source in self._sources for fact in source()}


REGISTRY = Registry()


def declare(*declared: Fact) -> None:
    """Make facts known to the whole company's conditions; called from an area's wiring."""
    REGISTRY.declare(*declared)


def provide(source: Callable[[], Iterable[Fact]]) -> None:
    """Make facts known that come and go at run time (custom fields)."""
    REGISTRY.provide(source)


def readable_by(actor: Actor, seeing: str, registry: Mapping[str, Fact] = REGISTRY) -> Mapping[str, Fact]:
    """The facts this person may filter by, in a list whose rows are seen by the right `seeing`.

    A fact with a right of its own must be readable for every row of the list, not for some of them only.
    """
    least = actor.scope(seeing)
    return {
        name: fact
        for name, fact in registry.items()
        if not fact.right or (actor.may(fact.right) and actor.scope(fact.right) >= least)
    }


def facts(subject: str | None = None) -> tuple[Fact, ...]:
    """All facts by name, or those of one subject."""
    return tuple(fact for fact in REGISTRY.values() if subject in (None, fact.subject))


def traits(subject: str | None = None) -> tuple[Fact, ...]:
    """What areas tell others: the facts that stand in one-row-per-subject tables of their own."""
    return tuple(fact for fact in facts(subject) if fact.trait)
