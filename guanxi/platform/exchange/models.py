"""One import: its file, how it is read, and what came of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from guanxi.platform.exchange.types import Standing
from guanxi.platform.records import Own, Record


class ImportRun(Record):
    """A file on its way in. What it wrote stands in the journal under `change_set_id`.

    The row becomes `done` in the transaction that writes the records, and undo brings it back with them.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded")
        MAPPED = "mapped", _("columns chosen")
        RUNNING = "running", _("being imported")
        DONE = "done", _("imported")

    target = models.CharField(_("what it holds"), max_length=100)
    file_name = models.CharField(_("file"), max_length=255)
    file_digest = models.CharField(max_length=64)
    file_size = models.BigIntegerField(_("size"))
    rows = models.BigIntegerField(_("rows"), default=0)
    mapping = models.JSONField(default=dict)
    options = models.JSONField(default=dict)
    reading = models.JSONField(default=dict)
    # Cells corrected by hand: position of the row -> column of the file -> text.
    corrections = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    # Rows taken out by hand, by position.
    left_out = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    report = models.JSONField(default=dict)
    change_set_id = models.BigIntegerField(null=True)
    check_job = models.ForeignKey("gx_platform.Job", models.SET_NULL, null=True, related_name="+")
    job = models.ForeignKey("gx_platform.Job", models.SET_NULL, null=True, related_name="+")
    owner = models.ForeignKey(
        "gx_access.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    team = models.ForeignKey("gx_access.Team", models.PROTECT, null=True, related_name="+")

    policy = Own(see="exchange.see_imports", owner="owner", team="team")

    class Meta:
        indexes = (models.Index(fields=("owner", "-id"), name="gx_import_owner"),)

    def __str__(self) -> str:
        return self.file_name

    @property
    def standing(self) -> Standing:
        """Where it stands together with its jobs, which must have been fetched with it."""
        return _standing(
            self.state, self.job.state if self.job else "", self.check_job.state if self.check_job else ""
        )


def _standing(state: str, job: str, check: str) -> Standing:
    if state == ImportRun.State.RUNNING:
        # The row left "running" with the records, so a job that is done has been undone since.
        return {
            "failed": Standing.FAILED,
            "cancelled": Standing.CANCELLED,
            "done": Standing.UNDONE,
        }.get(job, Standing.RUNNING)
    if state == ImportRun.State.MAPPED:
        return {
            "waiting": Standing.CHECKING,
            "running": Standing.CHECKING,
            "done": Standing.CHECKED,
            "failed": Standing.CHECK_FAILED,
        }.get(check, Standing.MAPPED)
    return Standing(state)
