"""The ladder customers climb, and what channel partners owe."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guanxi.customers.models.customers import Customer
from guanxi.platform.merging import Move
from guanxi.platform.records import Everyone, Record, Through


class LadderStep(Record):
    """One step of the company's own ladder from potential customer to member. No life-cycle stage."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    place = models.IntegerField(_("place"))
    is_active = models.BooleanField(_("in use"), default=True)

    policy = Everyone(see="customers.see")

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="gx_ladder_step_named"),)

    def __str__(self) -> str:
        return gettext(self.name)


# The names an installation begins with, so that each reader sees them in the own language.
FIRST_STEPS = (
    _("Potential"),
    _("Interested"),
    _("Quasi customer"),
    _("Signed"),
    _("Quasi-owner"),
    _("Property owner"),
    _("Member"),
)


class LadderMove(Record):
    """A customer came onto a step, on a day."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="ladder_moves")
    step = models.ForeignKey(LadderStep, models.PROTECT, null=True, related_name="+")
    before = models.ForeignKey(LadderStep, models.PROTECT, null=True, related_name="+")
    on = models.DateField(_("day"))
    by = models.ForeignKey("gx_access.User", models.PROTECT, null=True, related_name="+")

    policy = Through("customer", "gx_customers.Customer")
    on_merge = (Move("customer"),)

    class Meta:
        indexes = (models.Index(fields=("customer", "-on", "-id"), name="gx_ladder_move"),)

    def __str__(self) -> str:
        return f"{self.customer} · {self.step}"


class OwedReport(Record):
    """A report that a channel partner owes us again and again."""

    class Every(models.TextChoices):
        MONTH = "month", _("every month")
        QUARTER = "quarter", _("every quarter")
        YEAR = "year", _("every year")

    partner = models.ForeignKey(Customer, models.PROTECT, related_name="owed_reports")
    name = models.CharField(_("report"), max_length=100)
    every = models.CharField(_("how often"), max_length=8, choices=Every)
    due_day = models.SmallIntegerField(_("days after the period's end"))
    since_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    policy = Through("partner", "gx_customers.Customer")
    on_merge = (Move("partner"),)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(due_day__range=(1, 90)), name="gx_owed_report_due"),
        )

    def __str__(self) -> str:
        return self.name


class ReceivedReport(Record):
    """The report for one period has come."""

    report = models.ForeignKey(OwedReport, models.PROTECT, related_name="received")
    period_on = models.DateField(_("period"))
    received_on = models.DateField(_("received on"))
    remark = models.CharField(_("remark"), max_length=300, blank=True, default="")

    policy = Through("report", "gx_customers.OwedReport")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("report", "period_on"), name="gx_received_report_once"),
        )

    def __str__(self) -> str:
        return f"{self.report} {self.period_on}"
