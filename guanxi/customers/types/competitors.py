"""Rivals, what is bought from them, and the reports a dealer owes."""

from dataclasses import dataclass
from datetime import date


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
