"""Questions about documents. Each begins with what the actor may see; the day is handed in."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import islice

from django.db.models import DateField, ExpressionWrapper, F, Max, Value

from guanxi.customers.models import Customer, Document, DocumentNeed, DocumentType
from guanxi.customers.rules.documents import (
    DocumentFacts,
    TypeRules,
    Validity,
    best,
    validity,
    validity_then,
)
from guanxi.platform.access.queries import colleagues, system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound

BATCH = 2_000
LIVING = (Document.State.PROPOSED, Document.State.CONFIRMED)


@dataclass(frozen=True, slots=True)
class Lack:
    """A document that is needed and does not count, and what the company does then."""

    type: DocumentType
    validity: Validity

    @property
    def blocks(self) -> bool:
        return self.type.when_expired == DocumentType.WhenExpired.BLOCK

    @property
    def escalates(self) -> bool:
        return self.type.when_expired == DocumentType.WhenExpired.ESCALATE


@dataclass(frozen=True, slots=True)
class DocumentBook:
    """What a purpose needs and the documents of many customers, read once."""

    needs: tuple[DocumentNeed, ...]
    kinds: dict[int, str] = field(default_factory=dict)
    held: dict[int, list[Document]] = field(default_factory=dict)

    def lacking(
        self, customer_id: int, on_day: date, *, then: bool = False, kind: str = "organisation"
    ) -> list[Lack]:
        """What this customer lacks on a day. `then`: the day of business that was done already.

        `kind`: what a customer is taken for that is not on file, and so has no document.
        """
        judge = validity_then if then else validity
        kind = self.kinds.get(customer_id, kind)
        held = self.held.get(customer_id, [])
        found = [
            Lack(one, best([judge(facts_of(d), rules_of(one), on_day) for d in held if d.type_id == one.pk]))
            for one in {n.type_id: n.type for n in self.needs if n.customer_kind in ("", kind)}.values()
        ]
        return [lack for lack in found if not lack.validity.counts]


def documents(actor: Actor) -> RecordQuerySet:
    """Every version that stands or waits, of customers the actor may see."""
    return _versions(actor).filter(state__in=LIVING).order_by("-made_at", "-pk")


def versions(actor: Actor) -> RecordQuerySet:
    """Every version, also those that stand no more."""
    return _versions(actor).order_by("pk")


def to_confirm(actor: Actor) -> RecordQuerySet:
    """What waits for a second person, the oldest first; one's own entries are for others."""
    found = _versions(actor).filter(state=Document.State.PROPOSED)
    found = found & Document.objects.visible_to(actor, "customers.confirm_document")
    if actor.user_id is not None:
        found = found.exclude(made_by_id=actor.user_id).exclude(prepared_by__contains=[actor.user_id])
    return found.order_by("made_at", "pk")


def expiring(actor: Actor, *, on_day: date | None = None) -> RecordQuerySet:
    """Confirmed documents that expired or come into their days of warning, the most urgent first."""
    today = on_day or actor.today()
    most: int = document_types(actor).aggregate(most=Max("warn_days"))["most"] or 0
    found = _versions(actor).filter(
        state=Document.State.CONFIRMED, expires_on__lte=today + timedelta(days=most)
    )
    from_now = ExpressionWrapper(Value(today, DateField()) + F("type__warn_days"), DateField())
    return found.filter(expires_on__lte=from_now).order_by("expires_on", "pk")


def document(actor: Actor, key: int) -> Document:
    """Raises NotFound, whether it is missing or out of reach."""
    found: Document | None = _versions(actor).filter(pk=key).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def documents_of(actor: Actor, customer_id: int) -> list[tuple[Document, Validity]]:
    """The living versions of a customer, each with whether it counts today."""
    found = documents(actor).filter(customer_id=customer_id).order_by("type_id", "state", "-made_at", "-pk")
    return [(one, validity_of(one, actor.today())) for one in found]


def chain(actor: Actor, one: Document) -> list[Document]:
    """All versions of the same type at the same customer, the newest first."""
    rows = _versions(actor).filter(customer_id=one.customer_id, type_id=one.type_id)
    return list(rows.order_by("-made_at", "-pk"))


def preparers(actor: Actor, one: Document) -> list[str]:
    """The names of those who had a hand in an entry beside the person who made it."""
    if not one.prepared_by:
        return []
    return list(colleagues(actor).filter(pk__in=one.prepared_by).values_list("name", flat=True))


def document_types(actor: Actor, *, active: bool | None = None) -> RecordQuerySet:
    rows = DocumentType.objects.visible_to(actor).order_by("code", "pk")
    return rows if active is None else rows.filter(is_active=active)


def document_type(actor: Actor, key: int) -> DocumentType:
    """Raises NotFound."""
    found: DocumentType | None = document_types(actor).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def document_needs(actor: Actor) -> RecordQuerySet:
    return DocumentNeed.objects.visible_to(actor).select_related("type").order_by("purpose", "pk")


def is_needed(purpose: str) -> bool:
    """Whether any business of this purpose asks for a document at all. The house's own question."""
    house = DocumentNeed.objects.visible_to(system_actor("documents"))
    return bool(house.filter(purpose=purpose, type__is_active=True).exists())


def document_book(actor: Actor, purpose: str, keys: Iterable[int]) -> DocumentBook:
    """What `purpose` needs and what these customers hold. Whoever does business may ask; no more is told."""
    needs = tuple(
        DocumentNeed.objects.filter(purpose=purpose, type__is_active=True)
        .select_related("type")
        .order_by("pk")
    )
    if not needs:
        return DocumentBook(())
    wanted = list(
        Customer.objects.visible_to(actor).filter(pk__in=list(keys)).order_by("pk").values("pk", "kind")
    )
    kinds = {row["pk"]: row["kind"] for row in wanted}
    held: dict[int, list[Document]] = {}
    rows = Document.objects.filter(customer_id__in=list(kinds), type_id__in={n.type_id for n in needs})
    for one in rows.order_by("pk"):
        held.setdefault(one.customer_id, []).append(one)
    return DocumentBook(needs, kinds, held)


def barred_customers(actor: Actor, purpose: str, keys: Iterable[int], on_day: date) -> set[int]:
    """Which of these customers may not be dealt with for a purpose on a day; asked in batches."""
    if not is_needed(purpose):
        return set()
    found: set[int] = set()
    waiting = iter(keys)
    while batch := list(islice(waiting, BATCH)):
        book = document_book(actor, purpose, batch)
        found |= {key for key in batch if any(lack.blocks for lack in book.lacking(key, on_day))}
    return found


def invalid_documents_for(actor: Actor, customer_id: int, purpose: str) -> list[Lack]:
    """What a customer lacks today for a purpose; empty when the business may be done."""
    return document_book(actor, purpose, [customer_id]).lacking(customer_id, actor.today())


def facts_of(one: Document) -> DocumentFacts:
    return DocumentFacts(
        type_id=one.type_id,
        number=one.number,
        issuer=one.issuer,
        issued_on=one.issued_on,
        expires_on=one.expires_on,
        is_long_term=one.is_long_term,
        long_term_reason=one.long_term_reason,
        scan_digest=one.scan_digest,
        state=one.state,
        made_by=one.made_by_id,
        decided_by=one.decided_by_id,
        attested=one.attested,
        prepared_by=tuple(one.prepared_by),
    )


def rules_of(one: DocumentType) -> TypeRules:
    return TypeRules(one.longest_months, one.allows_long_term, one.warn_days)


def validity_of(one: Document, on_day: date) -> Validity:
    """Whether this version counts on a day."""
    return validity(facts_of(one), rules_of(one.type), on_day)


def _versions(actor: Actor) -> RecordQuerySet:
    return Document.objects.visible_to(actor).select_related(
        "type", "customer", "customer__owner", "made_by", "decided_by"
    )
