"""What changed at a customer, why, and what is done about it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guanxi.customers.models.customers import Customer
from guanxi.platform.merging import Move
from guanxi.platform.records import Record, Through


class ChangeSheet(Record):
    """The changes of one customer between two days, as somebody judged them."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    since_on = models.DateField(_("compared with"))
    drawn_on = models.DateField(_("drawn up on"))
    drawn_by = models.ForeignKey(
        "gx_access.User", models.PROTECT, null=True, related_name="+", verbose_name=_("drawn up by")
    )
    measures_due_on = models.DateField(_("measures by"), null=True, blank=True)

    policy = Through("customer", "gx_customers.Customer")
    on_merge = (Move("customer"),)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(since_on__lte=F("drawn_on")), name="gx_change_sheet_days"),
        )
        indexes = (models.Index(fields=("customer", "-drawn_on", "-id"), name="gx_change_sheet_customer"),)

    def __str__(self) -> str:
        return f"{self.since_on:%Y-%m-%d} – {self.drawn_on:%Y-%m-%d}"


class ChangeLine(Record):
    """One change: then, now, cause, counter-measure. `field`: a column of the customer, or "" where `what`
    says it in words.
    """

    sheet = models.ForeignKey(ChangeSheet, models.CASCADE, related_name="lines")
    field = models.CharField(max_length=60, blank=True, default="")
    what = models.CharField(_("what changed"), max_length=100, blank=True, default="")
    before = models.TextField(_("then"), blank=True, default="")
    after = models.TextField(_("now"), blank=True, default="")
    cause = models.TextField(_("cause"), blank=True, default="")
    measure = models.TextField(_("counter-measure"), blank=True, default="")

    policy = Through("sheet", "gx_customers.ChangeSheet")

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(condition=~Q(field="", what=""), name="gx_change_line_says_what"),
        )

    def __str__(self) -> str:
        return self.what or self.field
