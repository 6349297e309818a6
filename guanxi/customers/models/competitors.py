"""Those our customers buy from instead of us."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guanxi.customers.models.customers import Customer
from guanxi.platform.merging import Move
from guanxi.platform.records import Everyone, Record, Through


class Competitor(Record):
    """A competitor: known to the whole company."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    website = models.CharField(_("website"), max_length=300, blank=True, default="")
    strategy = models.TextField(_("strategy"), blank=True, default="")
    strengths = models.CharField(_("strengths"), max_length=500, blank=True, default="")
    weaknesses = models.CharField(_("weaknesses"), max_length=500, blank=True, default="")
    remark = models.TextField(_("remark"), blank=True, default="")

    policy = Everyone(see="customers.see_competitors")

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="gx_competitor_named"),)

    def __str__(self) -> str:
        return self.name


class CompetitorProduct(Record):
    """What a competitor sells, and at which price we have seen it."""

    competitor = models.ForeignKey(Competitor, models.PROTECT, related_name="products")
    name = models.CharField(_("product"), max_length=200)
    price = models.DecimalField(_("price"), max_digits=19, decimal_places=4, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")
    seen_on = models.DateField(_("seen on"), null=True, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True, default="")

    policy = Through("competitor", "gx_customers.Competitor")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(price=None) | Q(price__gte=0), name="gx_rival_product_price"),
        )

    def __str__(self) -> str:
        return self.name


class CompetitorNote(Record):
    """What was learned about a competitor, on which day and from whom."""

    competitor = models.ForeignKey(Competitor, models.PROTECT, related_name="notes")
    on = models.DateField(_("day"))
    text = models.TextField(_("what was learned"))
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("from the customer")
    )
    told_by = models.CharField(_("from whom"), max_length=200, blank=True, default="")
    by = models.ForeignKey(
        "gx_access.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("noted by")
    )

    policy = Through("competitor", "gx_customers.Competitor")
    on_merge = (Move("customer"),)

    class Meta:
        indexes = (models.Index(fields=("competitor", "-on", "-id"), name="gx_rival_note"),)

    def __str__(self) -> str:
        return self.text[:80]


class RivalPurchase(Record):
    """A customer buys something from a competitor, and why."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="rival_purchases")
    competitor = models.ForeignKey(Competitor, models.PROTECT, related_name="customers")
    product = models.CharField(_("product"), max_length=200, blank=True, default="")
    reason = models.CharField(_("why there"), max_length=300)
    since_on = models.DateField(_("since"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)

    policy = Through("customer", "gx_customers.Customer")
    on_merge = (Move("customer"),)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(since_on=None) | Q(until_on__gte=F("since_on")),
                name="gx_rival_purchase_period",
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer} · {self.competitor}"
