"""What crosses the border of marketing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from guanxi.decisions.types import Comparison
from guanxi.kit.statistics import Interval

CELL = "marketing.cell"
"""The kind of a cell in upward links: touches name their cause by it, response codes their cell."""

LETTER = "letter"
"""The purpose under which a company says which documents its letters need."""


@dataclass(frozen=True, slots=True)
class CampaignDraft:
    name: str
    objective: str = ""
    budget: Decimal | None = None
    currency: str = ""
    response_days: int = 30


@dataclass(frozen=True, slots=True)
class ProgramDraft:
    """One tactic: channel "letter" or "mail", language "zh" or "en", text with merge fields."""

    name: str
    channel: str = "letter"
    language: str = "zh"
    subject: str = ""
    letter: str = ""
    is_reachable_only: bool = False


@dataclass(frozen=True, slots=True)
class CellPlan:
    """A cell as wished for. Without an offer it is the control. Shares need not add up to one."""

    name: str
    share: Fraction | int
    offer_id: int | None = None
    letter: str = ""

    @property
    def is_control(self) -> bool:
        return self.offer_id is None


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """A cell as it became: how many customers, under which code."""

    cell_id: int
    name: str
    kind: str
    share: Decimal
    size: int
    code: str


@dataclass(frozen=True, slots=True)
class PlannedCampaign:
    campaign_id: int
    program_id: int
    size: int
    cells: tuple[PlannedCell, ...]


@dataclass(frozen=True, slots=True)
class Recipient:
    """One customer as a letter needs it. `speaker` is the main contact of an organisation."""

    customer_id: int
    number: str
    kind: str
    name: str
    sex: str
    speaker: str
    speaker_sex: str
    email: str
    country: str
    province: str
    city: str
    address: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One row of a cell's file."""

    number: str
    name: str
    address: str
    email: str
    salutation: str
    subject: str
    text: str
    code: str


@dataclass(frozen=True, slots=True)
class CellFile:
    """What was written: rows, how many of them lack an address for the channel."""

    file_name: str
    rows: int
    without_address: int


@dataclass(frozen=True, slots=True)
class ResponseRow:
    """A line of a response file, already read: company day, amount in home currency."""

    code: str
    customer_number: str
    responded_on: date
    revenue: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class ReadyResponse:
    """A response that passed every rule, with the keys it is stored under."""

    cell_id: int
    customer_id: int
    responded_on: date
    revenue: Decimal


@dataclass(frozen=True, slots=True)
class CheckedResponses:
    """Rows by position: `ready` will be stored, `refused` says by which rule (the first that matched)."""

    ready: Mapping[int, ReadyResponse]
    refused: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CellTotals:
    """Sums of one cell over the customers one may see. Squares are of the revenue per customer."""

    size: int = 0
    responders: int = 0
    revenue: Decimal = Decimal(0)
    revenue_squares: Decimal = Decimal(0)
    late: int = 0
    buyers: int = 0
    sales: Decimal = Decimal(0)
    sales_squares: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class CellResult:
    """One cell measured. `response` and `purchase` compare a test cell with its control, else None."""

    cell_id: int
    program: str
    name: str
    kind: str
    code: str
    offer: str
    planned_size: int
    totals: CellTotals
    response_rate: float | None
    response_interval: Interval
    buyer_rate: float | None
    buyer_interval: Interval
    revenue_per_head: Decimal | None
    sales_per_head: Decimal | None
    response: Comparison | None
    purchase: Comparison | None


@dataclass(frozen=True, slots=True)
class CampaignResults:
    """A campaign measured within its response window, which is half open: [launched, closes)."""

    campaign_id: int
    launched_at: datetime
    closes_at: datetime
    measured_at: datetime
    is_open: bool
    currency: str
    currencies_left_out: tuple[str, ...]
    orders_visible: bool
    cells: tuple[CellResult, ...]
