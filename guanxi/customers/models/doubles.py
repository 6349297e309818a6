"""Two records that may be one customer, as a scan found them, and what somebody said about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from guanxi.customers.models.customers import Customer
from guanxi.platform.merging import Keep
from guanxi.platform.records import Everyone, Record, RecordQuerySet, Through


class LikelyPair(Record):
    """`one` lies before `other` in the order of the keys. Said to be two, they are never proposed again."""

    one = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    other = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    probability = models.FloatField(_("probability"))
    found_at = models.DateTimeField(_("found"))
    are_two = models.BooleanField(_("said to be two"), default=False)
    # Found when one of the two was new or changed, without a look at the whole file.
    is_by_change = models.BooleanField(_("found at a change"), default=False, db_default=False)

    policy = Through("one", "gx_customers.Customer")
    on_merge = (
        Keep("one", "the likeness was found between these two records"),
        Keep("other", "as above"),
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=("one", "other"), name="gx_pair_once"),)
        indexes = (models.Index(fields=("are_two", "-probability", "id"), name="gx_pair_likely"),)

    def __str__(self) -> str:
        return f"{self.one} · {self.other}"


class Comparing(models.Model):
    """How records of one kind are compared with the file when they are new or change: by the weights that
    the widest scan learned. Counted on at every change, and so no record of the journal.
    """

    kind = models.CharField(primary_key=True, max_length=12)
    weights = models.TextField()
    rows = models.IntegerField()  # of the scan the weights come from
    scanned_at = models.DateTimeField()
    compared = models.IntegerField(default=0)  # records, since then
    found = models.IntegerField(default=0)  # new pairs, since then
    compared_at = models.DateTimeField(null=True)

    policy = Everyone(see="customers.merge")
    objects = RecordQuerySet.as_manager()

    def __str__(self) -> str:
        return self.kind
