"""The figures of the scorecard as plain JSON values: amounts are strings, days ISO."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from guanxi.analytics.measures.periods import (
    Period,
    business,
    business_by_month,
    counted_by_month,
    counted_in,
    curve,
    flow,
    grouped,
)
from guanxi.analytics.rules import DEFAULT_LIFE_CYCLE
from guanxi.analytics.scoring.computing import Scores, compute
from guanxi.analytics.warehouse.reader import Warehouse, table

if TYPE_CHECKING:
    from ibis.expr.types import Table

PERIOD_DAYS = DEFAULT_LIFE_CYCLE.trend_days
MONTHS = 24
CURVE_POINTS = 20
BY = ("stage", "rfm_group", "pareto")

Plain = str | int | None


def figures(warehouse: Warehouse, scores: Scores) -> dict[str, object]:
    """Everything the scorecard shows, as of the scores' moment. The same input gives the same values."""
    now = Period.ending(scores.as_of.day, PERIOD_DAYS)
    then = now.before()
    before = compute(warehouse, scores.as_of.before(PERIOD_DAYS), "scores_before")
    orders = scores.as_of.known(table("orders"))
    return {
        "as_of": scores.as_of.moment.isoformat(),
        "as_of_on": scores.as_of.day.isoformat(),
        "currencies": _currencies(warehouse, orders),
        "period": {"days": PERIOD_DAYS, "first": now.first.isoformat(), "last": now.last.isoformat()},
        "period_before": {"first": then.first.isoformat(), "last": then.last.isoformat()},
        "customers": {"total": _buyers(warehouse, scores), "before": _buyers(warehouse, before)},
        "all_time": _one(warehouse, business(orders)),
        "now": _one(warehouse, business(orders.filter(now.holds(orders.ordered_on))))
        | _won_and_lost(warehouse, scores, now),
        "before": _one(warehouse, business(orders.filter(then.holds(orders.ordered_on))))
        | _won_and_lost(warehouse, scores, then),
        **{name: [_plain(r) for r in warehouse.rows(grouped(scores.rows, name))] for name in BY},
        "months": _months(warehouse, scores, orders),
        "flow": [_plain(row) for row in warehouse.rows(flow(before.rows, scores.rows))],
        "curve": _curve(warehouse, scores),
    }


def _buyers(warehouse: Warehouse, scores: Scores) -> int:
    [row] = warehouse.rows(scores.rows.aggregate(n=scores.rows.stage.count()))
    return int(row["n"])


def _won_and_lost(warehouse: Warehouse, scores: Scores, period: Period) -> dict[str, Plain]:
    return {
        "new": _count(warehouse, counted_in(scores.rows, "first_on", period)),
        "lost": _count(warehouse, counted_in(scores.rows, "lost_on", period)),
    }


def _count(warehouse: Warehouse, counted: Table) -> int:
    [row] = warehouse.rows(counted)
    return int(row["customers"])


def _currencies(warehouse: Warehouse, orders: Table) -> list[Plain]:
    """Most used first."""
    counted = orders.group_by("currency").aggregate(n=orders.count())
    return [row["currency"] for row in warehouse.rows(counted.order_by(counted.n.desc(), "currency"))]


def _months(warehouse: Warehouse, scores: Scores, orders: Table) -> list[dict[str, Plain]]:
    """The last months without a gap, the month of the evaluation last and up to its day only."""
    by_month = {row["month"]: row for row in warehouse.rows(business_by_month(orders))}
    new = _by_month(warehouse, scores, "first_on")
    lost = _by_month(warehouse, scores, "lost_on")
    months: list[dict[str, Plain]] = []
    month = scores.as_of.day.replace(day=1)
    first = min([*by_month, *new, *lost], default=month)  # nobody had bought by then
    while month >= first and len(months) < MONTHS:
        row = by_month.get(month, EMPTY_MONTH)
        values = {k: v for k, v in row.items() if k != "month"}
        figures_of = values | {"new": new.get(month, 0), "lost": lost.get(month, 0)}
        months.append({"month": month.isoformat()[:7], **_plain(figures_of)})
        month = _month_before(month)
    return months[::-1]


EMPTY_MONTH: dict[str, object] = {
    "orders": 0,
    "returns": 0,
    "buyers": 0,
    "sales": Decimal("0.0000"),
    "refunds": Decimal("0.0000"),
    "net_revenue": Decimal("0.0000"),
    "average_order": None,
}


def _month_before(month: date) -> date:
    return (month - timedelta(days=1)).replace(day=1)


def _by_month(warehouse: Warehouse, scores: Scores, day: str) -> dict[date, int]:
    return {row["month"]: row["customers"] for row in warehouse.rows(counted_by_month(scores.rows, day))}


def _curve(warehouse: Warehouse, scores: Scores) -> list[dict[str, Plain]]:
    return [_plain(row) for row in warehouse.rows(curve(scores.rows, CURVE_POINTS))]


def _one(warehouse: Warehouse, asked: Table) -> dict[str, Plain]:
    [row] = warehouse.rows(asked)
    return _plain(row)


def _plain(row: dict[str, object]) -> dict[str, Plain]:
    return {name: _value(value) for name, value in row.items()}


def _value(value: object) -> Plain:
    if isinstance(value, Decimal):
        return format(value, ".4f")
    if isinstance(value, date):
        return value.isoformat()
    assert value is None or isinstance(value, str | int)
    return value
