"""Documents with validity: their types, each version somebody proposed, and the warnings given."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.lookups import IsNull
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from guanxi.customers.models.customers import Customer
from guanxi.platform.merging import Combine
from guanxi.platform.records import Everyone, Record, Through

# Where among those who prepared a document the one stands who decided about it; nothing when nowhere.
_PLACE_OF_DECIDER = Func(
    F("prepared_by"), F("decided_by"), function="array_position", output_field=models.IntegerField()
)


class DocumentType(Record):
    """A kind of document, and what its days may be. The company edits them."""

    class WhenExpired(models.TextChoices):
        BLOCK = "block", _("business is refused")
        ESCALATE = "escalate", _("business goes on, the superior gets a task")
        WARN = "warn", _("business goes on with a warning")

    class NumberRule(models.TextChoices):
        ANY = "", _("any number")
        USCC = "uscc", _("unified social credit code")
        IDENTITY_CARD = "identity_card", _("Chinese identity card")

    code = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80)
    longest_months = models.IntegerField(_("longest term in months"), null=True, blank=True)
    allows_long_term = models.BooleanField(_("may be long-term"), default=False)
    warn_days = models.IntegerField(_("days of warning"), default=30)
    when_expired = models.CharField(
        _("when none is valid"), max_length=8, choices=WhenExpired, default=WhenExpired.BLOCK
    )
    number_rule = models.CharField(
        _("check of the number"), max_length=16, choices=NumberRule, blank=True, default=""
    )
    is_active = models.BooleanField(_("in use"), default=True)

    policy = Everyone(see="customers.see_documents")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(longest_months=None) | Q(longest_months__gt=0), name="gx_doctype_longest"
            ),
            models.CheckConstraint(condition=Q(warn_days__range=(0, 730)), name="gx_doctype_warning"),
        )

    def __str__(self) -> str:
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en


class DocumentNeed(Record):
    """For this purpose a customer of this kind needs a valid document of this type."""

    class Purpose(models.TextChoices):
        ORDER = "order", _("orders")
        CONTRACT = "contract", _("contracts")
        QUOTE = "quote", _("quotes")
        CREDIT = "credit", _("credit")
        LETTER = "letter", _("letters of a campaign")

    class Kind(models.TextChoices):
        ANY = "", _("every customer")
        ORGANISATION = "organisation", _("organisations")
        PERSON = "person", _("persons")

    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    customer_kind = models.CharField(_("of whom"), max_length=12, choices=Kind, blank=True, default="")
    type = models.ForeignKey(DocumentType, models.PROTECT, related_name="needs")

    policy = Everyone(see="customers.see_documents")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("purpose", "customer_kind", "type"), name="gx_docneed_once"),
        )

    def __str__(self) -> str:
        return f"{self.purpose} · {self.type}"


class Document(Record):
    """One version of a document. What stands on it never changes: a change is another version.

    Whether it counts is no column: see guanxi.customers.rules.documents.validity.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waits for confirmation")
        CONFIRMED = "confirmed", _("confirmed")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")
        RENEWED = "renewed", _("renewed")
        CORRECTED = "corrected", _("corrected")
        REVOKED = "revoked", _("revoked")

    class Change(models.TextChoices):
        NEW = "new", _("new document")
        RENEWAL = "renewal", _("renewal")
        CORRECTION = "correction", _("correction of an entry")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="documents")
    type = models.ForeignKey(DocumentType, models.PROTECT, related_name="+", verbose_name=_("type"))
    number = models.CharField(_("document number"), max_length=80)
    plain_number = models.CharField(max_length=80)
    issuer = models.CharField(_("issuer"), max_length=200, blank=True, default="")
    issued_on = models.DateField(_("issued on"), null=True, blank=True)
    expires_on = models.DateField(_("last day"), null=True, blank=True)
    is_long_term = models.BooleanField(_("long-term"), default=False)
    long_term_reason = models.CharField(_("why long-term"), max_length=300, blank=True, default="")
    scan_digest = models.CharField(max_length=64, blank=True, default="")
    scan_name = models.CharField(_("scan"), max_length=200, blank=True, default="")
    scan_kind = models.CharField(max_length=40, blank=True, default="")
    scan_size = models.BigIntegerField(default=0)
    basis = models.CharField(_("basis of the entry"), max_length=300, blank=True, default="")
    change_kind = models.CharField(_("what it is"), max_length=12, choices=Change, default=Change.NEW)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.PROPOSED)
    made_by = models.ForeignKey(
        "gx_access.User", models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )
    made_at = models.DateTimeField(_("entered"))
    # Who else had a hand in the entry: prepared the file it came with, or entered what it was changed from.
    prepared_by = ArrayField(models.BigIntegerField(), default=list, db_default=[], blank=True)
    decided_by = models.ForeignKey(
        "gx_access.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision_reason = models.CharField(_("reason"), max_length=300, blank=True, default="")
    attested = models.CharField(max_length=64, blank=True, default="")

    policy = Through("customer", "gx_customers.Customer", see="customers.see_documents")
    on_merge = (Combine("customer", same=("type", "plain_number", "state")),)

    class Meta:
        indexes = (
            models.Index(fields=("customer", "type", "state"), name="gx_document_customer"),
            models.Index(fields=("state", "expires_on", "id"), name="gx_document_expiry"),
            models.Index(fields=("made_at", "id"), name="gx_document_made"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(is_long_term=False) | (Q(expires_on=None) & ~Q(long_term_reason="")),
                name="gx_document_long_term",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("confirmed", "renewed"))
                | (
                    Q(decided_by__isnull=False)
                    & (Q(made_by=None) | ~Q(decided_by=F("made_by")))
                    & ~Q(attested="")
                    & ~Q(scan_digest="")
                ),
                name="gx_document_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("confirmed", "renewed")) | Q(IsNull(_PLACE_OF_DECIDER, rhs=True)),
                name="gx_document_third_person",
            ),
            models.UniqueConstraint(
                fields=("replaces",), condition=Q(state="proposed"), name="gx_document_one_proposal"
            ),
            models.UniqueConstraint(
                fields=("customer", "type", "plain_number"),
                condition=Q(state="confirmed"),
                name="gx_document_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.type} {self.number}"

    def is_work_of(self, person: int | None) -> bool:
        """Whether this person had a hand in the entry, and so may not confirm it."""
        return person is not None and person in (self.made_by_id, *self.prepared_by)


class DocumentAlert(Record):
    """A warning that was given, so that none is given twice."""

    class Stage(models.TextChoices):
        BEFORE = "before", _("expires soon")
        LAST_DAY = "last_day", _("expires today")
        AFTER = "after", _("expired")

    document = models.ForeignKey(Document, models.PROTECT, related_name="alerts")
    stage = models.CharField(max_length=8, choices=Stage)

    policy = Through("document", "gx_customers.Document", see="customers.see_documents")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("document", "stage"), name="gx_docalert_once"),)

    def __str__(self) -> str:
        return f"{self.document} {self.stage}"
