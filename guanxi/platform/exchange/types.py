"""What crosses the exchange's border, free of Django."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple, Protocol

Cell = str | int | float | Decimal | bool | date | datetime | None
Tick = Callable[[float, str], None]
"""Told how far the work is (0 to 1) and what it does now; may raise to stop it."""

EXAMPLES = 20  # refused or warned rows shown of each rule, to be corrected on the spot


class Standing(StrEnum):
    """Where an import stands, for people: what is stored of it together with its jobs."""

    UPLOADED = "uploaded"
    MAPPED = "mapped"
    CHECKING = "checking"
    CHECKED = "checked"
    CHECK_FAILED = "check_failed"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNDONE = "undone"

    @property
    def at_work(self) -> bool:
        return self in (Standing.CHECKING, Standing.RUNNING)

    @property
    def may_run(self) -> bool:
        return self not in (Standing.UPLOADED, Standing.CHECKING, Standing.RUNNING, Standing.DONE)


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the data folder, known by the digest of its bytes."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Table:
    """The mapped columns of a file: per target column its cells, one for each row.

    `lines` are the rows' lines in the file. `flaws` names rows the reader could not read, by position, with
    the sentence that says why; their cells are absent. `left_out`: those a person took out, flaws as well.
    """

    lines: Sequence[int]
    columns: Mapping[str, Sequence[Cell]]
    flaws: Mapping[int, str] = field(default_factory=dict)
    left_out: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.lines)


class RefusedRow(NamedTuple):
    """A row that is not imported, by its position. An empty `reason`: the rule says it all."""

    at: int
    line: int
    rule: str
    reason: str


class RefusedRows(Protocol):
    """Rows that are not imported, wherever they are kept until the report is written."""

    def counts(self) -> Mapping[str, int]:
        """Rule -> number of rows."""

    def in_order(self) -> Iterator[RefusedRow]:
        """By rising position."""


@dataclass(frozen=True, slots=True)
class Refusals:
    """Rows that are not imported: position -> rule. `reasons` says more where a rule has several."""

    by_row: dict[int, str] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)

    def refuse(self, row: int, rule: str, reason: str = "") -> None:
        self.by_row[row] = rule
        if reason:
            self.reasons[row] = reason


@dataclass(frozen=True, slots=True)
class RefusedInTable:
    """The refusals of a table that stands in memory."""

    refusals: Refusals
    lines: Sequence[int]

    def counts(self) -> Mapping[str, int]:
        return Counter(self.refusals.by_row.values())

    def in_order(self) -> Iterator[RefusedRow]:
        for at, rule in sorted(self.refusals.by_row.items()):
            yield RefusedRow(at, self.lines[at], rule, self.refusals.reasons.get(at, ""))


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where a warning leads: a page by its name and the key in its address."""

    words: str
    url_name: str
    key: int


class Warned(NamedTuple):
    """A row that is imported but worth a look, by its position. `column`: the target's, "" for the row."""

    at: int
    line: int
    rule: str
    words: str
    column: str = ""
    pointers: tuple[Pointer, ...] = ()


@dataclass(frozen=True, slots=True)
class Warnings:
    """What is worth a look before importing: a few rows of each rule by rising position, and how many.

    `notes`: sentences about the whole file.
    """

    rows: tuple[Warned, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Becoming:
    """A row as it will be on file. `step`: what is done with it, one of the target's `steps`."""

    line: int
    step: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Glance:
    """The first rows as they will be on file. `columns`: of the target."""

    columns: tuple[str, ...] = ()
    rows: tuple[Becoming, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """A refused or warned row. `at`: its position, by which its cells are corrected; -1 in older reports.

    `column`: the file's column that is meant, "" for the row.
    """

    line: int
    reason: str
    cells: tuple[str, ...]
    at: int = -1
    column: str = ""
    pointers: tuple[Pointer, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What a row changes in a record on file. `field`: a column of the target. Values as people read."""

    line: int
    record: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RuleCount:
    rule: str
    count: int
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or (dry run) would do. `made` counts each kind of record."""

    rows_read: int
    rows_imported: int
    rules: tuple[RuleCount, ...]
    made: Mapping[str, int]
    sums: Mapping[str, str] = field(default_factory=dict)
    change_set_id: int | None = None
    failed_file: str = ""
    run_id: int | None = None
    changes: tuple[FieldChange, ...] = ()
    warnings: tuple[RuleCount, ...] = ()
    notes: tuple[str, ...] = ()
    glance: Glance = field(default_factory=Glance)

    @property
    def rows_refused(self) -> int:
        return sum(r.count for r in self.rules)

    def refused(self) -> dict[str, int]:
        """Rule -> number of rows, in the order of the rules."""
        return {r.rule: r.count for r in self.rules}
