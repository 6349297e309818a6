"""What crosses administration's border."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FieldWords:
    """One field of one row, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowWords:
    """One row a change set touched, in words; `fields` those that differ."""

    name: str
    kind: str  # "I" created, "U" changed, "D" deleted
    fields: Sequence[FieldWords]


@dataclass(frozen=True, slots=True)
class TableWords:
    """The rows of one kind of record; `hidden` counts those out of reach and those beyond the limit."""

    label: str
    rows: Sequence[RowWords]
    hidden: int


@dataclass(frozen=True, slots=True)
class MeanwhileWords:
    """What a colleague saved while one was editing: a field as one saw it, and as it is now."""

    label: str
    before: str
    after: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ConflictWords:
    """One record that stands in the way of an undo; `fields`: label, original, mine, theirs."""

    kind: str
    name: str
    reasons: Sequence[str]
    fields: Sequence[tuple[str, str, str, str]]


@dataclass(frozen=True, slots=True)
class UndoPreview:
    """What an undo would do: changed rows restored, created ones removed, deleted ones brought back."""

    restored: int
    removed: int
    brought_back: int
    conflicts: Sequence[ConflictWords]
    more_conflicts: int


@dataclass(frozen=True, slots=True)
class DemoPart:
    """Rows of one kind that go with the demo company, and how many of them people added to it."""

    table: str
    label: str
    rows: int
    added: int


@dataclass(frozen=True, slots=True)
class DemoPlan:
    """What the removal of the demo company would take away; `accounts` are closed, not deleted."""

    parts: Sequence[DemoPart]
    accounts: int

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.parts)
