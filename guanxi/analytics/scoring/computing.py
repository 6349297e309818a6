"""All scores as of a moment, computed once and held for the questions that follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from guanxi.analytics.measures.purchases import AsOf, customers
from guanxi.analytics.measures.scores import median_gap, middle_gaps, scored
from guanxi.analytics.rules import DEFAULT_LIFE_CYCLE, LifeCycle
from guanxi.analytics.warehouse.reader import Warehouse, table

if TYPE_CHECKING:
    from ibis.expr.types import Table

COUNTED = ("stage", "rfm_group", "rfm", "pareto")


@dataclass(frozen=True, slots=True)
class Scores:
    """`rows` is held by the warehouse's engine; `company` is the company's gap in days."""

    as_of: AsOf
    rows: Table
    company: Fraction


def as_of(warehouse: Warehouse, moment: datetime | None, zone: str) -> AsOf | None:
    """The given moment, else that of the last order known; None where nobody ever ordered."""
    if moment is None:
        orders = table("orders")
        [found] = warehouse.rows(orders.aggregate(last=orders.ordered_at.max()))
        moment = found["last"]
        if moment is None:
            return None
    return AsOf(moment, moment.astimezone(ZoneInfo(zone)).date())


def compute(
    warehouse: Warehouse, when: AsOf, name: str = "scores", settings: LifeCycle = DEFAULT_LIFE_CYCLE
) -> Scores:
    """Every customer with business by then, once; held under `name`."""
    bought = warehouse.keep(
        f"{name}_bought", customers(table("orders"), when, trend_days=settings.trend_days)
    )
    company = median_gap(warehouse.rows(middle_gaps(bought)), settings)
    rows = scored(bought, when, company, settings)
    text = rows.rfm_r.cast("string") + rows.rfm_f.cast("string") + rows.rfm_m.cast("string")
    return Scores(when, warehouse.keep(name, rows.mutate(rfm=text)), company)


def counts(warehouse: Warehouse, scores: Scores, column: str) -> dict[str, int]:
    """How many customers have each value of a column; those without one are left out."""
    known = scores.rows.filter(scores.rows[column].notnull())
    counted = known.group_by(column).aggregate(customers=known.count()).order_by(column)
    return {row[column]: row["customers"] for row in warehouse.rows(counted)}
