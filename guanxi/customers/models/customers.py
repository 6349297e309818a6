"""Organisations and persons: what every record of the customer file has."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guanxi.kit.regions import address_line
from guanxi.platform.merging import Keep, Move
from guanxi.platform.records import Own, Record

# What only those may do whose customer it is: who shares it neither gives it away nor puts an end to it.
ALONE = frozenset(
    {
        "customers.assign",
        "customers.archive",
        "customers.delete",
        "customers.merge",
        "customers.unmerge",
        "customers.decide_dispute",
        "customers.end_share",
    }
)


# The digits of a phone without leading zeros: by their beginning a number is found as one types it.
DIGITS = models.Func(
    models.F("phone"),
    template="(ltrim(regexp_replace(%(expressions)s, '[^0-9]', '', 'g'), '0') COLLATE \"C\")",
    output_field=models.CharField(),
)


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

    class Sector(models.TextChoices):
        INDIVIDUAL = "individual", _("individual customer")
        ENTERPRISE = "enterprise", _("enterprise customer")
        GOVERNMENT = "government", _("government customer")
        UNKNOWN = "", _("not stated")

    class Party(models.TextChoices):
        OUTER = "outer", _("outer customer")
        INNER = "inner", _("inner customer")
        PARTNER = "partner", _("partner customer")

    class TradeRole(models.TextChoices):
        END_CUSTOMER = "end_customer", _("end customer")
        DISTRIBUTOR = "distributor", _("distributor")
        DEALER = "dealer", _("dealer")
        WHOLESALER = "wholesaler", _("wholesaler")
        AGENT = "agent", _("agent")
        CONSULTANT = "consultant", _("consultant")
        UNKNOWN = "", _("not stated")

    class ArchiveClass(models.TextChoices):
        POTENTIAL = "potential", _("potential customer")
        EXISTING = "existing", _("existing customer")
        LOST = "lost", _("lost customer")
        CHANNEL = "channel", _("channel partner")

    class Site(models.TextChoices):
        HEAD_OFFICE = "head_office", _("head office")
        BRANCH = "branch", _("branch")
        UNKNOWN = "", _("not stated")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=80, blank=True, default="")
    is_customer = models.BooleanField(
        _("buys in its own name"), default=True, help_text=_("Switched off for people who are contacts only.")
    )
    code = models.CharField(_("customer number"), max_length=60, null=True, blank=True)  # noqa: DJ001 - absent is not empty: it is unique
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True, default="")
    phone = models.CharField(_("phone"), max_length=40, blank=True, default="")
    email = models.CharField(_("e-mail"), max_length=254, blank=True, default="")
    website = models.CharField(_("website"), max_length=300, blank=True, default="")
    country = models.CharField(_("country"), max_length=60, blank=True, default="")
    country_code = models.CharField(
        _("country code"), max_length=2, blank=True, default="", db_default="", editable=False
    )
    province = models.CharField(_("province"), max_length=60, blank=True, default="")
    city = models.CharField(_("city"), max_length=60, blank=True, default="")
    district = models.CharField(_("district"), max_length=60, blank=True, default="", db_default="")
    address = models.CharField(_("address"), max_length=300, blank=True, default="")
    industry = models.CharField(_("industry"), max_length=100, blank=True, default="")
    # Letter and digits, such as C345 of GB/T 4754-2017 and C28 of ISIC Rev. 4.
    industry_code = models.CharField(_("GB/T 4754 code"), max_length=5, blank=True, default="", db_default="")
    isic_code = models.CharField(_("ISIC code"), max_length=5, blank=True, default="", db_default="")
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
    # Defaults in the database too: what loads many rows need not name these columns.
    sector = models.CharField(
        _("sector"), max_length=12, choices=Sector, blank=True, default="", db_default=""
    )
    party = models.CharField(
        _("party group"), max_length=8, choices=Party, default=Party.OUTER, db_default="outer"
    )
    trade_role = models.CharField(
        _("trade role"), max_length=12, choices=TradeRole, blank=True, default="", db_default=""
    )
    archive_class = models.CharField(
        _("archive class"),
        max_length=10,
        choices=ArchiveClass,
        default=ArchiveClass.POTENTIAL,
        db_default="potential",
    )
    ladder_step = models.ForeignKey(
        "gx_customers.LadderStep",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("step on the ladder"),
        db_index=False,
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs to"),
        db_index=False,
    )
    site = models.CharField(
        _("head office or branch"), max_length=12, choices=Site, blank=True, default="", db_default=""
    )
    touched_at = models.DateTimeField(_("last contact"), null=True, blank=True)
    archived_at = models.DateTimeField(_("archived"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("merged into"),
    )
    sort_name = models.CharField(max_length=200, default="")
    search = TokensField(default="")
    search_text = models.TextField(default="")

    policy = Own(see="customers.see", owner="owner", team="team", shared="customer", alone=ALONE)
    on_merge = (
        Keep("merged_into", "who looks for it follows the chain to its end"),
        Move("parent", apart=("id",)),
    )

    class Meta:
        constraints = (
            # Checked at the end of a statement: a merge, and its undo, may exchange two numbers at once.
            models.UniqueConstraint(
                fields=("code",), name="gx_customer_code", deferrable=models.Deferrable.IMMEDIATE
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(archived_at__isnull=False),
                name="gx_customer_merged_archived",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="gx_customer_merged_other"),
            models.CheckConstraint(condition=~Q(name=""), name="gx_customer_named"),
            models.CheckConstraint(condition=Q(kind__in=("organisation", "person")), name="gx_customer_kind"),
            models.CheckConstraint(
                condition=Q(employees=None) | Q(employees__gte=0), name="gx_customer_employees"
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | (~Q(parent=models.F("id")) & Q(kind="organisation")),
                name="gx_customer_parent",
            ),
            models.CheckConstraint(
                condition=Q(archive_class__in=("potential", "existing", "lost", "channel")),
                name="gx_customer_class",
            ),
        )
        indexes = (
            GinIndex(fields=("search",), name="gx_customer_search", fastupdate=False),
            models.Index(fields=("sort_name", "id"), name="gx_customer_sort"),
            models.Index(fields=("owner", "sort_name", "id"), name="gx_customer_owner_sort"),
            models.Index(fields=("team", "sort_name", "id"), name="gx_customer_team_sort"),
            # One for each column the list sorts by: the key breaks ties in the same direction, absent values
            # are a stretch of their own (guanxi.platform.paging), so a plain index serves both directions.
            models.Index(fields=("touched_at", "id"), name="gx_customer_touched"),
            models.Index(fields=("created_at", "id"), name="gx_customer_created"),
            models.Index(fields=("city", "id"), name="gx_customer_city"),
            models.Index(fields=("industry", "id"), name="gx_customer_industry"),
            models.Index(fields=("employees", "id"), name="gx_customer_employees"),
            models.Index(fields=("source", "id"), name="gx_customer_source"),
            models.Index(DIGITS, name="gx_customer_digits"),
            # Few records have these: indexes of only those cost the others nothing.
            models.Index(fields=("parent", "id"), name="gx_customer_parent", condition=~Q(parent=None)),
            models.Index(
                fields=("ladder_step", "id"), name="gx_customer_step", condition=~Q(ladder_step=None)
            ),
            models.Index(
                fields=("merged_into",),
                condition=Q(merged_into__isnull=False),
                name="gx_customer_merged_into",
            ),
        )

    @property
    def address_line(self) -> str:
        """Where it is, in one line, no step twice."""
        return address_line(self.country, self.province, self.city, self.district, self.address)

    def __str__(self) -> str:
        return self.short_name or self.name
