"""How often a customer's card is looked through, and when it was last."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanxi.customers.models.customers import Customer
from guanxi.platform.merging import Combine
from guanxi.platform.records import Everyone, Record, Through


class ReviewCycle(Record):
    """After so many months without a change or a review, a card of this class is to be looked through."""

    archive_class = models.CharField(
        _("archive class"), max_length=10, choices=Customer.ArchiveClass, unique=True
    )
    months = models.IntegerField(_("months"), help_text=_("0: never."))

    policy = Everyone(see="customers.see")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(months__range=(0, 120)), name="gx_review_cycle_months"),
        )

    def __str__(self) -> str:
        return str(self.get_archive_class_display())


class Review(Record):
    """When somebody last said that a card is right, and when somebody was last asked to look."""

    customer = models.OneToOneField(Customer, models.PROTECT, related_name="+")
    asked_on = models.DateField(_("asked on"), null=True, blank=True)
    follow_up = models.ForeignKey(
        "gx_work.FollowUp",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("follow-up"),
    )
    reviewed_at = models.DateTimeField(_("reviewed"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        "gx_access.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviewed by"),
    )

    policy = Through("customer", "gx_customers.Customer")
    on_merge = (Combine("customer"),)

    def __str__(self) -> str:
        return str(self.customer)
