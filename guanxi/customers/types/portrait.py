"""What a customer page tells: history, findings, ties and places."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from guanxi.customers.types.touches import SeenTouch
from guanxi.platform.journal.types import FieldChange


@dataclass(frozen=True, slots=True)
class ChangedFields:
    """What one change set did to the fields of one record."""

    change_set_id: int
    at: datetime
    who: str
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class FieldWas:
    """What stood in a field until `who` changed it."""

    at: datetime
    who: str
    before: object


class Said(NamedTuple):
    """What a customer said or showed: `kind` and its words in the reader's language."""

    kind: str
    label: str
    text: str
    on: date


class BoughtElsewhere(NamedTuple):
    """What a customer buys from a competitor, and why."""

    competitor_id: int
    competitor: str
    product: str
    reason: str


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """Everything the customer file knows for a portrait; `touches` and `said` newest first."""

    name: str
    kind: str
    since: datetime
    city: str = ""
    industry: str = ""
    employees: int | None = None
    source: str = ""
    phone: str = ""
    email: str = ""
    tags: tuple[str, ...] = ()
    contact_name: str = ""
    contact_title: str = ""
    contact_phone: str = ""
    next_title: str = ""
    next_due_on: date | None = None
    next_by: str = ""
    touches: tuple[SeenTouch, ...] = ()
    said: tuple[Said, ...] = ()
    bought_elsewhere: tuple[BoughtElsewhere, ...] = ()
    preferences: tuple[str, ...] = ()
    contact_taste: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing known of a customer: which sentence (`code`), its values, and where the evidence stands."""

    section: str
    code: str
    values: Mapping[str, object]
    evidence: str


class Relation(NamedTuple):
    """A tie between two records: a parent and its branch, an organisation and its contact, and so on."""

    start: int
    end: int
    kind: str  # parent, contact, household, link
    words: str


@dataclass(frozen=True, slots=True)
class RelationPicture:
    """Everybody around one record; `people` maps a key to its name and kind.

    `named`: contact persons whose own record the reader may not see.
    """

    centre: int
    people: Mapping[int, tuple[str, str]]
    ties: tuple[Relation, ...]
    named: frozenset[int] = frozenset()


class Place(NamedTuple):
    """A region, how many customers are there, and how its name is spelled on file."""

    name: str
    customers: int
    spellings: tuple[str, ...]
