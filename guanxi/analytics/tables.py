"""Lists of analytics: the orders behind a figure."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from guanxi.commerce.queries import orders
from guanxi.web.formats import money
from guanxi.web.lists import Column, Empty, Table

ORDERS = Table(
    name="analytics.orders",
    title=_("Orders and returns"),
    rows=orders,
    columns=(
        Column("number", _("Number"), sort="number", lead=True),
        Column("customer", _("Customer"), value=lambda order: order.customer),
        Column("kind", _("Kind"), value=lambda order: order.get_kind_display()),
        Column("ordered_at", _("Date"), sort="ordered_at", kind="moment"),
        Column(
            "total",
            _("Total"),
            sort="total",
            kind="money",
            render=lambda order: money(order.total, order.currency),
            plain=lambda order: order.total,
        ),
        Column("currency", _("Currency"), shown=False),
    ),
    href=lambda order: reverse("customers:page", args=[order.customer_id]),
    sort="-ordered_at",
    subject="order",
    empty=Empty(_("No orders yet"), _("Import your orders; they appear here with their customers.")),
)
