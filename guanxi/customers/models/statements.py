"""What customers said or showed of themselves, with its date and source, kept as history."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from guanxi.customers.models.customers import Customer
from guanxi.customers.models.touches import Touch
from guanxi.platform.merging import Move
from guanxi.platform.records import Record, Through


class Statement(Record):
    """A need, attitude, expectation or other statement of a customer as it was on one day."""

    class Kind(models.TextChoices):
        NEED = "need", _("need")
        ATTITUDE = "attitude", _("attitude")
        EXPECTATION = "expectation", _("expectation")
        EXPECTED_USE = "expected_use", _("expected use")
        REACTION = "reaction", _("reaction after use")
        PROBLEM = "problem", _("problem or dissatisfaction")

    class Source(models.TextChoices):
        TALK = "talk", _("a talk")
        SURVEY = "survey", _("a survey")
        OBSERVED = "observed", _("observation")
        THIRD = "third", _("a third party")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="statements")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    text = models.TextField(_("statement"))
    on = models.DateField(_("day"))
    source = models.CharField(_("source"), max_length=10, choices=Source)
    person = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("said by")
    )
    touch = models.ForeignKey(
        Touch, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    by = models.ForeignKey(
        "gx_access.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("noted by")
    )

    policy = Through("customer", "gx_customers.Customer")
    on_merge = (Move("customer"), Move("person"))

    class Meta:
        indexes = (models.Index(fields=("customer", "-on", "-id"), name="gx_statement_customer"),)
        constraints = (models.CheckConstraint(condition=~models.Q(text=""), name="gx_statement_said"),)

    def __str__(self) -> str:
        return self.text[:80]
