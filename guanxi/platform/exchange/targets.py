"""What can be imported: areas declare their targets in wiring.py.

    target(Target(name="commerce.transactions", label=_("..."), right="commerce.import_transactions", ...))

`plan` reads the mapped table and decides everything, writing nothing: it is the dry run. `write` carries a
plan out inside the import's one transaction, through the verbs named in `parts`. A target whose tables may be
longer than memory declares `intake` instead of `plan`: it is handed the table piece by piece.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from django.utils.translation import gettext_lazy as _

from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.readers import ColumnGuess, ColumnKind
from guanxi.platform.exchange.types import Cell, FieldChange, Glance, RefusedRows, Table, Tick, Warnings

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from guanxi.platform.conditions.sql import Where

    Choices = Sequence[tuple[str, str | Promise]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the target. `aliases`: what other systems and people call it, in both languages."""

    key: str
    label: "str | Promise"
    aliases: tuple[str, ...] = ()
    required: bool = False
    kind: ColumnKind = ColumnKind.TEXT
    help: "str | Promise" = ""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of the person who imports; its value is text.

    `choices`: (value, label), or what answers them at the moment they are offered.
    """

    key: str
    label: "str | Promise"
    default: str = ""
    choices: "Choices | Callable[[], Choices]" = ()
    help: "str | Promise" = ""
    shape: Literal["line", "choice", "words"] = "line"

    def chosen(self, options: Mapping[str, str]) -> str:
        """The value given; a choice left empty is the default."""
        given = options.get(self.key, self.default)
        return given if given or self.shape != "choice" else self.default

    def offered(self) -> "Choices":
        return self.choices() if callable(self.choices) else self.choices

    def offers(self, value: str) -> bool:
        return self.shape != "choice" or value in {key for key, _label in self.offered()}


DATES = Option(
    "dates",
    _("Dates such as 3/5/2024"),
    "",
    choices=(
        ("", _("as other dates of the column show")),
        ("day", _("day first")),
        ("month", _("month first")),
    ),
    shape="choice",
    help=_("Where no date of the column shows it, those that may be two days are not imported."),
)


def day_first_of(options: Mapping[str, str]) -> bool | None:
    """What was chosen for DATES; None: as the column shows."""
    return {"day": True, "month": False}.get(options.get("dates", ""))


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything decided about a table. `payload` is the target's own, handed to its `write`.

    `hands`: everybody who prepared the file: uploaded, mapped, corrected, checked or started it.
    """

    refused: RefusedRows
    made: Mapping[str, int]
    payload: object
    sums: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[FieldChange, ...] = ()
    hands: tuple[int, ...] = ()
    warnings: Warnings = field(default_factory=Warnings)
    glance: Glance = field(default_factory=Glance)


class Intake(Protocol):
    """Takes a long table in. Everything it keeps meanwhile is gone with the transaction around it."""

    def take(self, part: Table) -> None:
        """The next rows of the table."""

    def decide(self, tick: Tick) -> Plan:
        """Decide every row taken; no record is written."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person chose for one import. `columns`: the target's columns that the file fills."""

    options: Mapping[str, str]
    columns: frozenset[str]
    is_rehearsal: bool


@dataclass(frozen=True, slots=True)
class MadeOf:
    """Which rows of the journal a figure of `made` counts, so that it opens them.

    `kind`: "I" created, "U" changed, "" both. `where`: of the model's rows those that are meant. `subject`:
    the kind of record a row leads to, by the column `link`; `url_name`: a page of the row's own instead.
    `fetch`: what the row's name is made of. `beside`: the way to the record named beside it, and its word.
    """

    model: str
    kind: str
    where: Mapping[str, object] = field(default_factory=dict)
    subject: str = ""
    link: str = "pk"
    fetch: tuple[str, ...] = ()
    url_name: str = ""
    beside: "tuple[str, str | Promise] | None" = None


@dataclass(frozen=True, slots=True)
class Target:
    """`rules` are tried in their order. `one_of`: of each group at least one column must be mapped."""

    name: str
    label: "str | Promise"
    right: str
    columns: tuple[Column, ...]
    rules: "tuple[tuple[str, str | Promise], ...]"
    made: "tuple[tuple[str, str | Promise], ...]"
    write: Callable[[Actor, Plan, Tick], None]
    plan: Callable[[Actor, Table, Mapping[str, str], Tick], Plan] | None = None
    intake: Callable[[Actor, Asked], Intake] | None = None
    options: tuple[Option, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    parts: tuple[str, ...] = ()
    by_content: Callable[[Sequence[ColumnGuess]], dict[str, int]] | None = None  # for files without a header
    help: "str | Promise" = ""
    order: int = 100
    short: str = ""  # `guanxi import SHORT FILE`
    made_of: Mapping[str, MadeOf] = field(default_factory=dict)
    # What a proposal by the columns' names alone gets wrong: the mapping as it is meant, and its options.
    settle: Callable[[Mapping[str, str]], tuple[dict[str, str], dict[str, str]]] | None = None
    # What a row that is imported may be warned of: rule, its label, what to do about it.
    warnings: "tuple[tuple[str, str | Promise, str | Promise], ...]" = ()
    steps: "tuple[tuple[str, str | Promise], ...]" = ()  # what becomes of a row, for the glance
    # Which columns must be mapped under these options; without it those that are `required`.
    needed: Callable[[Mapping[str, str]], frozenset[str]] | None = None

    def defaults(self) -> dict[str, str]:
        return {option.key: option.default for option in self.options}

    def needs(self, column: Column, options: Mapping[str, str]) -> bool:
        if self.needed is None:
            return column.required
        return column.key in self.needed({**self.defaults(), **options})

    def rule_label(self, rule: str) -> str:
        return str(dict(self.rules)[rule])

    def column(self, key: str) -> Column:
        return next(c for c in self.columns if c.key == key)


@dataclass(frozen=True, slots=True)
class Export:
    """Records that go out whole: `guanxi export NAME`. What writes is asked for keys the actor may see.

    `texts`: form of file -> pieces of its text; `header` and `rows` are for tables.
    """

    name: str
    subject: str
    right: str
    keys: "Callable[[Actor, Where], Iterable[int]]"
    header: tuple[str, ...]
    rows: Callable[[Actor, Iterable[int]], Iterator[Sequence[Cell]]]
    texts: Mapping[str, Callable[[Actor, Iterable[int]], Iterator[str]]]


_exports: dict[str, Export] = {}


def export(made: Export) -> None:
    """Declare what can be exported."""
    _exports[made.name] = made


def export_named(name: str) -> Export:
    """Raises KeyError for what nobody declared."""
    return _exports[name]


def export_names() -> list[str]:
    return sorted(_exports)


_targets: dict[str, Target] = {}


def target(made: Target) -> None:
    """Declare a target. Importing authorises the verbs in its `parts`."""
    from guanxi.platform.exchange.actions import run_import

    if made.name in _targets:
        raise ValueError(f"the import target {made.name} is declared twice")
    _targets[made.name] = made
    run_import.parts |= frozenset(made.parts)


def targets_for(actor: Actor) -> list[Target]:
    """Targets this actor may import, in their order."""
    found = [t for t in _targets.values() if actor.may(t.right)]
    return sorted(found, key=lambda t: (t.order, t.name))


def target_named(name: str) -> Target:
    """By its name or its short one. Raises KeyError for a target nobody declared."""
    if name in _targets:
        return _targets[name]
    return {t.short: t for t in _targets.values() if t.short}[name]
