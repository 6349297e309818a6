"""Where a customer stands in the value matrix, with the judgement that put it there."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanxi.grading.rules import CELLS
from guanxi.grading.types import CRITERIA
from guanxi.platform.merging import Combine
from guanxi.platform.records import Record, Through


class CustomerGrade(Record):
    """One row per customer: the trait other areas read. The raw words are kept beside the result."""

    customer = models.OneToOneField("gx_customers.Customer", models.PROTECT, related_name="+")
    difference = models.CharField(max_length=12)
    value = models.CharField(max_length=12)
    preference = models.CharField(max_length=12)
    access = models.CharField(max_length=12)
    rules = models.CharField(max_length=12)
    volume = models.CharField(max_length=12)
    margin = models.CharField(max_length=12)
    relationship = models.CharField(max_length=12)
    evidence = models.TextField(_("evidence"), blank=True, default="")
    cell = models.CharField(_("cell"), max_length=2)
    customer_class = models.CharField(_("class"), max_length=12)
    is_off_matrix = models.BooleanField(_("off the matrix"), default=False)
    rule_version = models.CharField(max_length=20)
    judged_by = models.ForeignKey("gx_access.User", models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(_("judged"))

    policy = Through("customer", "gx_customers.Customer", see="grading.see")
    on_merge = (Combine("customer"),)

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(cell__in=tuple(CELLS)), name="gx_grade_cell"),)
        indexes = (models.Index(fields=("cell",), name="gx_grade_cell_index"),)

    def __str__(self) -> str:
        return f"{self.customer} {self.cell}"

    def words(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in CRITERIA}
