"""What crosses the border of decisions: a group's result, and two groups compared."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from guanxi.kit.statistics import Interval


class Verdict(StrEnum):
    BROKEN = "broken"
    TOO_FEW = "too_few"
    BETTER = "better"
    WORSE = "worse"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Group:
    """A cell's result: customers, how many of them responded, the sum and the sum of squares of revenue per
    customer.
    """

    size: int
    responses: int
    revenue: Decimal = Decimal(0)
    revenue_squares: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if not 0 <= self.responses <= self.size:
            raise ValueError(f"{self.responses} responses of {self.size} customers cannot be")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rates and differences are None when a group is empty; `relative_lift` also when control had no
    response.
    """

    test_rate: float | None
    test_interval: Interval
    control_rate: float | None
    control_interval: Interval
    difference: float | None
    difference_interval: Interval | None
    relative_lift: float | None
    revenue_difference: float | None
    revenue_interval: Interval | None
    sample_ratio_p: float | None
    verdict: Verdict
    sentence: tuple[str, str]
    """English, Chinese."""


@dataclass(frozen=True, slots=True)
class OfferDraft:
    """An offer as typed. One of the two texts may be empty; letters then use the other."""

    name: str
    text_zh: str = ""
    text_en: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    value: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class CellToCode:
    """A cell that needs a code: its kind and key, its name in the drawing, and the offer it carries."""

    cell_type: str
    cell_id: int
    name: str
    offer_id: int | None
