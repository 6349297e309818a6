"""Who changed what, when and why; the before-image of every changed row."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from guanxi.platform.models import TransactionNumber
from guanxi.platform.records import Own, RecordQuerySet


class ChangeSet(models.Model):
    """One outermost verb: one person, one moment, one name."""

    id = models.BigAutoField(primary_key=True)
    actor = models.ForeignKey(
        "gx_access.User", models.PROTECT, null=True, related_name="+", verbose_name=_("who")
    )
    actor_name = models.CharField(_("who"), max_length=200)
    team = models.ForeignKey("gx_access.Team", models.PROTECT, null=True, related_name="+")
    verb = models.CharField(_("what"), max_length=100)
    at = models.DateTimeField(_("when"))
    why = models.TextField(_("why"), blank=True, default="")
    undo = models.CharField(max_length=12)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    # By it the warehouse knows what its last snapshot had not seen (docs/algorithms/warehouse.md).
    transaction = models.BigIntegerField(db_default=TransactionNumber())

    policy = Own(see="journal.see", owner="actor", team="team")
    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("actor", "-id")),
            models.Index(fields=("transaction",), name="gx_changeset_transaction"),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.at:%Y-%m-%d %H:%M}"

    @property
    def who(self) -> str:
        """Who did it, in words; what no person did was the system."""
        return self.actor_name if self.actor_id else str(_("the system"))


class Change(models.Model):
    """One row changed by a change set; `before` is null for a row that was created."""

    class Kind(models.TextChoices):
        INSERT = "I", _("created")
        UPDATE = "U", _("changed")
        DELETE = "D", _("deleted")

    id = models.BigAutoField(primary_key=True)
    change_set = models.ForeignKey(ChangeSet, models.PROTECT, related_name="changes", db_constraint=False)
    table_name = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    kind = models.CharField(max_length=1, choices=Kind)
    before = models.JSONField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=("table_name", "row_id", "id")),)

    def __str__(self) -> str:
        return f"{self.kind} {self.table_name} {self.row_id}"
