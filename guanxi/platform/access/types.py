"""Who acts, and how far that person sees."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import IntEnum
from zoneinfo import ZoneInfo


class Scope(IntEnum):
    """How many rows a right reaches; a wider scope holds all rows of the narrower ones."""

    NONE = 0
    OWN = 1
    SUBORDINATES = 2
    TEAM = 3
    TEAM_BELOW = 4
    ALL = 5


def system_clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system itself) at work, with every right and row scope resolved.

    `team_ids` are the person's own team; `team_below_ids` that team and all below it;
    `subordinate_ids` the person and everyone below in the line of management; `shared` the keys of records of
    others that are shared with the person, by kind.
    """

    user_id: int | None
    name: str
    rights: Mapping[str, Scope] = field(default_factory=dict)
    subordinate_ids: tuple[int, ...] = ()
    team_ids: tuple[int, ...] = ()
    team_below_ids: tuple[int, ...] = ()
    shared: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    language: str = "en"
    zone: str = "Asia/Shanghai"
    is_system: bool = False
    clock: Callable[[], datetime] = system_clock

    def scope(self, right: str) -> Scope:
        """Rows this right reaches. The system acts on all rows."""
        if self.is_system:
            return Scope.ALL
        return self.rights.get(right, Scope.NONE)

    def may(self, right: str) -> bool:
        return self.scope(right) is not Scope.NONE

    def now(self) -> datetime:
        return self.clock()

    def today(self) -> date:
        """The company's day."""
        return self.clock().astimezone(ZoneInfo(self.zone)).date()
