"""Plugs commerce in."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.commerce.actions.imports import TRANSACTIONS, plan_transactions, write_transactions
from guanxi.commerce.forms import COLUMNS, OPTIONS
from guanxi.commerce.rules.columns import by_content
from guanxi.commerce.views import (
    bought_answer,
    dealings_shelf,
    existing_figures,
    figures_card,
    group_figures,
    needs_line,
    orders_shelf,
    partner_figures,
    returns_shelf,
    worth_line,
)
from guanxi.customers.queries import gate_purpose
from guanxi.platform import slots
from guanxi.platform.conditions import Fact, Kind, declare
from guanxi.platform.exchange.targets import MadeOf, Target, target

_CUSTOMER = ("customer", _("Customer"))
_MADE_OF = {
    "customers": MadeOf("gx_customers.Customer", "I", {}, "customer"),
    "products": MadeOf("gx_commerce.Product", "I", {"kind": "product"}),
    "charges": MadeOf("gx_commerce.Product", "I", {"kind": "charge"}),
    "orders": MadeOf(
        "gx_commerce.Order", "I", {"kind": "sale"}, "customer", "customer_id", ("customer",), beside=_CUSTOMER
    ),
    "returns": MadeOf(
        "gx_commerce.Order",
        "I",
        {"kind": "return"},
        "customer",
        "customer_id",
        ("customer",),
        beside=_CUSTOMER,
    ),
    "lines": MadeOf(
        "gx_commerce.OrderLine",
        "I",
        {},
        "customer",
        "order.customer_id",
        ("order__customer", "product"),
        beside=("product", _("Product")),
    ),
}


def wire() -> None:
    gate_purpose("order")
    _fill_file()
    target(
        Target(
            name=TRANSACTIONS,
            label=_("Transactions (orders and returns)"),
            help=_("One line for each product sold or returned. Customers and products are made as needed."),
            right="commerce.import_transactions",
            columns=COLUMNS,
            options=OPTIONS,
            one_of=(("customer", "customer_name"), ("price", "amount")),
            rules=(
                ("no_customer", _("No customer")),
                ("price", _("Price or amount of zero or less")),
                ("duplicate", _("Exact duplicate of an earlier line")),
                ("unreadable", _("A value is missing or cannot be read")),
                ("not_yours", _("The customer with this number belongs to a colleague")),
                ("document", _("A document the customer needs for orders was not valid that day")),
                ("on_file", _("This order of the customer is on file already")),
            ),
            made=(
                ("customers", _("customers")),
                ("products", _("products")),
                ("charges", _("kinds of charge")),
                ("orders", _("orders")),
                ("returns", _("returns")),
                ("lines", _("lines")),
            ),
            made_of=_MADE_OF,
            plan=plan_transactions,
            write=write_transactions,
            parts=(
                "commerce.import_orders",
                "customers.import_customers",
                "customers.import_touches",
                "customers.require_documents_of_many",
            ),
            by_content=lambda guesses: by_content([guess.kind for guess in guesses]),
            order=20,
        )
    )
    declare(
        _events("orders", _("Orders placed"), "sale"),
        _events("returns", _("Goods sent back"), "return"),
    )


def _fill_file() -> None:
    """What orders and returns say of a customer: in its file and in its portrait."""
    for place, render, label in (
        ("customers.category.orders", orders_shelf, _("Orders")),
        ("customers.category.returns", returns_shelf, _("Returns of goods")),
        ("customers.category.dealings", dealings_shelf, _("Business by year")),
        ("customers.block.dealings", dealings_shelf, _("Business by year")),
        ("customers.figures", figures_card, _("Dealings in figures")),
        ("customers.existing_figures", existing_figures, _("Use and spending")),
        ("customers.group_figures", group_figures, _("What a group bought together")),
        ("customers.partner_figures", partner_figures, _("What its end customers bought")),
        ("customers.portrait.worth", worth_line, _("What it has bought")),
        ("customers.portrait.needs", needs_line, _("What it mostly buys")),
        ("customers.question.bought", bought_answer, _("What it has bought")),
    ):
        slots.fill(place, "commerce", render, label=label, order=20, right="commerce.see_orders")


def _events(name: str, label: str | Promise, kind: str) -> Fact:
    """What a customer did when: "at least 3 orders in the last 90 days"."""
    return Fact(
        name=f"commerce.{name}",
        label=label,
        group=_("Orders"),
        kind=Kind.EVENTS,
        subject="customer",
        table="gx_commerce_order",
        column="ordered_at",
        key="customer_id",
        where={"kind": kind},
        right="commerce.see_orders",
    )
