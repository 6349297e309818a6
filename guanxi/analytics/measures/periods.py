"""What happened in a period: orders, revenue, buyers, and customers won and lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import ibis

from guanxi.analytics.measures.purchases import (
    average_order,
    is_sale,
    net_revenue,
    order_count,
    refunds,
    return_count,
    sales,
)

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, DateValue, Table


@dataclass(frozen=True, slots=True)
class Period:
    """Whole company days, both ends included."""

    first: date
    last: date

    @classmethod
    def ending(cls, last: date, days: int) -> Period:
        return cls(last - timedelta(days=days - 1), last)

    def before(self) -> Period:
        """As many days right before."""
        return Period.ending(self.first - timedelta(days=1), (self.last - self.first).days + 1)

    def holds(self, day: DateValue) -> BooleanValue:
        return (day >= ibis.literal(self.first)) & (day <= ibis.literal(self.last))


def business(orders: Table) -> Table:
    """One row of figures over the orders given; the average order is null without one."""
    whole = orders.aggregate(
        orders=order_count(orders),
        returns=return_count(orders),
        buyers=orders.customer_id.nunique(where=is_sale(orders)),
        sales=sales(orders),
        refunds=refunds(orders),
        net_revenue=net_revenue(orders),
    )
    return whole.mutate(average_order=average_order(whole.sales, whole.orders))


def business_by_month(orders: Table) -> Table:
    """The same for every month with an order, by its first day."""
    dated = orders.mutate(month=_month(orders.ordered_on))
    grouped = dated.group_by("month").aggregate(
        orders=order_count(dated),
        returns=return_count(dated),
        buyers=dated.customer_id.nunique(where=is_sale(dated)),
        sales=sales(dated),
        refunds=refunds(dated),
        net_revenue=net_revenue(dated),
    )
    grouped = grouped.mutate(average_order=average_order(grouped.sales, grouped.orders))
    return grouped.order_by("month")


def counted_by_month(scores: Table, day: str) -> Table:
    """How many customers have their `day` ("first_on", "lost_on") in each month."""
    known = scores.filter(scores[day].notnull())
    known = known.mutate(month=_month(known[day]))
    return known.group_by("month").aggregate(customers=known.count()).order_by("month")


def counted_in(scores: Table, day: str, period: Period) -> Table:
    return scores.aggregate(customers=scores.count(where=period.holds(scores[day])))


def grouped(scores: Table, column: str) -> Table:
    """Customers and net revenue by a score, a stage or a class."""
    known = scores.filter(scores[column].notnull())
    return (
        known.group_by(column)
        .aggregate(customers=known.count(), net_revenue=known.net_revenue.sum().cast("decimal(38, 4)"))
        .order_by(column)
    )


def flow(before: Table, now: Table) -> Table:
    """How many customers went from which stage to which; `from_stage` is null for who was none then."""
    then = before.select("customer_id", from_stage=before.stage)
    buyers = now.filter(now.stage.notnull()).select("customer_id", to_stage=now.stage)
    joined = buyers.left_join(then, "customer_id")
    return (
        joined.group_by("from_stage", "to_stage")
        .aggregate(customers=joined.count())
        .order_by(ibis.asc("from_stage", nulls_first=True), "to_stage")
    )


def curve(scores: Table, points: int) -> Table:
    """The 80/20 curve: in falling order of revenue, customers and revenue up to each of `points` marks."""
    ranked = scores.mutate(gain=scores.net_revenue.clip(lower=0))
    falling = ibis.cumulative_window(order_by=[ranked.gain.desc(), ranked.customer_id])
    ranked = ranked.select(
        at=ibis.row_number().over(order_by=[ranked.gain.desc(), ranked.customer_id]) + 1,
        everybody=ranked.count().over(),
        revenue=ranked.gain.sum().over(falling).cast("decimal(38, 4)"),
    )
    # The last customer of each of `points` equal parts.
    is_mark = (ranked.at * points) % ranked.everybody < points
    return ranked.filter(is_mark).select("at", "revenue").order_by("at")


def _month(day: DateValue) -> DateValue:
    return day.cast("timestamp").truncate("M").cast("date")
