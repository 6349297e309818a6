"""Plugs marketing in."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from guanxi.customers.queries import gate_purpose
from guanxi.marketing.actions.campaigns import guard_launches
from guanxi.marketing.forms.responses import RESPONSES
from guanxi.marketing.queries import cell_names, customer_lists, letter_facts, list_conditions
from guanxi.marketing.types import CELL
from guanxi.marketing.views import campaigns_card
from guanxi.platform import slots
from guanxi.platform.access.queries import system_actor
from guanxi.platform.conditions import Fact, Kind, declare, read_by
from guanxi.platform.exchange.targets import target
from guanxi.platform.journal.actions import guard_undo
from guanxi.web.templating import actor as reader


def wire() -> None:
    gate_purpose("letter")
    for key, label, url_name, icon, order, right in (
        ("lists", _("Lists"), "marketing:lists", "list-check", 60, "marketing.see_lists"),
        ("campaigns", _("Campaigns"), "marketing:campaigns", "send", 62, "marketing.see_campaigns"),
    ):
        slots.navigation(key, label=label, url_name=url_name, icon=icon, order=order, right=right)
    _offer_in_palette()
    slots.tour_step(
        "campaign",
        order=50,
        title=_("Act and measure"),
        text=_("Write to a list with a control group, and see what the campaign really brought."),
        action=_("Plan a campaign"),
        url_name="marketing:campaigns",
        picture="office/tour-campaign.svg",
        right="marketing.see_campaigns",
        done_by=("marketing.launch",),
    )
    slots.subject(CELL, label=_("Campaign"), names=cell_names, url_name="marketing:preview")
    target(RESPONSES)
    read_by("marketing.lists", list_conditions)
    read_by("marketing.programs", letter_facts)
    guard_undo(frozenset({"gx_marketing_campaign"}), guard_launches)
    slots.fill(
        "home.card",
        "marketing.campaigns",
        campaigns_card,
        label=_("Campaigns at work"),
        order=35,
        right="marketing.see_campaigns",
    )
    _declare_facts()


def _offer_in_palette() -> None:
    for key, label, url_name, right, words in (
        ("new_list", _("New list"), "marketing:new_list", "marketing.create_list", "新建 清单 list xjqd"),
        (
            "new_campaign",
            _("New campaign"),
            "marketing:new_campaign",
            "marketing.plan_campaign",
            "新建 战役 营销 campaign xjzy",
        ),
        (
            "enter",
            _("Record an answer"),
            "marketing:enter",
            "marketing.record_response",
            "登记 响应 response djxy",
        ),
    ):
        slots.palette_action(
            f"marketing.{key}", label=label, url_name=url_name, icon="plus", right=right, words=words
        )


def _declare_facts() -> None:
    """What conditions may ask of marketing."""
    group, subject = _("Campaigns"), "customer"
    declare(
        Fact(
            name="marketing.in_list",
            label=_("In the frozen lists"),
            group=group,
            subject=subject,
            kind=Kind.WORDS,
            table="gx_marketing_inlists",
            column="lists",
            key="customer_id",
            choices=_list_choices,
            right="marketing.see_lists",
        ),
        Fact(
            name="marketing.mailed",
            label=_("Letters and e-mails of campaigns"),
            group=group,
            subject=subject,
            kind=Kind.EVENTS,
            table="gx_customers_touch",
            column="at",
            key="customer_id",
            where={"cause_type": CELL, "direction": "out"},
        ),
        Fact(
            name="marketing.responded",
            label=_("Answers to campaigns"),
            group=group,
            subject=subject,
            kind=Kind.EVENTS,
            table="gx_marketing_response",
            column="responded_at",
            key="customer_id",
            right="marketing.see_campaigns",
        ),
    )


def _list_choices() -> Iterable[tuple[str, str]]:
    """Frozen lists: those the reader of the page may see; outside a page the condition is only compiled."""
    frozen = customer_lists(reader() or system_actor("choices")).filter(frozen_at__isnull=False)
    return [(str(one.pk), one.name) for one in frozen]
