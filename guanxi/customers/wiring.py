"""Plugs the customer file in."""

from collections.abc import Iterable
from functools import partial

from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from guanxi.customers import queries
from guanxi.customers.actions.imports import CUSTOMER_LIST, plan_customer_list, write_customer_list
from guanxi.customers.forms import LIST_COLUMNS
from guanxi.platform import slots
from guanxi.platform.access.queries import colleagues, system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.conditions import Fact, Kind, declare
from guanxi.platform.exchange.targets import Option, Target, target
from guanxi.platform.slots import Found


def wire() -> None:
    slots.place("customers.page.panel", _("A card beside a customer's timeline"))
    slots.place("customers.page.action", _("A button at the head of a customer's page"))
    slots.navigation(
        "customers",
        label=_("Customers"),
        url_name="customers:list",
        icon="building",
        order=20,
        right="customers.see",
    )
    slots.subject("customer", label=_("Customer"), names=queries.names, url_name="customers:page")
    slots.searcher("customers", _("Customers"), _find, order=10)
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
    _declare_facts()
    _declare_import()


def _find(actor: Actor, text: str, limit: int) -> Iterable[Found]:
    for one in queries.search_customers(actor, text, limit=limit):
        yield Found(
            title=one.name,
            detail=" · ".join(p for p in (one.code, one.city, one.phone) if p),
            url=resolve_url("customers:page", one.pk),
            icon="building" if one.kind == "organisation" else "user",
            group=_("Customers"),
        )


def _declare_facts() -> None:
    """What lists, audiences and rules may ask of the customer file."""
    fact = partial(Fact, group=_("Customer file"), subject="customer", table="gx_customers_customer")
    texts = {
        "name": _("Name"),
        "code": _("Customer number"),
        "phone": _("Phone"),
        "email": _("E-mail"),
        "country": _("Country"),
        "province": _("Province"),
        "city": _("City"),
        "address": _("Address"),
        "industry": _("Industry"),
        "source": _("Source"),
    }
    for column, label in texts.items():
        declare(fact(name=f"customers.{column}", label=label, kind=Kind.TEXT, column=column))
    kinds = (("organisation", _("organisation")), ("person", _("person")))
    declare(fact(name="customers.kind", label=_("Kind"), kind=Kind.CHOICE, column="kind", choices=kinds))
    for column, label, kind in (
        ("is_customer", _("Buys in its own name"), Kind.FLAG),
        ("employees", _("Employees"), Kind.NUMBER),
        ("born_on", _("Birthday"), Kind.DATE),
        ("tags", _("Tags"), Kind.WORDS),
        ("touched_at", _("Last contact"), Kind.MOMENT),
        ("created_at", _("In the file since"), Kind.MOMENT),
    ):
        declare(fact(name=f"customers.{column}", label=label, kind=kind, column=column))
    declare(
        fact(
            name="customers.owner",
            label=_("Owner"),
            kind=Kind.CHOICE,
            column="owner_id",
            whole_choices=True,
            choices=_owner_choices,
        ),
        Fact(
            name="customers.touches",
            label=_("Contacts (all touchpoints)"),
            group=_("Customer file"),
            subject="customer",
            kind=Kind.EVENTS,
            table="gx_customers_touch",
            column="at",
            key="customer_id",
        ),
    )


def _owner_choices() -> list[tuple[str, str]]:
    # Drawn with every list: only two columns, and no more models than people.
    return [(str(key), name) for key, name in colleagues(system_actor("choices")).values_list("pk", "name")]


def _declare_import() -> None:
    target(
        Target(
            name=CUSTOMER_LIST,
            label=_("List of customers"),
            help=_("One line for each customer, with a contact person where you have one."),
            right="customers.import_list",
            columns=LIST_COLUMNS,
            options=(
                Option(
                    "customer_kind",
                    _("Customers without a word on it are"),
                    "organisation",
                    choices=(("organisation", _("organisations")), ("person", _("persons"))),
                    shape="choice",
                ),
            ),
            rules=(
                ("no_name", _("No name")),
                ("code_taken", _("The customer number is taken already")),
                ("duplicate", _("Same name and phone as a customer on file or earlier in the list")),
                ("unreadable", _("A value cannot be read")),
            ),
            made=(("customers", _("customers")), ("contacts", _("contact persons"))),
            plan=plan_customer_list,
            write=write_customer_list,
            parts=("customers.import_listed",),
            order=10,
        )
    )
