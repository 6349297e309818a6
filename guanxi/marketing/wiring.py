"""Plugs marketing in."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from guanxi.marketing.forms.responses import RESPONSES
from guanxi.marketing.queries import customer_lists
from guanxi.marketing.types import CELL
from guanxi.platform import slots
from guanxi.platform.access.queries import system_actor
from guanxi.platform.conditions import Fact, Kind, declare
from guanxi.platform.exchange.targets import target
from guanxi.web.templating import actor as reader


def wire() -> None:
    target(RESPONSES)
    _declare_facts()


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
        ),
    )


def _list_choices() -> Iterable[tuple[str, str]]:
    """Frozen lists: those the reader of the page may see; outside a page the condition is only compiled."""
    frozen = customer_lists(reader() or system_actor("choices")).filter(frozen_at__isnull=False)
    return [(str(one.pk), one.name) for one in frozen]
