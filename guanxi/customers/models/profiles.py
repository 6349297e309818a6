"""What is known of few customers, in a row of its own: the customer's row stays narrow."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanxi.customers.models.customers import Customer
from guanxi.platform.merging import Combine
from guanxi.platform.records import Record, Through


class Profile(Record):
    """The rarer facts of a customer, at most one row for each. Amounts are in the company's own currency."""

    class Income(models.TextChoices):
        LOW = "low", _("below 5,000 a month")
        MIDDLE = "middle", _("5,000 to 10,000 a month")
        UPPER = "upper", _("10,000 to 20,000 a month")
        HIGH = "high", _("20,000 to 50,000 a month")
        TOP = "top", _("above 50,000 a month")
        UNKNOWN = "", _("not stated")

    class Novelty(models.TextChoices):
        INNOVATOR = "innovator", _("tries new products first")
        EARLY = "early", _("soon takes up new products")
        MAJORITY = "majority", _("waits for others' experience")
        LATE = "late", _("keeps to what it knows")
        UNKNOWN = "", _("not stated")

    class CardScheme(models.TextChoices):
        UNIONPAY = "unionpay", _("UnionPay")
        VISA = "visa", "Visa"
        MASTERCARD = "mastercard", "Mastercard"
        JCB = "jcb", "JCB"
        AMEX = "amex", "American Express"
        OTHER = "other", _("other card")
        UNKNOWN = "", _("not stated")

    customer = models.OneToOneField(Customer, models.PROTECT, related_name="profile")
    # Persons
    income = models.CharField(_("income"), max_length=8, choices=Income, blank=True, default="")
    household_size = models.SmallIntegerField(_("persons in the household"), null=True, blank=True)
    occupation = models.CharField(_("occupation"), max_length=100, blank=True, default="")
    lifestyle = models.CharField(_("lifestyle"), max_length=200, blank=True, default="")
    hobbies = ArrayField(models.CharField(max_length=40), verbose_name=_("hobbies"), default=list, blank=True)
    media = ArrayField(
        models.CharField(max_length=40), verbose_name=_("favourite media"), default=list, blank=True
    )
    card_token = models.CharField(_("card token"), max_length=100, blank=True, default="")
    card_last_four = models.CharField(_("last four digits of the card"), max_length=4, blank=True, default="")
    card_scheme = models.CharField(
        _("card scheme"), max_length=12, choices=CardScheme, blank=True, default=""
    )
    # Everybody
    preferences = models.CharField(_("product preferences"), max_length=500, blank=True, default="")
    other_preferences = models.CharField(_("other preferences"), max_length=500, blank=True, default="")
    novelty = models.CharField(
        _("inclination to new products"), max_length=12, choices=Novelty, blank=True, default=""
    )
    delivery_method = models.CharField(_("delivery method"), max_length=100, blank=True, default="")
    delivery_requirements = models.CharField(
        _("delivery requirements"), max_length=500, blank=True, default=""
    )
    credit_limit = models.DecimalField(
        _("credit limit"), max_digits=19, decimal_places=4, null=True, blank=True
    )
    value_added = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("value-added services chosen"),
        default=list,
        blank=True,
    )
    # Organisations
    specifications = models.CharField(_("specification requirements"), max_length=500, blank=True, default="")
    profit_source = models.CharField(_("source of profit"), max_length=300, blank=True, default="")
    annual_sales = models.DecimalField(
        _("annual sales"), max_digits=19, decimal_places=4, null=True, blank=True
    )
    annual_sales_year = models.SmallIntegerField(_("year of the annual sales"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")
    hardware = models.CharField(_("installed hardware"), max_length=500, blank=True, default="")
    software = models.CharField(_("installed software"), max_length=500, blank=True, default="")
    evaluation = models.TextField(_("evaluation"), blank=True, default="")
    # A customer that was lost
    lost_on = models.DateField(_("lost on"), null=True, blank=True)
    lost_reason = models.CharField(_("why it was lost"), max_length=300, blank=True, default="")
    lost_to = models.ForeignKey(
        "gx_customers.Competitor",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lost to"),
    )

    policy = Through("customer", "gx_customers.Customer")
    on_merge = (Combine("customer"),)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(household_size=None) | Q(household_size__range=(1, 99)),
                name="gx_profile_household",
            ),
            models.CheckConstraint(
                condition=Q(credit_limit=None) | Q(credit_limit__gte=0), name="gx_profile_credit"
            ),
            models.CheckConstraint(
                condition=Q(annual_sales=None) | Q(annual_sales__gte=0), name="gx_profile_sales"
            ),
            # Never a whole card number, whatever way it comes.
            models.CheckConstraint(
                condition=Q(card_last_four="") | Q(card_last_four__regex=r"^[0-9]{4}$"),
                name="gx_profile_last_four",
            ),
            models.CheckConstraint(
                condition=~Q(card_token__regex=r"^[0-9 -]{12,}$"),  # noqa: S106 - a pattern
                name="gx_profile_token",
            ),
        )

    def __str__(self) -> str:
        return str(self.customer)
