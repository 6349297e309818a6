"""What crosses the platform's border, free of Django."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """The base of all news; subclasses are named in the past tense and hold plain values only.

    `customer_id` None: of no single customer (a bulk verb tells one news for its change set).
    """

    customer_id: int | None = None
