"""Plugs analytics in."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.analytics.models import CustomerScore
from guanxi.analytics.queries import stage_marks
from guanxi.analytics.tasks import evaluate_after_demo, evaluate_after_import, evaluate_after_undo
from guanxi.analytics.views import (
    lifetime_row,
    rhythm_line,
    risk_line,
    score_panel,
    slipping_card,
    stage_answer,
    worth_line,
)
from guanxi.commerce.events import OrdersImported
from guanxi.office.events import DemoRemoved
from guanxi.platform import slots
from guanxi.platform.bus import listen
from guanxi.platform.conditions import Fact, Kind, declare
from guanxi.platform.journal.events import ChangeSetUndone

Text = str | Promise
Choices = Sequence[tuple[str, Text]]

LABELS = {f.name: f.verbose_name for f in CustomerScore._meta.get_fields() if hasattr(f, "verbose_name")}  # noqa: SLF001 - the documented model API
TRAITS = {
    Kind.NUMBER: (
        "orders",
        "returns",
        "purchase_days",
        "recency_days",
        "rfm_r",
        "rfm_f",
        "rfm_m",
    ),
    Kind.MONEY: ("net_revenue", "sales", "refunds", "average_order"),
    Kind.DATE: ("first_order_on", "last_order_on", "lost_on"),
    Kind.TEXT: ("rfm",),
}
CHOICES = {
    "stage": CustomerScore.Stage.choices,
    "rfm_group": CustomerScore.Group.choices,
    "pareto": CustomerScore.Pareto.choices,
}


def wire() -> None:
    slots.mark("customer", "stage", stage_marks)
    slots.fill(
        "customers.page.panel", "analytics.score", score_panel, label=_("Worth and life cycle"), order=20
    )
    slots.navigation(
        "scorecard",
        label=_("Customer scorecard"),
        url_name="analytics:scorecard",
        icon="chart-bar",
        order=80,
        right="analytics.see_scorecard",
    )
    slots.palette_action(
        "analytics.scorecard",
        label=_("Customer scorecard"),
        url_name="analytics:scorecard",
        icon="chart-bar",
        right="analytics.see_scorecard",
        words="客户记分卡 scorecard kpi khjfk",
    )
    slots.tour_step(
        "worth",
        order=40,
        title=_("See their worth"),
        text=_("Who buys often, who is about to leave, who carries your revenue: from what they bought."),
        action=_("Evaluate"),
        url_name="analytics:scorecard",
        picture="office/tour-worth.svg",
        right="analytics.see_scorecard",
        done_by=("analytics.evaluate",),
    )
    for place, render, label in (
        ("customers.existing_figures", lifetime_row, _("Lifetime value")),
        ("customers.portrait.worth", worth_line, _("80/20 class and RFM group")),
        ("customers.portrait.rhythm", rhythm_line, _("Life-cycle stage")),
        ("customers.portrait.risks", risk_line, _("Leaving")),
        ("customers.question.stage", stage_answer, _("Life-cycle stage")),
    ):
        slots.fill(place, "analytics", render, label=label, order=30, right="customers.see")
    slots.fill(
        "home.card",
        "analytics.slipping_away",
        slipping_card,
        label=_("Customers slipping away"),
        order=30,
        right="customers.see",
    )
    listen("analytics.evaluate_after_import", OrdersImported, evaluate_after_import)
    listen("analytics.evaluate_after_undo", ChangeSetUndone, evaluate_after_undo)
    listen("analytics.evaluate_after_demo", DemoRemoved, evaluate_after_demo)
    _declare_traits()
    _declare_orders()


def _declare_traits() -> None:
    """What lists, audiences and rules may ask of the last evaluation."""
    for kind, names in TRAITS.items():
        for name in names:
            declare(_trait(name, kind))
    for name, choices in CHOICES.items():
        declare(_trait(name, Kind.CHOICE, tuple(choices)))


def _trait(name: str, kind: Kind, choices: Choices = ()) -> Fact:
    return Fact(
        name=f"analytics.{name}",
        label=LABELS[name],
        group=_("Worth and life cycle"),
        kind=kind,
        subject="customer",
        table="gx_analytics_customerscore",
        column=name,
        key="customer_id",
        choices=choices,
        date_column="as_of",
        trait=True,
    )


def _declare_orders() -> None:
    """What the list of orders behind a figure may be narrowed by."""
    kinds = (("sale", _("order")), ("return", _("return of goods")))
    declare(
        _of_order("ordered_at", "ordered_at", _("Date"), Kind.MOMENT),
        _of_order("order_kind", "kind", _("Kind"), Kind.CHOICE, kinds),
        _of_order("order_total", "total", _("Total"), Kind.MONEY),
    )


def _of_order(name: str, column: str, label: Text, kind: Kind, choices: Choices = ()) -> Fact:
    return Fact(
        name=f"analytics.{name}",
        label=label,
        group=_("Order"),
        kind=kind,
        subject="order",
        table="gx_commerce_order",
        column=column,
        choices=choices,
    )
