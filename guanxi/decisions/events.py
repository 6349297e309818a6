"""News of decisions."""

from dataclasses import dataclass

from guanxi.platform.types import News


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferCreated(News):
    offer_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferChanged(News):
    offer_id: int
