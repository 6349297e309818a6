"""What crosses the journal's border."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row that cannot simply go back. `fields` maps a column to (original, mine, theirs)."""

    table: str
    row_id: int
    reason: str  # "changed" | "gone" | "used"
    fields: Mapping[str, tuple[object, object, object]] = field(default_factory=dict)
    used_by: str = ""


@dataclass(frozen=True, slots=True)
class UndoReport:
    change_set_id: int
    restored: int
    removed: int
    brought_back: int
    conflicts: tuple[Conflict, ...]

    @property
    def rows(self) -> int:
        return self.restored + self.removed + self.brought_back


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one record at one moment, for its history."""

    change_set_id: int
    at: datetime
    who: str
    verb: str
    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class FirstRow:
    """One row of a change set, to call it by; `before` is empty for a created one."""

    table: str
    row_id: int
    kind: str  # "I" created, "U" changed, "D" deleted
    before: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class TouchedRow:
    """One row as a change set found it and as it left it; `before` is empty for a created one.

    `exists`: whether the row is there today.
    """

    table: str
    row_id: int
    kind: str  # "I" created, "U" changed, "D" deleted
    before: Mapping[str, object]
    after: Mapping[str, object]
    exists: bool
