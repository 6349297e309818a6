"""What crosses the border of the customer file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, Protocol

from guanxi.platform.journal.types import Conflict, FieldChange

# A conversation with the customer; notes and records of business are none.
REAL_CONTACTS = frozenset({"call", "mail", "visit", "chat", "letter", "sms"})


class ShownCustomer(Protocol):
    """The record a page is about, as far as its parts need to know it."""

    pk: int
    kind: str
    name: str
    sector: str


@dataclass(frozen=True, slots=True)
class CustomerDraft:
    """The facts of an organisation or person as typed or imported, before they are checked."""

    name: str
    kind: str = "organisation"
    short_name: str = ""
    is_customer: bool = True
    code: str | None = None
    credit_code: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    country: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    address: str = ""
    industry: str = ""
    industry_code: str = ""
    isic_code: str = ""
    employees: int | None = None
    sex: str = ""
    born_on: date | None = None
    tags: tuple[str, ...] = ()
    source: str = ""
    remark: str = ""
    sector: str = ""  # "": what its kind suggests
    party: str = "outer"
    trade_role: str = ""
    archive_class: str = "potential"  # only as a record begins; later customers.classify says it
    site: str = ""


@dataclass(frozen=True, slots=True)
class ProfileDraft:
    """The rarer facts of a customer. Amounts are in the company's own currency."""

    income: str = ""
    household_size: int | None = None
    occupation: str = ""
    lifestyle: str = ""
    hobbies: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    card_token: str = ""
    card_last_four: str = ""
    card_scheme: str = ""
    preferences: str = ""
    other_preferences: str = ""
    novelty: str = ""
    delivery_method: str = ""
    delivery_requirements: str = ""
    credit_limit: Decimal | None = None
    value_added: tuple[str, ...] = ()
    specifications: str = ""
    profit_source: str = ""
    annual_sales: Decimal | None = None
    annual_sales_year: int | None = None
    hardware: str = ""
    software: str = ""
    evaluation: str = ""


@dataclass(frozen=True, slots=True)
class ContactDraft:
    title: str = ""
    department: str = ""
    is_main: bool = False
    since_on: date | None = None
    until_on: date | None = None
    roles: tuple[str, ...] = ()
    taste: str = ""
    gifts: str = ""


@dataclass(frozen=True, slots=True)
class StatementDraft:
    kind: str
    text: str
    on: date
    source: str = "talk"


@dataclass(frozen=True, slots=True)
class LinkDraft:
    kind: str
    role: str = ""
    since_on: date | None = None
    until_on: date | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class DepartmentDraft:
    name: str
    kind: str = "department"
    phone: str = ""
    address: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class CompetitorDraft:
    name: str
    website: str = ""
    strategy: str = ""
    strengths: str = ""
    weaknesses: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class RivalPurchaseDraft:
    reason: str
    product: str = ""
    since_on: date | None = None
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class OwedReportDraft:
    name: str
    every: str
    due_day: int
    since_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Lost:
    """When and why a customer was lost, and to which competitor."""

    on: date
    reason: str = ""
    to_id: int | None = None


@dataclass(frozen=True, slots=True)
class TouchDraft:
    channel: str
    direction: str
    at: datetime
    subject: str = ""
    body: str = ""
    outcome: str = ""
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class ImportedCustomer:
    """A customer as a file of business gives it: known by its number there.

    `is_numbered` False: the file has no numbers; `code` is its name there and not kept as a number.
    """

    code: str
    name: str
    kind: str = "organisation"
    country: str = ""
    first_seen_at: datetime | None = field(default=None)
    is_numbered: bool = True


@dataclass(frozen=True, slots=True)
class ListChoices:
    """How a customer list is taken in.

    `mode`: "create", "update" or "upsert"; `key`: by what a row finds its customer then. `kind`: what a row
    without a word on it is. `emptied`: columns whose empty cells empty the field on file.
    `day_first` None: the order of day and month that the dates of a column show.
    """

    mode: str = "create"
    key: str = "code"
    kind: str = "organisation"
    emptied: frozenset[str] = frozenset()
    day_first: bool | None = None

    @property
    def updates(self) -> bool:
        return self.mode != "create"

    @property
    def creates(self) -> bool:
        return self.mode != "update"


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One record's value of a field, in words; `is_chosen`: it is the one proposed to stay."""

    key: int
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FieldSideBySide:
    """One field over all records of a merge; `joined` where the values may stand together."""

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


class ImportedTouch(NamedTuple):
    """A record of business in the timeline. A named tuple: tens of thousands are made."""

    customer_id: int
    channel: str
    direction: str
    at: datetime
    subject: str
    cause_type: str
    cause_id: int


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


@dataclass(frozen=True, slots=True)
class SeenTouch:
    """A row of the timeline as rules read it."""

    key: int
    channel: str
    direction: str
    at: datetime
    subject: str = ""
    outcome: str = ""
    seconds: int | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """Everything the customer file knows for a portrait; `touches` newest first."""

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
    """Everybody around one record; `people` maps a key to its name and kind."""

    centre: int
    people: Mapping[int, tuple[str, str]]
    ties: tuple[Relation, ...]


class Place(NamedTuple):
    """A region, how many customers are there, and how its name is spelled on file."""

    name: str
    customers: int
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of what is asked for is on file, of one team's customers."""

    team_id: int | None
    team: str
    count: int
    parts: Mapping[str, int]

    @property
    def share(self) -> float:
        """0 to 1."""
        asked = self.count * len(self.parts)
        return sum(self.parts.values()) / asked if asked else 0.0


@dataclass(frozen=True, slots=True)
class SourceDraft:
    name: str
    method: str = "collection"
    data_kinds: tuple[str, ...] = ()
    database_class: str = ""
    channel: str = ""
    incentive: str = ""
    terms: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """`role_id` None: everybody asks. `every_days` None: once is enough."""

    field: str
    kind: str = ""
    touchpoint: str = ""
    role_id: int | None = None
    wording: str = ""
    incentive: str = ""
    every_days: int | None = None


@dataclass(frozen=True, slots=True)
class Scan:
    """A stored picture of a document. `kind` is its media type by its bytes, empty for a download only."""

    digest: str
    name: str
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class DocumentDraft:
    """What stands on a document, as typed or imported, before it is checked.

    `change`: "new", or with a version it replaces "renewal" (a new paper) or "correction" (it was entered
    wrongly).
    """

    number: str
    issued_on: date | None
    expires_on: date | None = None
    is_long_term: bool = False
    long_term_reason: str = ""
    issuer: str = ""
    basis: str = ""
    change: str = "new"


@dataclass(frozen=True, slots=True)
class DocumentTypeDraft:
    name_zh: str
    name_en: str
    longest_months: int | None = None
    allows_long_term: bool = False
    warn_days: int = 30
    when_expired: str = "block"
    number_rule: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class RiskDraft:
    """A risk event as it is known so far."""

    title: str
    happened_on: date
    due_on: date
    cause: str = ""
    rectification: str = ""
    training: str = ""
