"""Lists of customers; campaigns, their programs and test cells; who is in which cell and who answered."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanxi.platform.merging import Combine, Keep
from guanxi.platform.records import Own, Record, Through

LONGEST_WINDOW = 730  # days


class CustomerList(Record):
    """Customers chosen by a condition: asked anew each time, or frozen as a snapshot."""

    name = models.CharField(_("name"), max_length=120)
    condition = models.JSONField(_("condition"), help_text=_("The stored form carries its own version."))
    owner = models.ForeignKey(
        "gx_access.User", models.PROTECT, null=True, related_name="+", verbose_name=_("owner")
    )
    team = models.ForeignKey("gx_access.Team", models.PROTECT, null=True, related_name="+")
    frozen_at = models.DateTimeField(_("frozen"), null=True, blank=True)
    counted = models.IntegerField(_("customers"), null=True, blank=True)
    counted_at = models.DateTimeField(_("counted"), null=True, blank=True)

    policy = Own(see="marketing.see_lists", owner="owner", team="team")

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="gx_list_named"),)
        indexes = (models.Index(fields=("-updated_at", "-id"), name="gx_list_recent"),)

    def __str__(self) -> str:
        return self.name


class ListMember(Record):
    """A customer of a frozen list. Seen only by those who see the customer."""

    list = models.ForeignKey(CustomerList, models.PROTECT, related_name="members", db_index=False)
    customer = models.ForeignKey("gx_customers.Customer", models.PROTECT, related_name="+")

    policy = Through("customer", "gx_customers.Customer")
    on_merge = (Combine("customer", same=("list",)),)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("list", "customer"), name="gx_list_member_once"),)

    def __str__(self) -> str:
        return str(self.customer)


class Campaign(Record):
    """The top of the plan: what is to be reached, by whom, with what money, measured for how long."""

    name = models.CharField(_("name"), max_length=120)
    objective = models.TextField(_("what is to be reached"), blank=True, default="")
    budget = models.DecimalField(_("budget"), max_digits=19, decimal_places=4, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")
    response_days = models.IntegerField(_("response window in days"), default=30)
    launched_at = models.DateTimeField(_("launched"), null=True, blank=True)
    owner = models.ForeignKey(
        "gx_access.User", models.PROTECT, null=True, related_name="+", verbose_name=_("owner")
    )
    team = models.ForeignKey("gx_access.Team", models.PROTECT, null=True, related_name="+")

    policy = Own(see="marketing.see_campaigns", owner="owner", team="team")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="gx_campaign_named"),
            models.CheckConstraint(
                condition=Q(response_days__gte=1, response_days__lte=LONGEST_WINDOW),
                name="gx_campaign_window",
            ),
            models.CheckConstraint(
                condition=Q(budget=None) | (Q(budget__gte=0) & ~Q(currency="")), name="gx_campaign_budget"
            ),
        )
        indexes = (models.Index(fields=("-updated_at", "-id"), name="gx_campaign_recent"),)

    def __str__(self) -> str:
        return self.name


class Program(Record):
    """One tactic of a campaign: to which list, over which channel, with which letter."""

    class Channel(models.TextChoices):
        LETTER = "letter", _("letter")
        MAIL = "mail", _("e-mail")

    class Language(models.TextChoices):
        CHINESE = "zh", _("Chinese")
        ENGLISH = "en", _("English")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="programs")
    name = models.CharField(_("name"), max_length=120)
    list = models.ForeignKey(CustomerList, models.PROTECT, related_name="+", verbose_name=_("list"))
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    language = models.CharField(_("language of the letter"), max_length=2, choices=Language)
    subject = models.CharField(_("subject"), max_length=200, blank=True, default="")
    letter = models.TextField(_("letter"), blank=True, default="")
    is_reachable_only = models.BooleanField(_("leave out whoever has no address"), default=False)
    seed = models.BigIntegerField(_("seed of the assignment"), null=True, blank=True)
    planned_at = models.DateTimeField(_("planned"), null=True, blank=True)

    policy = Through("campaign", "gx_marketing.Campaign")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(channel__in=("letter", "mail")), name="gx_program_channel"),
            models.CheckConstraint(condition=Q(language__in=("zh", "en")), name="gx_program_language"),
            models.CheckConstraint(
                condition=Q(planned_at=None) | Q(seed__isnull=False), name="gx_program_seeded"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Cell(Record):
    """A part of a program's customers which all get the same offer; the control gets nothing."""

    class Kind(models.TextChoices):
        TEST = "test", _("test")
        CONTROL = "control", _("control")

    program = models.ForeignKey(Program, models.PROTECT, related_name="cells")
    position = models.IntegerField()
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name = models.CharField(_("name"), max_length=80)
    share = models.DecimalField(_("planned share"), max_digits=9, decimal_places=6)
    size = models.IntegerField(_("customers"), default=0)
    offer = models.ForeignKey("gx_decisions.Offer", models.PROTECT, null=True, blank=True, related_name="+")
    code = models.OneToOneField(
        "gx_decisions.ResponseCode", models.PROTECT, null=True, blank=True, related_name="+"
    )
    letter = models.TextField(_("letter of its own"), blank=True, default="")

    policy = Through("program", "gx_marketing.Program")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("program", "position"), name="gx_cell_position"),
            models.UniqueConstraint(
                fields=("program",), condition=Q(kind="control"), name="gx_cell_one_control"
            ),
            models.CheckConstraint(condition=Q(share__gt=0, share__lte=1), name="gx_cell_share"),
            models.CheckConstraint(
                condition=Q(kind="control", offer=None) | Q(kind="test", offer__isnull=False),
                name="gx_cell_offer",
            ),
        )

    def __str__(self) -> str:
        return self.name


class CellMember(Record):
    """A customer's place in the test: one cell per program. Seen only by those who see the customer."""

    program = models.ForeignKey(Program, models.PROTECT, related_name="+", db_index=False)
    cell = models.ForeignKey(Cell, models.PROTECT, related_name="members")
    customer = models.ForeignKey("gx_customers.Customer", models.PROTECT, related_name="+")

    policy = Through("customer", "gx_customers.Customer")
    on_merge = (
        Keep(
            "customer",
            "a test counts whom it reached as it reached them; a later merge never changes its result",
        ),
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("program", "customer"), name="gx_cell_member_once"),)

    def __str__(self) -> str:
        return str(self.customer)


class Response(Record):
    """An answer of a customer. Several count as one answer at the first of them; their revenue adds up."""

    class Source(models.TextChoices):
        TYPED = "typed", _("typed")
        IMPORTED = "imported", _("imported")

    cell = models.ForeignKey(Cell, models.PROTECT, related_name="responses", db_index=False)
    customer = models.ForeignKey("gx_customers.Customer", models.PROTECT, related_name="+")
    responded_on = models.DateField(_("date"))
    responded_at = models.DateTimeField(_("when"))
    revenue = models.DecimalField(_("revenue"), max_digits=19, decimal_places=4, default=0)
    order = models.ForeignKey(
        "gx_commerce.Order", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("order")
    )
    source = models.CharField(_("source"), max_length=8, choices=Source)

    policy = Through("customer", "gx_customers.Customer")
    on_merge = (Keep("customer", "it belongs to the member of the test cell it answers for"),)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cell", "customer", "responded_on", "revenue"), name="gx_response_once"
            ),
            models.CheckConstraint(condition=Q(revenue__gte=0), name="gx_response_revenue"),
        )

    def __str__(self) -> str:
        return f"{self.customer} {self.responded_on}"
