"""Columns of lists and campaigns, and the picture of lift."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from django.shortcuts import resolve_url
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from markupsafe import Markup

from guanxi.customers.queries import customers, matching
from guanxi.decisions.types import Comparison
from guanxi.marketing.models import Campaign, CustomerList
from guanxi.marketing.queries import campaigns, customer_lists, list_customers
from guanxi.web.lists import Column, Empty, Table
from guanxi.web.templating import render_safe


def _list_state(row: CustomerList) -> Markup:
    return render_safe("marketing/cells/list_state.html", {"row": row})


def _campaign_state(row: Campaign) -> Markup:
    return render_safe("marketing/cells/campaign_state.html", {"row": row})


def _list_state_word(row: CustomerList) -> str:
    return _("frozen") if row.frozen_at else _("live")


def _campaign_state_word(row: Campaign) -> str:
    return _("launched") if row.launched_at else _("being planned")


LISTS = Table(
    name="marketing.lists",
    title=gettext_lazy("Lists"),
    rows=customer_lists,
    columns=(
        Column("name", gettext_lazy("Name"), sort="name", lead=True),
        Column("counted", gettext_lazy("Customers"), sort="counted", kind="number"),
        Column("state", gettext_lazy("State"), render=_list_state, plain=_list_state_word),
        Column("owner", gettext_lazy("Owner"), value=lambda row: row.owner and row.owner.name),
        Column("updated_at", gettext_lazy("Changed"), sort="updated_at", kind="ago"),
    ),
    href=lambda row: resolve_url("marketing:list", row.pk),
    sort="-updated_at",
    empty=Empty(
        gettext_lazy("No lists yet"),
        gettext_lazy("A list chooses customers by what is known of them: where, how much, how long ago."),
        gettext_lazy("New list"),
        "marketing:new_list",
        icon="list-check",
        right="marketing.create_list",
    ),
    opens_panel=False,
)

_MEMBERS = Table(
    name="marketing.members",
    title=gettext_lazy("Customers"),
    rows=customers,
    columns=(
        Column("name", gettext_lazy("Name"), sort="sort_name", lead=True),
        Column("code", gettext_lazy("Customer number"), sort="code"),
        Column("city", gettext_lazy("City"), sort="city"),
        Column("email", gettext_lazy("E-mail")),
        Column("phone", gettext_lazy("Phone"), shown=False, on_phone=False),
        Column("owner", gettext_lazy("Owner"), value=lambda row: row.owner and row.owner.name, shown=False),
    ),
    href=lambda row: resolve_url("customers:page", row.pk),
    sort="name",
    search=matching,
    search_label=gettext_lazy("Name, pinyin, phone tail, number"),
    empty=Empty(
        gettext_lazy("Nobody is in this list"),
        gettext_lazy("No customer you may see meets its conditions now."),
        icon="users",
    ),
)


def members_of(chosen: CustomerList) -> Table:
    """The customers of one list: all of them, to be searched, sorted, paged through and exported."""
    return replace(_MEMBERS, rows=partial(list_customers, chosen=chosen))


CAMPAIGNS = Table(
    name="marketing.campaigns",
    title=gettext_lazy("Campaigns"),
    rows=campaigns,
    columns=(
        Column("name", gettext_lazy("Name"), sort="name", lead=True),
        Column("state", gettext_lazy("State"), render=_campaign_state, plain=_campaign_state_word),
        Column("launched_at", gettext_lazy("Launched"), sort="launched_at", kind="day"),
        Column("response_days", gettext_lazy("Days measured"), kind="number", on_phone=False),
        Column("owner", gettext_lazy("Owner"), value=lambda row: row.owner and row.owner.name),
        Column("updated_at", gettext_lazy("Changed"), sort="updated_at", kind="ago"),
    ),
    href=lambda row: resolve_url("marketing:campaign", row.pk),
    sort="-updated_at",
    empty=Empty(
        gettext_lazy("No campaigns yet"),
        gettext_lazy("Split a list into test cells and a control, write to the cells, and measure who buys."),
        gettext_lazy("New campaign"),
        "marketing:new_campaign",
        icon="send",
        right="marketing.plan_campaign",
    ),
    opens_panel=False,
)


def in_reader_language(comparison: Comparison) -> str:
    """The verdict in the active language."""
    english, chinese = comparison.sentence
    return chinese if (get_language() or "en").startswith("zh") else english


def lift_chart(comparisons: Sequence[tuple[str, Comparison]]) -> dict[str, object]:
    """Each test cell's difference to control in percentage points, with its interval and the zero line."""
    names = [name for name, _comparison in comparisons]
    series: list[dict[str, object]] = []
    for name, one in comparisons:
        if one.difference is None or one.difference_interval is None:
            continue
        low, high = (round(100 * v, 2) for v in (one.difference_interval.low, one.difference_interval.high))
        span = {"type": "line", "symbol": "rect", "symbolSize": [2, 12], "lineStyle": {"width": 3}}
        series.append({**span, "name": name, "data": [[low, name], [high, name]]})
        point = {"type": "scatter", "symbol": "diamond", "symbolSize": 14}
        series.append({**point, "name": name, "data": [[round(100 * one.difference, 2), name]]})
    if series:
        series[0]["markLine"] = {
            "silent": True,
            "symbol": "none",
            "label": {"formatter": _("no effect"), "color": "--ink-2", "textBorderColor": "transparent"},
            "data": [{"xAxis": 0}],
        }
    return {
        "grid": {"left": 8, "right": 24, "top": 28, "bottom": 32, "containLabel": True},
        "xAxis": {
            "type": "value",
            "name": _("points"),
            "nameLocation": "middle",
            "nameGap": 26,
            "scale": True,
        },
        "yAxis": {"type": "category", "data": names[::-1]},
        "series": series,
    }
