"""Where facts come from, what is asked, and how much is there."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of what is asked for is on file, of one team's customers; of how many a fact was found true
    within the last year. `asked`: of how many customers each fact is asked.
    """

    team_id: int | None
    team: str
    count: int
    parts: Mapping[str, int]
    asked: Mapping[str, int]
    fresh: int = 0

    @property
    def share(self) -> float:
        """0 to 1."""
        asked = sum(self.asked.values())
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
