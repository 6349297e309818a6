"""What people are to do, and by when."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guanxi.platform.merging import Move
from guanxi.platform.records import Own, Record


class FollowUp(Record):
    """Something to do on a day, mostly for a customer. The subject is an upward link: its kind and key."""

    title = models.CharField(_("what to do"), max_length=200)
    note = models.TextField(_("note"), blank=True, default="")
    due_on = models.DateField(_("due on"))
    owner = models.ForeignKey(
        "gx_access.User", models.PROTECT, related_name="+", verbose_name=_("who does it")
    )
    team = models.ForeignKey("gx_access.Team", models.PROTECT, null=True, blank=True, related_name="+")
    subject_type = models.CharField(max_length=60, blank=True, default="")
    subject_id = models.BigIntegerField(null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    policy = Own(see="work.see", owner="owner", team="team")
    on_merge = (Move("subject"),)

    class Meta:
        indexes = (
            models.Index(
                fields=("owner", "due_on", "id"), condition=Q(done_at=None), name="gx_followup_open"
            ),
            models.Index(fields=("subject_type", "subject_id"), name="gx_followup_subject"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(subject_type="", subject_id=None)
                | (~Q(subject_type="") & Q(subject_id__isnull=False)),
                name="gx_followup_subject_whole",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(done_at__gte=F("created_at")), name="gx_followup_done_after"
            ),
        )

    def __str__(self) -> str:
        return self.title
