"""What is offered to customers, and the codes by which an answer is recognised."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from guanxi.platform.merging import Keep
from guanxi.platform.records import Everyone, Record


class Offer(Record):
    """What a customer is offered, in the words that stand in letters and on screens."""

    name = models.CharField(_("name"), max_length=120)
    text_zh = models.TextField(_("text in Chinese"), blank=True, default="")
    text_en = models.TextField(_("text in English"), blank=True, default="")
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    value = models.DecimalField(_("worth"), max_digits=19, decimal_places=4, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, default="")

    policy = Everyone(see="decisions.see_offers")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="gx_offer_named"),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="gx_offer_period",
            ),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gte=0), name="gx_offer_worth"),
            models.CheckConstraint(
                condition=Q(value=None) | ~Q(currency=""), name="gx_offer_worth_has_currency"
            ),
        )

    def __str__(self) -> str:
        return self.name


class ResponseCode(Record):
    """A code that stands for one test cell: whoever answers with it was reached by that cell.

    The cell lies in a higher area, so the link is its kind and key. A control cell has a code without an
    offer: it names the cell in files, and is sent to nobody.
    """

    code = models.CharField(_("response code"), max_length=20, unique=True)
    offer = models.ForeignKey(Offer, models.PROTECT, null=True, blank=True, related_name="codes")
    cell_type = models.CharField(max_length=60, blank=True, default="")
    cell_id = models.BigIntegerField(null=True, blank=True)

    policy = Everyone(see="decisions.see_offers")
    on_merge = (Keep("cell", "a code stands for a test cell"),)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("cell_type", "cell_id"), condition=~Q(cell_type=""), name="gx_code_one_per_cell"
            ),
            models.CheckConstraint(
                condition=Q(cell_type="", cell_id=None) | (~Q(cell_type="") & Q(cell_id__isnull=False)),
                name="gx_code_cell_whole",
            ),
        )

    def __str__(self) -> str:
        return self.code
