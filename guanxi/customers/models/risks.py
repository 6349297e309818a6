"""Risk events: what went wrong, why, who mends it by when, and whether it came again."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guanxi.customers.models.customers import Customer
from guanxi.customers.models.documents import Document
from guanxi.platform.merging import Move
from guanxi.platform.records import Own, Record


class RiskEvent(Record):
    """A risk event. It is closed by another person than the responsible one, after a check of recurrence."""

    title = models.CharField(_("event"), max_length=200)
    happened_on = models.DateField(_("happened on"))
    cause = models.TextField(_("cause"), blank=True, default="")
    responsible = models.ForeignKey(
        "gx_access.User", models.PROTECT, related_name="+", verbose_name=_("responsible")
    )
    team = models.ForeignKey("gx_access.Team", models.PROTECT, null=True, blank=True, related_name="+")
    rectification = models.TextField(_("rectification"), blank=True, default="")
    due_on = models.DateField(_("deadline"))
    training = models.TextField(_("training"), blank=True, default="")
    recurrence_check = models.TextField(_("check of recurrence"), blank=True, default="")
    customer = models.ForeignKey(
        Customer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="risk_events",
        verbose_name=_("customer"),
    )
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="risk_events",
        verbose_name=_("document"),
    )
    opened_by = models.ForeignKey(
        "gx_access.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("opened by")
    )
    closed_by = models.ForeignKey(
        "gx_access.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    policy = Own(see="customers.see_risk_events", owner="responsible", team="team")
    on_merge = (Move("customer"),)

    class Meta:
        indexes = (models.Index(fields=("due_on", "id"), name="gx_risk_due"),)
        constraints = (
            models.CheckConstraint(condition=~Q(title=""), name="gx_risk_titled"),
            models.CheckConstraint(
                condition=Q(closed_at=None)
                | (
                    Q(closed_by__isnull=False)
                    & ~Q(closed_by=F("responsible"))
                    & ~Q(rectification="")
                    & ~Q(recurrence_check="")
                ),
                name="gx_risk_closed_by_another",
            ),
        )

    def __str__(self) -> str:
        return self.title
