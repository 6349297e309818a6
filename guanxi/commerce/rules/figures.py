"""Averages of a customer's business."""

from decimal import Decimal

from guanxi.kit.money import round_half_up

MONTHS = 12


def average(amount: Decimal, count: int) -> Decimal | None:
    """Half-up to four places; None of nothing."""
    return round_half_up(amount / Decimal(count)) if count else None


def monthly(of_a_year: Decimal) -> Decimal:
    """A month's share of the last twelve months' spending."""
    return round_half_up(of_a_year / Decimal(MONTHS))
