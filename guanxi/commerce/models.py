"""Products, orders and returns. Amounts are numeric(19,4) in the record's currency."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanxi.platform.merging import Combine
from guanxi.platform.records import Everyone, Record, Through


class Product(Record):
    """What is sold; postage, discounts, bank charges and the like are charges, not products."""

    class Kind(models.TextChoices):
        PRODUCT = "product", _("product")
        CHARGE = "charge", _("charge")

    code = models.CharField(_("product number"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=300)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.PRODUCT)
    price = models.DecimalField(_("list price"), max_digits=19, decimal_places=4, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")

    policy = Everyone(see="commerce.see_products")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Order(Record):
    """A sale to a customer, or goods it returned: `total` is the sum of its lines, negative for a return."""

    class Kind(models.TextChoices):
        SALE = "sale", _("order")
        RETURN = "return", _("return of goods")

    # No index of its own: gx_order_customer begins with it.
    customer = models.ForeignKey("gx_customers.Customer", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    number = models.CharField(_("number"), max_length=60)
    ordered_at = models.DateTimeField(_("date"))
    currency = models.CharField(_("currency"), max_length=3)
    total = models.DecimalField(_("total"), max_digits=19, decimal_places=4)
    charges = models.DecimalField(_("charges in it"), max_digits=19, decimal_places=4, default=0)
    response_code = models.CharField(_("response code"), max_length=20, blank=True, default="")

    policy = Through("customer", "gx_customers.Customer", see="commerce.see_orders")
    # Two orders of one number are two orders: the one of the merged record stays with it.
    on_merge = (Combine("customer", same=("number",)),)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("number", "customer"), name="gx_order_number"),
            models.CheckConstraint(condition=Q(kind__in=("sale", "return")), name="gx_order_kind"),
        )
        indexes = (
            models.Index(fields=("customer", "-ordered_at", "-id"), name="gx_order_customer"),
            models.Index(fields=("ordered_at", "id"), name="gx_order_date"),
            models.Index(fields=("response_code",), condition=~Q(response_code=""), name="gx_order_code"),
        )

    def __str__(self) -> str:
        return self.number


class OrderLine(Record):
    """One line of an order or return; `amount` = quantity x price, half-up to four places."""

    # No index of its own: gx_line_position begins with it.
    order = models.ForeignKey(Order, models.PROTECT, related_name="lines", db_index=False)
    position = models.IntegerField()
    product = models.ForeignKey(Product, models.PROTECT, related_name="+")
    description = models.CharField(max_length=300, blank=True, default="")
    quantity = models.DecimalField(max_digits=19, decimal_places=4)
    price = models.DecimalField(max_digits=19, decimal_places=4)
    amount = models.DecimalField(max_digits=19, decimal_places=4)

    policy = Through("order", "gx_commerce.Order", see="commerce.see_orders")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("order", "position"), name="gx_line_position"),)

    def __str__(self) -> str:
        return f"{self.order} · {self.position}"
