"""Columns of the customer list; also of its export and filters."""

from collections.abc import Sequence

from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from guanxi.customers import queries
from guanxi.customers.models import Customer
from guanxi.platform import slots
from guanxi.platform.access.types import Actor
from guanxi.web.lists import BulkAction, Column, Empty, File, Table
from guanxi.web.templating import render_safe


def _badges(actor: Actor, rows: Sequence[Customer]) -> None:
    found = slots.marks("customer", actor, [row.pk for row in rows])
    for row in rows:
        row.marks = found[row.pk]  # type: ignore[attr-defined]  # for this page's cells only


def _name(row: Customer) -> Markup:
    return render_safe("customers/cells/name.html", {"row": row})


def _grade(row: Customer) -> Markup:
    return render_safe("customers/cells/grade.html", {"marks": row.marks})  # type: ignore[attr-defined]  # put there by _badges


def _place(row: Customer) -> str:
    return " ".join(part for part in (row.province, row.city) if part) or row.country


def _employers(actor: Actor, rows: Sequence[Customer]) -> None:
    found = queries.employers(actor, [row.pk for row in rows])
    for row in rows:
        row.employers = found.get(row.pk, "")  # type: ignore[attr-defined]  # for this page's cells only


_BULK = (
    BulkAction("print", _("Print forms"), "customers:papers", icon="printer", right="customers.see"),
    BulkAction("merge", _("Merge"), "customers:merge", icon="git-merge", right="customers.merge"),
)

_FILES = (
    File("vcf", _("Address cards (vCard)"), "text/vcard; charset=utf-8", queries.cards, icon="address-book"),
    File("json", "JSON", "application/json", queries.records_as_json, icon="braces"),
)

CUSTOMERS = Table(
    name="customers.customers",
    title=_("Customers"),
    rows=queries.buyers,
    columns=(
        Column("name", _("Name"), sort="sort_name", lead=True, render=_name),
        Column("grade", _("Grade"), render=_grade),
        Column("code", _("Number"), sort="code", shown=False),
        Column("kind", _("Kind"), value=lambda c: c.get_kind_display(), shown=False, on_phone=False),
        Column("place", _("Place"), sort="city", value=_place),
        Column("phone", _("Phone")),
        Column("email", _("E-mail"), shown=False, on_phone=False),
        Column("industry", _("Industry"), sort="industry", on_phone=False),
        Column(
            "archive_class",
            _("Archive class"),
            value=lambda c: c.get_archive_class_display(),
            shown=False,
            on_phone=False,
        ),
        Column("sector", _("Sector"), value=lambda c: c.get_sector_display(), shown=False, on_phone=False),
        Column(
            "trade_role",
            _("Trade role"),
            value=lambda c: c.get_trade_role_display() if c.trade_role else "",
            shown=False,
            on_phone=False,
        ),
        Column("industry_code", _("GB/T 4754 code"), shown=False, on_phone=False),
        Column("district", _("District"), shown=False, on_phone=False),
        Column("employees", _("Employees"), sort="employees", kind="number", shown=False, on_phone=False),
        Column("owner", _("Owner"), sort="owner__name", value=lambda c: c.owner.name if c.owner else None),
        Column("source", _("Source"), sort="source", shown=False, on_phone=False),
        Column("touched_at", _("Last contact"), sort="touched_at", kind="ago"),
        Column(
            "created_at", _("In the file since"), sort="created_at", kind="day", shown=False, on_phone=False
        ),
    ),
    href=lambda c: resolve_url("customers:page", c.pk),
    sort="name",
    search=queries.matching,
    search_label=_("Name, pinyin, phone tail, number"),
    subject="customer",
    count_url="/customers/count/",
    empty=Empty(
        _("No customers yet"),
        _("Type in the first one, or import a list from a file."),
        _("New organisation"),
        "customers:new_organisation",
        icon="building",
        right="customers.create",
    ),
    enrich=_badges,
    files=_FILES,
    bulk=_BULK,
)

PEOPLE = Table(
    name="customers.people",
    title=_("Contacts and persons"),
    rows=queries.people,
    columns=(
        Column("name", _("Name"), sort="sort_name", lead=True, render=_name),
        Column("employers", _("Speaks for"), value=lambda c: c.employers),
        Column("phone", _("Phone")),
        Column("email", _("E-mail")),
        Column("place", _("Place"), sort="city", value=_place, shown=False, on_phone=False),
        Column("owner", _("Owner"), sort="owner__name", value=lambda c: c.owner.name if c.owner else None),
        Column("touched_at", _("Last contact"), sort="touched_at", kind="ago"),
    ),
    href=lambda c: resolve_url("customers:page", c.pk),
    sort="name",
    search=queries.matching,
    search_label=_("Name, pinyin, phone tail, number"),
    subject="customer",
    count_url="/customers/people/count/",
    empty=Empty(
        _("No persons yet"),
        _("People come into the file with the organisation they speak for, or as customers themselves."),
        _("New person"),
        "customers:new_person",
        icon="users",
        right="customers.create",
    ),
    enrich=_employers,
    files=_FILES,
    bulk=_BULK,
)
