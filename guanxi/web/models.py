"""What the shell keeps: failed sign-ins, so that guessing gets slower and slower, and saved views."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from guanxi.platform.records import Own, Record


class Attempt(models.Model):
    """Failed sign-ins for one account from one address. Not journaled: nobody is known yet."""

    id = models.BigAutoField(primary_key=True)
    account = models.CharField(max_length=254)
    address = models.GenericIPAddressField()
    failures = models.IntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "address"), name="gx_attempt_once"),)

    def __str__(self) -> str:
        return f"{self.account} {self.address}"


class SavedView(Record):
    """A list's state (search, filter, sort, columns) under a name."""

    owner = models.ForeignKey("gx_access.User", models.CASCADE, related_name="+")
    list_name = models.CharField(max_length=80)
    title = models.CharField(_("title"), max_length=80)
    state = models.JSONField(default=dict)

    policy = Own(see="web.see_views", owner="owner", team=None)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("owner", "list_name", "title"), name="gx_savedview_title"),
        )

    def __str__(self) -> str:
        return self.title
