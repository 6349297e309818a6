"""The outbox of news and the work done in the background."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from guanxi.platform.records import Own, RecordQuerySet

# Below every transaction's number, also below those of a database that was moved (see moved.py).
BEFORE_ALL = -(2**62)


class TransactionNumber(models.Func):
    """The number of the running transaction; a bigint, as PostgreSQL's own type has no field."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()


class News(models.Model):
    """One piece of news, written with the change it tells of."""

    id = models.BigAutoField(primary_key=True)
    transaction = models.BigIntegerField(db_default=TransactionNumber())
    name = models.CharField(max_length=100)
    customer_id = models.BigIntegerField(null=True)
    change_set_id = models.BigIntegerField()
    payload = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("transaction", "id")),)

    def __str__(self) -> str:
        return f"{self.name} {self.id}"


class Reading(models.Model):
    """How far one listener has read: all of transactions below `from_number`, and of the window
    [from_number, to_number) every id up to `last_id`.
    """

    listener = models.CharField(primary_key=True, max_length=100)
    from_number = models.BigIntegerField(default=BEFORE_ALL)
    to_number = models.BigIntegerField(default=BEFORE_ALL)
    last_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.listener


class Server(models.Model):
    """The one row that says on which server, and in which database there, this database last was."""

    id = models.SmallIntegerField(primary_key=True)
    identity = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.identity


class Parked(models.Model):
    """News a listener could not take; later news of the same customer waits behind it."""

    id = models.BigAutoField(primary_key=True)
    listener = models.CharField(max_length=100)
    customer_id = models.BigIntegerField(null=True)
    news = models.ForeignKey(News, models.CASCADE, related_name="+")
    problem = models.TextField(blank=True, default="")
    attempts = models.IntegerField(default=0)
    next_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("listener", "news"), name="gx_parked_once"),)

    def __str__(self) -> str:
        return f"{self.listener} {self.news_id}"


class Sent(models.Model):
    """A request by its name, noted in the transaction of what it did, and what it was answered."""

    id = models.BigAutoField(primary_key=True)
    owner = models.ForeignKey("gx_access.User", models.CASCADE, related_name="+")
    key = models.CharField(max_length=300)
    digest = models.CharField(max_length=64, blank=True, default="")
    change_set_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_index=True)
    status = models.SmallIntegerField(default=0)
    location = models.TextField(blank=True, default="")
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("owner", "key"), name="gx_sent_once"),)

    def __str__(self) -> str:
        return f"{self.owner_id} {self.key}"


class Job(models.Model):
    """Work in the background: what it is, how far it came, how it ended."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=100)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    owner = models.ForeignKey("gx_access.User", models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("gx_access.Team", models.PROTECT, null=True, related_name="+")
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    message = models.TextField(blank=True, default="")
    result = models.JSONField(null=True)
    is_cancel_wanted = models.BooleanField(default=False)
    attempts = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    policy = Own(see="platform.see_jobs")
    objects = RecordQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.name} {self.id}"
