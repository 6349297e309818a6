"""The journal's news."""

from dataclasses import dataclass

from guanxi.platform.types import News


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeSetUndone(News):
    """Rows went back to what they were; listeners ask again for the state."""

    undone_id: int
    verb: str
