"""The scorecard's pictures: options for ECharts. Colours are the page's; what is clicked opens rows."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from guanxi.analytics.scorecard import words
from guanxi.analytics.scorecard.page import Group, Month, currency
from guanxi.analytics.scorecard.words import month_name
from guanxi.web.formats import money

Figures = Mapping[str, Any]  # Any: plain JSON values
Option = dict[str, object]
# As the stage's badge is coloured.
STAGE_COLOURS = {
    "new": "--info",
    "active": "--success",
    "growing": "--accent-ink",
    "declining": "--warning",
    "dormant": "--neutral",
    "lost": "--danger",
}


def revenue_by_month(months: Sequence[Month]) -> Option:
    return {
        "xAxis": {"type": "category", "data": [month_name(m.month) for m in months]},
        "yAxis": {"type": "value", "compact": True},
        "tooltip": {"trigger": "axis"},
        "series": [
            {
                "type": "bar",
                "name": _("Net revenue"),
                "barMaxWidth": 28,
                "data": [{"value": _float(m.net_revenue), "href": m.orders_href} for m in months],
            }
        ],
    }


def won_and_lost(months: Sequence[Month]) -> Option:
    """New customers above the line, lost ones below it."""
    new = [{"value": m.new, "href": m.new_href} for m in months]
    lost = [{"value": -m.lost, "href": m.lost_href} for m in months]
    bar = {"type": "bar", "stack": "customers", "barMaxWidth": 28}
    return {
        "legend": {"top": 0, "itemHeight": 8},
        "xAxis": {"type": "category", "data": [month_name(m.month) for m in months]},
        "yAxis": {"type": "value", "minInterval": 1},
        "tooltip": {"trigger": "axis"},
        "series": [
            {**bar, "name": _("New"), "data": new},
            {**bar, "name": _("Lost"), "itemStyle": {"color": "--danger"}, "data": lost},
        ],
    }


def stage_flow(figures: Figures, stages: Sequence[Group]) -> Option:
    """From which stage to which customers went in the last period."""
    hrefs = {stage.key: stage.href for stage in stages}
    rows = figures["flow"]
    then = [s for s in (None, *words.STAGES) if any(r["from_stage"] == s for r in rows)]
    now = [s for s in words.STAGES if any(r["to_stage"] == s for r in rows)]
    return {
        "series": [
            {
                "type": "sankey",
                "nodeAlign": "justify",
                "layoutIterations": 0,  # the stages keep their order
                "left": 8,
                "right": 96,
                "label": {"color": "--ink-2", "textBorderColor": "transparent"},
                "lineStyle": {"color": "source", "opacity": 0.25},
                "emphasis": {"focus": "adjacency"},
                "data": [{"name": _then(s), "itemStyle": _coloured(s)} for s in then]
                + [{"name": _now(s), "itemStyle": _coloured(s), "href": hrefs.get(s)} for s in now],
                "links": [
                    {
                        "source": _then(row["from_stage"]),
                        "target": _now(row["to_stage"]),
                        "value": row["customers"],
                        "href": hrefs.get(row["to_stage"]),
                    }
                    for row in rows
                ],
            }
        ]
    }


def _coloured(stage: str | None) -> Option:
    return {"color": STAGE_COLOURS.get(stage or "", "--neutral")}


def _then(stage: str | None) -> str:
    if stage is None:
        return _("no customer yet")
    return _("%(stage)s before") % {"stage": words.stage_label(stage)}


def _now(stage: str) -> str:
    return _("%(stage)s now") % {"stage": words.stage_label(stage)}


def eighty_twenty(figures: Figures) -> Option:
    """Which share of the customers brings which share of the revenue."""
    everybody = sum(row["customers"] for row in figures["pareto"])
    points = figures["curve"]
    total = Decimal(points[-1]["revenue"]) if points else Decimal(0)
    data = [[0, 0]] + [
        [_percent(Decimal(p["at"]), Decimal(everybody)), _percent(Decimal(p["revenue"]), total)]
        for p in points
    ]
    percent = {"axisLabel": {"formatter": "{value} %"}, "type": "value", "min": 0, "max": 100}
    line = {"yAxis": 80, "name": "80 %"}
    return {
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 8, "right": 44, "top": 16, "bottom": 28, "containLabel": True},
        "xAxis": {**percent, "name": _("customers"), "nameLocation": "middle", "nameGap": 24},
        "yAxis": {**percent},
        "series": [
            {
                "type": "line",
                "name": _("Net revenue"),
                "smooth": False,
                "symbolSize": 5,
                "areaStyle": {"opacity": 0.08},
                "data": data,
                "markLine": {
                    "symbol": "none",
                    "silent": True,
                    "label": {"color": "--ink-3", "textBorderColor": "transparent", "formatter": "80 %"},
                    "data": [line],
                },
            }
        ],
    }


def share_of_best(figures: Figures) -> tuple[Decimal, Decimal] | None:
    """(share of customers in class A, share of revenue they bring); None without revenue."""
    rows = {row["pareto"]: row for row in figures["pareto"]}
    revenue = sum((max(Decimal(r["net_revenue"]), Decimal(0)) for r in rows.values()), Decimal(0))
    everybody = sum(row["customers"] for row in rows.values())
    if "A" not in rows or not revenue:
        return None
    return Decimal(rows["A"]["customers"]) / everybody, Decimal(rows["A"]["net_revenue"]) / revenue


def month_summary(figures: Figures, months: Sequence[Month]) -> str:
    """The revenue picture in words."""
    best = max(months, key=lambda m: m.net_revenue)
    return _("Best month: %(month)s with %(money)s.") % {
        "month": month_name(best.month),
        "money": money(best.net_revenue, currency(figures), cents=False),
    }


def _percent(part: Decimal, whole: Decimal) -> float:
    return _float(100 * part / whole) if whole else 0.0


def _float(value: Decimal) -> float:
    """Two places: a picture needs no more."""
    return round(float(value), 2)
