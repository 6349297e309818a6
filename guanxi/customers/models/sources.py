"""Where facts come from, and what is still to be asked."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanxi.customers.models.customers import Customer
from guanxi.platform.merging import Combine, Move
from guanxi.platform.records import Everyone, Record, Through


class Source(Record):
    """Where data come from. Its method, data kinds, database class and channel are independent."""

    class Method(models.TextChoices):
        EXTERNAL = "external", _("external database")
        PROPRIETARY = "proprietary", _("proprietary database")
        COLLECTION = "collection", _("business collection")

    class DataKind(models.TextChoices):
        DEMOGRAPHIC = "demographic", _("demographic statistics")
        GEOGRAPHIC = "geographic", _("geographic statistics")
        ECONOMIC = "economic", _("economic statistics")
        BEHAVIOUR = "behaviour", _("behaviour data")

    class DatabaseClass(models.TextChoices):
        MASS = "mass", _("mass database")
        FINANCIAL = "financial", _("financial database")
        QUESTIONNAIRE = "questionnaire", _("questionnaire database")
        COMPREHENSIVE = "comprehensive", _("comprehensive database")
        NONE = "", _("no database")

    class Channel(models.TextChoices):
        TELEMARKETING = "telemarketing", _("telemarketing")
        TOLL_FREE = "toll_free", _("toll-free phone")
        COUPON = "coupon", _("coupon or advertisement with reply")
        PRIZE_SURVEY = "prize_survey", _("survey with a prize")
        SELLING = "selling", _("noted while selling")
        PRESS = "press", _("internal or trade publication")
        VISIT = "visit", _("asked in sales visits")
        DIRECTORY = "directory", _("directory or catalogue")
        ONLINE_SURVEY = "online_survey", _("survey by internet or e-mail")
        DEALER = "dealer", _("told by a channel partner")
        PURCHASED = "purchased", _("purchased list")
        RESEARCH = "research", _("market research")
        NONE = "", _("no channel of its own")

    name = models.CharField(_("name"), max_length=60, unique=True)
    method = models.CharField(_("method"), max_length=12, choices=Method)
    data_kinds = ArrayField(
        models.CharField(max_length=12, choices=DataKind),
        verbose_name=_("kinds of data"),
        default=list,
        blank=True,
    )
    database_class = models.CharField(
        _("class of database"), max_length=14, choices=DatabaseClass, blank=True, default=""
    )
    channel = models.CharField(_("channel"), max_length=14, choices=Channel, blank=True, default="")
    provider = models.ForeignKey(
        Customer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("provider"),
        help_text=_("The channel partner or seller of the list, where it is on file."),
    )
    incentive = models.CharField(
        _("incentive offered"),
        max_length=200,
        blank=True,
        default="",
        help_text=_("What a person gets for telling."),
    )
    terms = models.CharField(
        _("terms of use"),
        max_length=300,
        blank=True,
        default="",
        help_text=_("Licence, price, consent, until when."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    policy = Everyone(see="customers.see_sources")
    on_merge = (Move("provider"),)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="gx_source_named"),
            models.CheckConstraint(
                condition=Q(method__in=("external", "proprietary", "collection")), name="gx_source_method"
            ),
        )

    def __str__(self) -> str:
        return self.name


class FactSource(Record):
    """Where one value of a customer's record comes from, and when it was last found true."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="fact_sources")
    field = models.CharField(_("field"), max_length=60)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("source"))
    on = models.DateField(_("found true on"))
    by = models.ForeignKey(
        "gx_access.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    incentive = models.CharField(_("incentive offered"), max_length=200, blank=True, default="")

    policy = Through("customer", "gx_customers.Customer")
    on_merge = (Combine("customer", same=("field",)),)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("customer", "field"), name="gx_fact_source_once"),)

    def __str__(self) -> str:
        return f"{self.field}: {self.source}"


class Question(Record):
    """A line of the collection plan: who asks which fact of whom, where, how often, for what in return."""

    class Touchpoint(models.TextChoices):
        CALL = "call", _("call")
        VISIT = "visit", _("visit")
        MAIL = "mail", _("e-mail")
        CHAT = "chat", _("chat")
        WEB = "web", _("web visit")
        ORDER = "order", _("order")
        ANY = "", _("any touchpoint")

    field = models.CharField(_("field"), max_length=60)
    kind = models.CharField(_("kind of customer"), max_length=12, blank=True, default="")
    touchpoint = models.CharField(_("touchpoint"), max_length=8, choices=Touchpoint, blank=True, default="")
    role = models.ForeignKey(
        "gx_access.Role", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who asks")
    )
    wording = models.CharField(_("how it is asked"), max_length=300, blank=True, default="")
    incentive = models.CharField(_("incentive offered"), max_length=200, blank=True, default="")
    every_days = models.SmallIntegerField(
        _("ask again after so many days"), null=True, blank=True, help_text=_("Empty: once is enough.")
    )

    policy = Everyone(see="customers.see_sources")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("field", "kind", "touchpoint"), name="gx_question_once"),
            models.CheckConstraint(
                condition=Q(kind__in=("", "organisation", "person")), name="gx_question_kind"
            ),
            models.CheckConstraint(
                condition=Q(every_days=None) | Q(every_days__gte=1), name="gx_question_cycle"
            ),
        )

    def __str__(self) -> str:
        return self.field
