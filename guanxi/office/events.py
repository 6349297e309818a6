"""News of administration."""

from dataclasses import dataclass

from guanxi.platform.types import News


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRemoved(News):
    """The demo company is gone, with `rows` rows."""

    rows: int
