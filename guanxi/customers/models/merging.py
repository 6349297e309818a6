"""Two records of one customer that became one."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from guanxi.customers.models.customers import Customer
from guanxi.platform.merging import Keep
from guanxi.platform.records import Record, Through


class Merge(Record):
    """One record that went into another, and the change set by which they part again."""

    survivor = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    merged = models.OneToOneField(Customer, models.PROTECT, related_name="+")
    change_set_id = models.BigIntegerField()
    by = models.ForeignKey(
        "gx_access.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"))

    policy = Through("survivor", "gx_customers.Customer")
    on_merge = (
        Keep("survivor", "a merge is told of the record that took it in"),
        Keep("merged", "as above"),
    )

    class Meta:
        indexes = (models.Index(fields=("change_set_id",), name="gx_merge_change_set"),)

    def __str__(self) -> str:
        return f"{self.merged} → {self.survivor}"
