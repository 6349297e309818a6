"""The news of analytics."""

from dataclasses import dataclass

from guanxi.platform.types import News


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersScored(News):
    """All customers were evaluated; the changed rows stand in the journal under this news' change set."""

    evaluation_id: int
    customers: int
    changed: int
