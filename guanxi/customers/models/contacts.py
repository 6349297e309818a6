"""Who speaks for an organisation, and for how long."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from guanxi.customers.models.customers import Customer
from guanxi.platform.merging import Combine
from guanxi.platform.records import Record, Through


class Contact(Record):
    """A person who speaks for an organisation, for as long as that lasts."""

    class DecisionRole(models.TextChoices):
        BUYER = "buyer", _("buyer")
        DECIDER = "decider", _("decider")
        USER = "user", pgettext_lazy("part in decisions", "user")
        CONSUMER = "consumer", _("consumer")
        INFLUENCER = "influencer", _("influencer")

    organisation = models.ForeignKey(Customer, models.PROTECT, related_name="contacts")
    person = models.ForeignKey(Customer, models.PROTECT, related_name="employments")
    title = models.CharField(_("job title"), max_length=100, blank=True, default="")
    department = models.CharField(_("department"), max_length=100, blank=True, default="")
    roles = ArrayField(
        models.CharField(max_length=12, choices=DecisionRole),
        verbose_name=_("decision roles"),
        default=list,
        db_default=[],
        blank=True,
    )
    taste = models.TextField(_("taste"), blank=True, default="", db_default="")
    gifts = models.TextField(_("gifts"), blank=True, default="", db_default="")
    is_main = models.BooleanField(_("main contact"), default=False)
    since_on = models.DateField(_("since"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    is_reached: bool  # whether its reader may see the person's own record: queries.contacts

    policy = Through("organisation", "gx_customers.Customer")
    on_merge = (
        Combine("organisation", same=("person",), absent=("until_on",)),
        Combine("person", same=("organisation",), absent=("until_on",)),
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "person"), condition=Q(until_on=None), name="gx_contact_once"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(since_on=None) | Q(until_on__gte=F("since_on")),
                name="gx_contact_period",
            ),
        )

    def decision_roles(self) -> list[str]:
        """The parts in decisions, in words."""
        return [str(self.DecisionRole(role).label) for role in self.roles]

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation}"
