"""What evaluations found: one row of traits per customer, and one row per evaluation with its figures."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.platform.merging import Keep
from guanxi.platform.records import Everyone, Record, Through


def _money(label: Any, **options: Any) -> models.DecimalField[Any, Any]:  # Any: as Django's fields
    """Sums of amounts, each numeric(19,4)."""
    return models.DecimalField(label, max_digits=24, decimal_places=4, **options)


class CustomerScore(Record):
    """What is known of a customer's business as of a moment. Absent values are null, never empty.

    The customer's key has no constraint in the database: an import can be undone although its customers
    were evaluated, and the next evaluation drops the rows nobody stands behind.
    """

    class Stage(models.TextChoices):
        NEW = "new", pgettext_lazy("life-cycle stage", "new")
        ACTIVE = "active", pgettext_lazy("life-cycle stage", "active")
        GROWING = "growing", pgettext_lazy("life-cycle stage", "growing")
        DECLINING = "declining", pgettext_lazy("life-cycle stage", "declining")
        DORMANT = "dormant", pgettext_lazy("life-cycle stage", "dormant")
        LOST = "lost", pgettext_lazy("life-cycle stage", "lost")

    class Group(models.TextChoices):
        CHAMPIONS = "champions", _("champions")
        PROMISING = "promising", _("promising")
        STEADY = "steady", _("steady")
        SLIPPING = "slipping", _("slipping")
        AT_RISK = "at_risk", _("at risk")
        HIBERNATING = "hibernating", _("hibernating")

    class Pareto(models.TextChoices):
        A = "A", _("A: first 80 % of revenue")
        B = "B", _("B: next 15 %")
        C = "C", _("C: last 5 %")

    customer = models.OneToOneField(
        "gx_customers.Customer", models.DO_NOTHING, related_name="+", db_constraint=False
    )
    as_of = models.DateTimeField(_("As of"))
    first_order_on = models.DateField(_("First order"), null=True)
    last_order_on = models.DateField(_("Last order"), null=True)
    lost_on = models.DateField(_("Lost since"), null=True)
    recency_days = models.IntegerField(_("Days since the last order"), null=True)
    gap_span = models.BigIntegerField()  # the gap in days that judges this customer's silence,
    gap_steps = models.BigIntegerField()  # as an exact fraction: span / steps
    purchase_days = models.IntegerField(_("Days with a purchase"))
    orders = models.IntegerField(_("Orders"))
    returns = models.IntegerField(_("Returns"))
    sales = _money(_("Sales"))
    refunds = _money(_("Refunds"))
    net_revenue = _money(_("Net revenue"))
    recent = _money(_("Net revenue of the last 90 days"))
    earlier = _money(_("Net revenue of the 90 days before"))
    average_order = _money(_("Average order"), null=True)
    rfm_r = models.SmallIntegerField(_("Recency score"), null=True)
    rfm_f = models.SmallIntegerField(_("Frequency score"), null=True)
    rfm_m = models.SmallIntegerField(_("Monetary score"), null=True)
    rfm = models.CharField(_("RFM score"), max_length=3, null=True)  # noqa: DJ001 - absent is not empty
    rfm_group = models.CharField(_("RFM group"), max_length=12, choices=Group, null=True)  # noqa: DJ001 - as above
    stage = models.CharField(_("Life-cycle stage"), max_length=10, choices=Stage, null=True)  # noqa: DJ001 - as above
    stage_reason = models.CharField(max_length=10, null=True)  # noqa: DJ001 - as above
    pareto = models.CharField(_("80/20 class"), max_length=1, choices=Pareto)

    policy = Through("customer", "gx_customers.Customer")
    on_merge = (
        Keep("customer", "computed from records that moved: the next evaluation makes both rows anew"),
    )

    class Meta:
        indexes = (
            models.Index(fields=("stage", "customer"), name="gx_score_stage"),
            models.Index(fields=("-net_revenue", "customer"), name="gx_score_revenue"),
        )

    def __str__(self) -> str:
        return str(self.customer)


class Evaluation(Record):
    """One evaluation of all customers: as of when, on which copy of the data, and the scorecard it gave."""

    as_of = models.DateTimeField(_("As of"))
    as_of_on = models.DateField(_("As of"))
    refreshed_at = models.DateTimeField(_("Data of"))
    customers = models.IntegerField(_("Customers"))
    figures = models.JSONField()

    policy = Everyone(see="analytics.see_scorecard")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.as_of:%Y-%m-%d %H:%M}"
