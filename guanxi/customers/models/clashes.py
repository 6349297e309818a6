"""Customers that a colleague has already: what was told of them, and who claims one."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanxi.customers.models.customers import Customer
from guanxi.platform.merging import Move
from guanxi.platform.records import Own, Record


class ClashAnswer(Record):
    """Somebody who typed a customer was told, masked, that a colleague has it. Kept against harvesting."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(
        "gx_access.User", models.PROTECT, related_name="+", verbose_name=_("who asked")
    )
    team = models.ForeignKey("gx_access.Team", models.PROTECT, null=True, blank=True, related_name="+")
    typed = models.CharField(_("what was typed"), max_length=200, blank=True, default="")
    at = models.DateTimeField(_("when"))

    policy = Own(see="customers.see_clashes", owner="asked_by", team="team")
    on_merge = (Move("customer"),)

    class Meta:
        indexes = (models.Index(fields=("asked_by", "-at"), name="gx_clash_asked"),)

    def __str__(self) -> str:
        return f"{self.asked_by} {self.typed} {self.at:%Y-%m-%d %H:%M}"


class Dispute(Record):
    """A colleague claims a customer that another one owns; a superior of both decides."""

    class State(models.TextChoices):
        OPEN = "open", _("to be decided")
        GIVEN = "given", _("given to the claimant")
        SHARED = "shared", _("shared by both")
        REFUSED = "refused", _("stays with the owner")
        WITHDRAWN = "withdrawn", _("withdrawn")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    claimant = models.ForeignKey(
        "gx_access.User", models.PROTECT, related_name="+", verbose_name=_("who claims it")
    )
    team = models.ForeignKey("gx_access.Team", models.PROTECT, null=True, blank=True, related_name="+")
    holder = models.ForeignKey(
        "gx_access.User", models.PROTECT, null=True, related_name="+", verbose_name=_("owner at that time")
    )
    named = models.CharField(_("what was typed"), max_length=200, blank=True, default="")
    claimed_at = models.DateTimeField(_("claimed"))
    evidence = models.TextField(_("what speaks for it"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    decided_by = models.ForeignKey(
        "gx_access.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True, default="")

    policy = Own(see="customers.see_disputes", owner="claimant", team="team")
    veiled = frozenset({"customer_id", "holder_id"})  # the claimant is told neither
    on_merge = (Move("customer"),)

    class Meta:
        indexes = (models.Index(fields=("state", "-claimed_at", "-id"), name="gx_dispute_state"),)
        constraints = (
            models.CheckConstraint(condition=~Q(evidence=""), name="gx_dispute_evidence"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at=None) | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="gx_dispute_decided",
            ),
        )

    def __str__(self) -> str:
        # Never the customer's own name: the claimant may not see that.
        return f"{self.named} {self.claimed_at:%Y-%m-%d}"
