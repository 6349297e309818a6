"""What crosses the border of analytics: a customer's purchase aggregates going in, scores and stages coming
out.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Stage(StrEnum):
    NEW = "new"
    ACTIVE = "active"
    GROWING = "growing"
    DECLINING = "declining"
    DORMANT = "dormant"
    LOST = "lost"


class ValueClass(StrEnum):
    A = "A"
    B = "B"
    C = "C"


class RfmGroup(StrEnum):
    """Six fields of the square of recency and frequency scores."""

    CHAMPIONS = "champions"
    PROMISING = "promising"
    STEADY = "steady"
    SLIPPING = "slipping"
    AT_RISK = "at_risk"
    HIBERNATING = "hibernating"


class CannotStage(ValueError):
    """The purchase history contradicts itself or lies after the day of judgement."""


@dataclass(frozen=True, slots=True)
class Purchases:
    """One customer's purchases up to the day of judgement, as the warehouse aggregates them.

    `days` counts distinct purchase days. `recent` and `earlier` are net revenue of the last `trend_days` days
    and of as many days before them.
    """

    first_on: date
    last_on: date
    days: int
    recent: Decimal
    earlier: Decimal


@dataclass(frozen=True, slots=True)
class Staged:
    """The stage and why: `reason` is the code of the rule that matched, the sentences carry the figures."""

    stage: Stage
    reason: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class RfmScore:
    """Each 1 (worst) to 5 (best)."""

    recency: int
    frequency: int
    monetary: int

    def __str__(self) -> str:
        return f"{self.recency}{self.frequency}{self.monetary}"


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """What an evaluation found; every count is of customers, by key in the keys' order.

    `rfm` counts the scores ("555"), `changed` the rows of traits that were written, `removed` those of
    customers who have no business left.
    """

    as_of: datetime
    as_of_on: date
    customers: int
    changed: int
    removed: int
    stages: dict[str, int]
    rfm: dict[str, int]
    rfm_groups: dict[str, int]
    pareto: dict[str, int]
    scorecard: dict[str, object]
