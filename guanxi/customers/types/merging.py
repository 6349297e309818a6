"""Doubles, clashes and what a merge asks and did."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from guanxi.platform.journal.types import Conflict


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One record's value of a field, in words; `is_chosen`: it is the one proposed to stay."""

    key: int
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FieldSideBySide:
    """One field over all records of a merge; `may_join`: the values may stand together."""

    name: str
    label: str
    choices: tuple[FieldChoice, ...]
    differs: bool
    may_join: bool


@dataclass(frozen=True, slots=True)
class MeanwhileChanged:
    """What somebody else changed while one was at work: from what one saw to what is there now."""

    record: str
    field: str
    label: str
    before: str
    after: str
    who: str
    at: datetime


class Claim(Protocol):
    """A dispute, as far as its page needs to know it."""

    pk: int
    customer_id: int
    claimant_id: int


@dataclass(frozen=True, slots=True)
class MaskedClash:
    """All that is told of a colleague's customer. `days`: since the last touch; None: never touched."""

    answer: int
    team: str
    days: int | None


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did. `moved` counts the rows that went along and that the actor sees."""

    survivor: int
    name: str
    others: tuple[int, ...]
    moved: int


@dataclass(frozen=True, slots=True)
class Parted:
    """What came back; `conflicts` are rows that were edited since and stay as they are."""

    survivor: int
    back: tuple[int, ...]
    conflicts: tuple[Conflict, ...]
