"""Organisations and persons, and the contacts between them."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guanxi.platform.records import Own, Record, Through


class TokensField(models.Field[str, str]):
    """A tsvector written from a literal made by guanxi.kit.search; read back only by the database."""

    def db_type(self, connection: Any) -> str:  # noqa: ARG002 - Django's signature; Any: its own wrapper
        return "tsvector"

    def get_placeholder(self, value: object, compiler: Any, connection: Any) -> str:  # noqa: ARG002 - as above
        return "%s::tsvector"


class Customer(Record):
    """An organisation or a person in the customer file, whether it buys itself or is a contact only."""

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("organisation")
        PERSON = "person", _("person")

    class Sex(models.TextChoices):
        FEMALE = "female", _("female")
        MALE = "male", _("male")
        UNKNOWN = "", _("not stated")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=80, blank=True, default="")
    is_customer = models.BooleanField(
        _("buys in its own name"), default=True, help_text=_("Switched off for people who are contacts only.")
    )
    code = models.CharField(_("customer number"), max_length=60, null=True, blank=True, unique=True)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=40, blank=True, default="")
    email = models.CharField(_("e-mail"), max_length=254, blank=True, default="")
    website = models.CharField(_("website"), max_length=300, blank=True, default="")
    country = models.CharField(_("country"), max_length=60, blank=True, default="")
    province = models.CharField(_("province"), max_length=60, blank=True, default="")
    city = models.CharField(_("city"), max_length=60, blank=True, default="")
    address = models.CharField(_("address"), max_length=300, blank=True, default="")
    industry = models.CharField(_("industry"), max_length=100, blank=True, default="")
    employees = models.IntegerField(_("number of employees"), null=True, blank=True)
    sex = models.CharField(_("sex"), max_length=8, choices=Sex, blank=True, default="")
    born_on = models.DateField(_("birthday"), null=True, blank=True)
    tags = ArrayField(models.CharField(max_length=40), verbose_name=_("tags"), default=list, blank=True)
    source = models.CharField(_("source"), max_length=60, blank=True, default="")
    remark = models.TextField(_("remark"), blank=True, default="")
    owner = models.ForeignKey(
        "gx_access.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    team = models.ForeignKey(
        "gx_access.Team", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("team")
    )
    touched_at = models.DateTimeField(_("last contact"), null=True, blank=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    sort_name = models.CharField(max_length=200, default="")
    search = TokensField(default="")
    search_text = models.TextField(default="")

    policy = Own(see="customers.see", owner="owner", team="team")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="gx_customer_named"),
            models.CheckConstraint(condition=Q(kind__in=("organisation", "person")), name="gx_customer_kind"),
            models.CheckConstraint(
                condition=Q(employees=None) | Q(employees__gte=0), name="gx_customer_employees"
            ),
        )
        indexes = (
            GinIndex(fields=("search",), name="gx_customer_search", fastupdate=False),
            models.Index(fields=("sort_name", "id"), name="gx_customer_sort"),
            models.Index(fields=("owner", "sort_name", "id"), name="gx_customer_owner_sort"),
            models.Index(fields=("team", "sort_name", "id"), name="gx_customer_team_sort"),
            # One for each column the list sorts by: the key breaks ties in the same direction, absent values
            # are a stretch of their own (guanxi.web.lists.paging), so a plain index serves both directions.
            models.Index(fields=("touched_at", "id"), name="gx_customer_touched"),
            models.Index(fields=("created_at", "id"), name="gx_customer_created"),
            models.Index(fields=("city", "id"), name="gx_customer_city"),
            models.Index(fields=("industry", "id"), name="gx_customer_industry"),
            models.Index(fields=("employees", "id"), name="gx_customer_employees"),
            models.Index(fields=("source", "id"), name="gx_customer_source"),
        )

    def __str__(self) -> str:
        return self.short_name or self.name


class Contact(Record):
    """A person who speaks for an organisation, for as long as that lasts."""

    organisation = models.ForeignKey(Customer, models.PROTECT, related_name="contacts")
    person = models.ForeignKey(Customer, models.PROTECT, related_name="employments")
    title = models.CharField(_("job title"), max_length=100, blank=True, default="")
    department = models.CharField(_("department"), max_length=100, blank=True, default="")
    is_main = models.BooleanField(_("main contact"), default=False)
    since_on = models.DateField(_("since"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)

    policy = Through("organisation", "gx_customers.Customer")

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

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation}"
