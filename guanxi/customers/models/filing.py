"""Where a customer's archive stands, what is in it, and who is told of its changes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanxi.customers.models.customers import Customer
from guanxi.platform.merging import Combine, Move
from guanxi.platform.records import Record, Through


class ArchivePlace(Record):
    """In which form a customer's archive is kept, and where it stands."""

    class Form(models.TextChoices):
        CARD = "card", _("cards")
        BOOK = "book", _("book")
        BAG = "bag", _("bag")
        SOFTWARE = "software", _("in this software")

    customer = models.OneToOneField(Customer, models.PROTECT, related_name="+")
    form = models.CharField(_("archive form"), max_length=8, choices=Form)
    place = models.CharField(_("where it is kept"), max_length=200, blank=True, default="")

    policy = Through("customer", "gx_customers.Customer")
    on_merge = (Combine("customer"),)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(form__in=("card", "book", "bag", "software")), name="gx_archive_form"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_form_display()} {self.place}"


class FiledItem(Record):
    """One thing that must be in the archive and is: who filed it, and when."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", db_index=False)
    item = models.CharField(max_length=40)
    filed_at = models.DateTimeField(_("filed on"))
    filed_by = models.ForeignKey("gx_access.User", models.PROTECT, null=True, related_name="+")

    policy = Through("customer", "gx_customers.Customer")
    on_merge = (Combine("customer", same=("item",)),)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("customer", "item"), name="gx_filed_item_once"),)

    def __str__(self) -> str:
        return self.item


class Follow(Record):
    """Somebody wants to be told of changes of a customer, of these groups of fields."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    user = models.ForeignKey("gx_access.User", models.PROTECT, related_name="+", db_index=False)
    groups = ArrayField(models.CharField(max_length=20), default=list)

    policy = Through("customer", "gx_customers.Customer")
    on_merge = (Combine("customer", same=("user",)),)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "customer"), name="gx_follow_once"),)

    def __str__(self) -> str:
        return f"{self.user} · {self.customer}"


class ChangeNotice(Record):
    """What one follower is told: which fields of a customer changed, or what happened with it."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")
    user = models.ForeignKey("gx_access.User", models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    fields = ArrayField(models.CharField(max_length=60), default=list)
    channel = models.CharField(max_length=12, blank=True, default="")
    read_at = models.DateTimeField(null=True, blank=True)

    policy = Through("customer", "gx_customers.Customer")
    on_merge = (Move("customer"),)

    class Meta:
        indexes = (models.Index(fields=("user", "-at"), condition=Q(read_at=None), name="gx_notice_unread"),)

    def __str__(self) -> str:
        return f"{self.user} · {self.customer} {self.at:%Y-%m-%d}"
