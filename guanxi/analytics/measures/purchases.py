"""A customer's business up to a day: how often, how much, when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import ibis

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, DateValue, DecimalColumn, IntegerValue, Table

MONEY = "decimal(38, 4)"
UNIT = 10_000
"""Money has four places; in whole ten-thousandths it divides exactly."""


@dataclass(frozen=True, slots=True)
class AsOf:
    """The moment of judgement and the company's day it falls on: what came later is not known."""

    moment: datetime
    day: date

    def known(self, orders: Table) -> Table:
        return orders.filter(orders.ordered_at <= ibis.literal(self.moment.astimezone(UTC)))

    def before(self, days: int) -> AsOf:
        return AsOf(self.moment - timedelta(days=days), self.day - timedelta(days=days))


def days_between(later: DateValue, earlier: DateValue) -> IntegerValue:
    return later.delta(earlier, unit="day").cast("int64")


def is_sale(orders: Table) -> BooleanValue:
    return orders.kind == "sale"


def net_revenue(orders: Table, where: BooleanValue | None = None) -> DecimalColumn:
    """Sales less returns (their totals are negative), charges such as postage included."""
    return orders.total.sum(where=where).fill_null(0).cast(MONEY)


def sales(orders: Table, where: BooleanValue | None = None) -> DecimalColumn:
    chosen = is_sale(orders) if where is None else is_sale(orders) & where
    return net_revenue(orders, chosen)


def refunds(orders: Table, where: BooleanValue | None = None) -> DecimalColumn:
    """What was given back, as a positive amount."""
    chosen = ~is_sale(orders) if where is None else ~is_sale(orders) & where
    return (-net_revenue(orders, chosen)).cast(MONEY)


def order_count(orders: Table) -> IntegerValue:
    return orders.count(where=is_sale(orders))


def return_count(orders: Table) -> IntegerValue:
    return orders.count(where=~is_sale(orders))


def average_order(amount: DecimalColumn, count: IntegerValue) -> DecimalColumn:
    """Sales per order, half-up to four places; null without an order.

    Exact for averages up to 2 * 10^11: what is divided is a whole multiple of the divisor, and engines
    whose division is binary still give back that whole number.
    """
    units = (amount * UNIT).cast("int64")
    twice = ibis.ifelse(count == 0, 1, 2 * count)
    halves = 2 * units.abs() + count
    whole = ((halves - halves % twice) / twice).round().cast("int64") * units.sign().cast("int64")
    exact = (whole.cast("decimal(38, 4)") * ibis.literal(Decimal("0.0001"), "decimal(5, 4)")).cast(MONEY)
    return ibis.ifelse(count == 0, ibis.null(MONEY), exact)


def customers(orders: Table, as_of: AsOf, *, trend_days: int) -> Table:
    """One row per customer with an order or return known by then.

    `first_on`, `last_on` and `purchase_days` look at sales only and are null (0) for who only returned.
    `recent` is the net revenue of the last `trend_days` days, `earlier` of as many days before them.
    """
    known = as_of.known(orders)
    recent_from = as_of.day - timedelta(days=trend_days)
    earlier_from = recent_from - timedelta(days=trend_days)
    recent = known.ordered_on > recent_from
    earlier = (known.ordered_on > earlier_from) & ~recent
    return known.group_by("customer_id").aggregate(
        first_on=known.ordered_on.min(where=is_sale(known)),
        last_on=known.ordered_on.max(where=is_sale(known)),
        purchase_days=known.ordered_on.nunique(where=is_sale(known)),
        orders=order_count(known),
        returns=return_count(known),
        sales=sales(known),
        refunds=refunds(known),
        net_revenue=net_revenue(known),
        recent=net_revenue(known, recent),
        earlier=net_revenue(known, earlier),
    )
