"""News of commerce."""

from dataclasses import dataclass

from guanxi.platform.types import News


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersImported(News):
    """Many orders at once; the rows stand in the journal under this news' change set."""

    orders: int
    returns: int
    lines: int
