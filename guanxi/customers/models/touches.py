"""The one timeline."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanxi.customers.models.customers import Customer
from guanxi.platform.merging import Move
from guanxi.platform.records import Record, Through


class Touch(Record):
    """One contact through any touchpoint: a row of the one timeline."""

    class Channel(models.TextChoices):
        CALL = "call", _("call")
        MAIL = "mail", _("e-mail")
        VISIT = "visit", _("visit")
        CHAT = "chat", _("chat")
        LETTER = "letter", _("letter")
        SMS = "sms", _("text message")
        NOTE = "note", _("note")
        ORDER = "order", _("order")
        RETURN = "return", _("return of goods")
        RESPONSE = "response", _("response to a campaign")
        WEB = "web", _("web visit")
        COMPLAINT = "complaint", _("complaint")

    class Direction(models.TextChoices):
        IN = "in", _("from the customer")
        OUT = "out", _("to the customer")
        NONE = "none", _("internal")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="touches")
    person = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("with whom")
    )
    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        "gx_access.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    subject = models.CharField(_("subject"), max_length=200, blank=True, default="")
    body = models.TextField(_("text"), blank=True, default="")
    outcome = models.CharField(_("outcome"), max_length=200, blank=True, default="")
    seconds = models.IntegerField(_("length"), null=True, blank=True)
    cause_type = models.CharField(max_length=60, blank=True, default="")
    cause_id = models.BigIntegerField(null=True, blank=True)

    policy = Through("customer", "gx_customers.Customer")
    on_merge = (Move("customer"), Move("person"), Move("cause"))

    class Meta:
        indexes = (
            models.Index(fields=("customer", "-at", "-id"), name="gx_touch_timeline"),
            models.Index(fields=("cause_type", "cause_id"), name="gx_touch_cause"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(seconds=None) | Q(seconds__gte=0), name="gx_touch_length"),
        )

    def __str__(self) -> str:
        return f"{self.customer} · {self.subject or self.get_channel_display()}"
