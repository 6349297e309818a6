"""Where the customer file stands in the house, and the places it offers."""

from collections.abc import Iterable
from functools import partial

from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from guanxi.customers import queries
from guanxi.customers.events import (
    ContactLeft,
    CustomerChanged,
    CustomerCreated,
    CustomersImported,
    CustomersParted,
    LadderClimbed,
    TouchLogged,
)
from guanxi.customers.tasks import compare_soon, tell_of_change, tell_of_leaving, tell_of_step, tell_of_touch
from guanxi.customers.views import clashes, filing, merging, reviews, shelves, sources
from guanxi.customers.views.places import declare_places
from guanxi.platform import slots
from guanxi.platform.access.types import Actor
from guanxi.platform.bus import listen
from guanxi.platform.conditions import read_by
from guanxi.platform.journal.events import ChangeSetUndone
from guanxi.platform.slots import Found
from guanxi.web.queries import saved_filters


def declare_pages() -> None:
    slots.place("customers.page.panel", _("A card beside a customer's timeline"))
    slots.place("customers.page.action", _("A button at the head of a customer's page"))
    slots.place("customers.figures", _("A customer's dealings in figures"))
    slots.place("customers.existing_figures", _("What marks an existing customer: use, spending, worth"))
    slots.place("customers.group_figures", _("What a group of organisations bought together"))
    slots.place("customers.partner_figures", _("What end customers of a channel partner bought"))
    declare_places()
    _navigate()
    _navigate_rivals_and_ladder()
    _fill_shelves()
    _fill_panels()
    _declare_following()
    _fill_related()
    _offer_new()
    read_by("web.customer_views", partial(saved_filters, "customers.customers"))
    read_by("customers.doubles", queries.doubles_facts)
    slots.subject("customer", label=_("Customer"), names=queries.names, url_name="customers:page")
    slots.searcher("customers", _("Customers"), _find, order=10)


def _navigate() -> None:
    slots.navigation(
        "customers",
        label=_("Customers"),
        url_name="customers:list",
        icon="building",
        order=20,
        right="customers.see",
    )
    slots.navigation(
        "sources",
        label=_("Sources and questions"),
        url_name="customers:sources",
        icon="database",
        order=45,
        right="customers.see_sources",
        group="office",
    )


def _fill_panels() -> None:
    """Cards about the record itself."""
    slots.fill(
        "customers.page.panel",
        "customers.known",
        sources.known_panel,
        label=_("Known facts"),
        order=15,
        right="customers.see",
    )
    slots.fill(
        "customers.page.panel",
        "customers.review",
        reviews.review_panel,
        label=_("Review of the card"),
        order=80,
        right="customers.see",
    )


def _offer_new() -> None:
    for key, label, url_name, words in (
        (
            "organisation",
            _("New organisation"),
            "customers:new_organisation",
            "新建 客户 公司 organisation xjgs",
        ),
        ("person", _("New person"), "customers:new_person", "新建 个人 person xjgr"),
    ):
        slots.palette_action(
            f"customers.new_{key}",
            label=label,
            url_name=url_name,
            icon="plus",
            right="customers.create",
            words=words,
        )
    slots.palette_action(
        "customers.enter_card",
        label=_("Enter a business card"),
        url_name="customers:enter_card",
        icon="id",
        right="customers.enter_card",
        words="名片 录入 business card vcard lrmp",
    )


def _navigate_rivals_and_ladder() -> None:
    slots.navigation(
        "competitors",
        label=_("Competitors"),
        url_name="customers:competitors",
        icon="scale",
        order=38,
        right="customers.see_competitors",
    )
    slots.navigation(
        "ladder",
        label=_("Customer ladder"),
        url_name="customers:ladder",
        icon="list-numbers",
        order=46,
        right="ladder.edit_steps",
        group="office",
    )
    slots.palette_action(
        "customers.new_competitor",
        label=_("New competitor"),
        url_name="customers:new_competitor",
        icon="plus",
        right="customers.create_competitor",
        words="新建 竞争者 竞争对手 competitor rival xjjzds",
    )


def _fill_related() -> None:
    for key, label, url_name, right, words in (
        ("doubles", _("Likely doubles"), "customers:doubles_found", "customers.merge", "查重 重复 合并 cf"),
        (
            "disputes",
            _("Disputes about customers"),
            "customers:disputes",
            "customers.see_disputes",
            "撞单 争议 zd",
        ),
    ):
        slots.palette_action(
            f"customers.{key}", label=label, url_name=url_name, icon="copy", right=right, words=words
        )
    slots.fill(
        "home.card",
        "customers.disputes",
        clashes.disputes_card,
        label=_("Customers in dispute"),
        order=20,
        right="customers.decide_dispute",
    )
    slots.fill(
        "customers.page.panel",
        "customers.shares",
        clashes.shares_panel,
        label=_("Shared with"),
        order=12,
        right="customers.see",
    )
    slots.fill(
        "customers.page.panel",
        "customers.merges",
        merging.merged_panel,
        label=_("Merged into this record"),
        order=90,
        right="customers.unmerge",
    )


def _declare_following() -> None:
    """A card on Home, and the news it is fed by."""
    listen("customers.tell_of_change", CustomerChanged, tell_of_change)
    listen("customers.tell_of_step", LadderClimbed, tell_of_step)
    listen("customers.tell_of_leaving", ContactLeft, tell_of_leaving)
    listen("customers.tell_of_touch", TouchLogged, tell_of_touch)
    listen("customers.compare_created", CustomerCreated, compare_soon)
    listen("customers.compare_changed", CustomerChanged, compare_soon)
    listen("customers.compare_imported", CustomersImported, compare_soon)
    listen("customers.compare_parted", CustomersParted, compare_soon)
    listen("customers.compare_undone", ChangeSetUndone, compare_soon)
    slots.fill(
        "home.card",
        "customers.changes",
        filing.changes_card,
        label=_("Changes at customers you follow"),
        order=20,
        right="customers.read_changes",
    )
    slots.fill(
        "customers.category.basics",
        "customers.filing",
        filing.filing_shelf,
        label=_("Archive and filing list"),
        order=20,
    )


def _fill_shelves() -> None:
    """The record itself, and what service the timeline tells of; areas above fill the rest."""
    for place in ("customers.category.basics", "customers.block.basic"):
        slots.fill(place, "customers.basics", shelves.basics, label=_("The record"), order=10)
    slots.fill(
        "customers.block.service",
        "customers.service",
        shelves.service,
        label=_("Complaints and returns"),
        order=10,
    )


def _find(actor: Actor, text: str, limit: int) -> Iterable[Found]:
    found = queries.search_customers(actor, text, limit=limit)
    people = [one.pk for one in found if one.kind == "person"]
    firms = queries.employers(actor, people) if people else {}
    for one in found:
        yield Found(
            title=one.name,
            detail=" · ".join(p for p in (firms.get(one.pk), one.code, one.city, one.phone) if p),
            url=resolve_url("customers:page", one.pk),
            icon="building" if one.kind == "organisation" else "user",
            group=_("Customers"),
        )
