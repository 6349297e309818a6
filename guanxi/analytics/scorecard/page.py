"""The stored figures as the scorecard page shows them: each with its period, its comparison and its rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from guanxi.analytics.scorecard import links, words
from guanxi.kit.dates import month_end
from guanxi.web.formats import day, money, number

Figures = Mapping[str, Any]  # Any: plain JSON values as `figures` made them
STAGE, GROUP, CLASS = "analytics.stage", "analytics.rfm_group", "analytics.pareto"


@dataclass(frozen=True, slots=True)
class Tile:
    label: str
    value: str
    period: str
    change: Decimal | None
    comparison: str
    href: str
    good_down: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """One line of a breakdown; `share` is of the customers, `revenue_share` of the net revenue."""

    key: str
    label: str
    customers: int
    share: Decimal
    net_revenue: Decimal
    revenue_share: Decimal | None
    href: str


@dataclass(frozen=True, slots=True)
class Month:
    month: date
    net_revenue: Decimal
    average_order: Decimal | None
    orders: int
    new: int
    lost: int
    orders_href: str
    new_href: str
    lost_href: str


def currency(figures: Figures) -> str:
    found = figures["currencies"]
    return str(found[0]) if found else "CNY"


def tiles(figures: Figures) -> list[Tile]:
    first, last = figures["period"]["first"], figures["period"]["last"]
    unit = currency(figures)
    in_period = links.between("analytics.ordered_at", first, last)
    sales = links.orders_where(in_period, links.fact_is("analytics.order_kind", "=", "sale"))
    new = links.customers_where(links.between("analytics.first_order_on", first, last))
    lost = links.customers_where(links.between("analytics.lost_on", first, last))

    def amount(value: str | None, *, cents: bool = True) -> str:
        return money(_decimal(value), unit, cents=cents)

    return [
        _customers(figures),
        _of_period(
            figures,
            "net_revenue",
            _("Net revenue"),
            partial(amount, cents=False),
            links.orders_where(in_period),
        ),
        _of_period(figures, "orders", _("Orders"), number, sales),
        _of_period(figures, "average_order", _("Average order"), amount, sales),
        _of_period(figures, "new", _("New customers"), number, new),
        _of_period(figures, "lost", _("Lost customers"), number, lost, good_down=True),
    ]


def _customers(figures: Figures) -> Tile:
    now, before = figures["customers"]["total"], figures["customers"]["before"]
    return Tile(
        _("Customers"),
        number(now),
        _("who ever ordered, as of %(day)s") % {"day": _day(figures["as_of_on"])},
        _change(now, before),
        _("against %(days)s days ago") % {"days": figures["period"]["days"]},
        links.customers_where(links.fact_is("analytics.orders", ">=", 1)),
    )


def _of_period(
    figures: Figures,
    name: str,
    label: str,
    shown: Callable[[Any], str],  # Any: a plain JSON value
    href: str,
    *,
    good_down: bool = False,
) -> Tile:
    """One figure of the period, against the period before."""
    period = figures["period"]
    return Tile(
        label,
        shown(figures["now"][name]),
        _("%(first)s to %(last)s") % {"first": _day(period["first"]), "last": _day(period["last"])},
        _change(figures["now"][name], figures["before"][name]),
        _("against the %(days)s days before") % {"days": period["days"]},
        href,
        good_down=good_down,
    )


def stages(figures: Figures) -> list[Group]:
    return _groups(figures["stage"], "stage", words.STAGES, words.stage_label, STAGE)


def segments(figures: Figures) -> list[Group]:
    return _groups(figures["rfm_group"], "rfm_group", words.GROUPS, words.group_label, GROUP)


def classes(figures: Figures) -> list[Group]:
    return _groups(figures["pareto"], "pareto", words.CLASSES, words.class_label, CLASS)


def _groups(
    rows: Sequence[Mapping[str, Any]],  # Any: plain JSON values
    key: str,
    order: Sequence[str],
    label: Any,  # Any: str -> str
    fact: str,
) -> list[Group]:
    everybody = sum(row["customers"] for row in rows)
    revenue = sum((Decimal(row["net_revenue"]) for row in rows), Decimal(0))
    return [
        Group(
            key=row[key],
            label=label(row[key]),
            customers=row["customers"],
            share=Decimal(row["customers"]) / everybody,
            net_revenue=Decimal(row["net_revenue"]),
            revenue_share=Decimal(row["net_revenue"]) / revenue if revenue > 0 else None,
            href=links.customers_where(links.fact_is(fact, "=", row[key])),
        )
        for row in sorted(rows, key=lambda row: order.index(row[key]))
    ]


def months(figures: Figures) -> list[Month]:
    return [_month(row) for row in figures["months"]]


def _month(row: Mapping[str, Any]) -> Month:
    first = date.fromisoformat(f"{row['month']}-01")
    last = month_end(first)
    return Month(
        month=first,
        net_revenue=Decimal(row["net_revenue"]),
        average_order=_decimal(row["average_order"]),
        orders=row["orders"],
        new=row["new"],
        lost=row["lost"],
        orders_href=links.orders_where(links.between("analytics.ordered_at", first, last)),
        new_href=links.customers_where(links.between("analytics.first_order_on", first, last)),
        lost_href=links.customers_where(links.between("analytics.lost_on", first, last)),
    )


def _change(now: str | int | None, before: str | int | None) -> Decimal | None:
    """+0.12 for 12 % more; None where there is nothing to compare with."""
    one, other = _decimal(now), _decimal(before)
    return None if one is None or other is None or other <= 0 else (one - other) / other


def _decimal(value: str | int | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _day(iso: str) -> str:
    return day(date.fromisoformat(iso))
