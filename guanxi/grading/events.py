"""News of grading."""

from dataclasses import dataclass

from guanxi.platform.types import News


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerGraded(News):
    cell: str
    before: str
