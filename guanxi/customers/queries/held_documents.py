"""What documents a customer holds and what its business lacks today, for the pages about it."""

from dataclasses import dataclass

from guanxi.customers.models import Document, DocumentNeed, DocumentType
from guanxi.customers.queries.documents import document_needs, document_types, documents_of
from guanxi.customers.queries.purposes import gated_purposes
from guanxi.customers.rules.documents import Reason, Validity, best
from guanxi.customers.types import ShownCustomer
from guanxi.platform.access.types import Actor

_TOLD = (Reason.EXPIRED, Reason.IMPLAUSIBLE, Reason.CHANGED_SINCE, Reason.SAME_PERSON, Reason.EXPIRES_SOON)


@dataclass(frozen=True, slots=True)
class DocumentMark:
    """How a type stands at a customer, where that is worth a word. `purposes`: what needs it and lacks it."""

    type: DocumentType
    validity: Validity
    purposes: tuple[str, ...] = ()

    @property
    def bars(self) -> bool:
        """Whether business is refused for it."""
        return bool(self.purposes) and self.type.when_expired == DocumentType.WhenExpired.BLOCK


@dataclass(frozen=True, slots=True)
class HeldDocuments:
    """`marks`: what bars business first, then what is expired, expires or waits."""

    versions: tuple[tuple[Document, Validity], ...] = ()
    marks: tuple[DocumentMark, ...] = ()

    @property
    def told(self) -> tuple[DocumentMark, ...]:
        """Those worth a word beside the name: that a paper is missing which bars nothing is no news."""
        return tuple(m for m in self.marks if m.bars or m.validity.reason is not Reason.MISSING)

    @property
    def lacks(self) -> tuple[DocumentMark, ...]:
        return tuple(mark for mark in self.marks if mark.purposes)


def held_documents(actor: Actor, customer: ShownCustomer) -> HeldDocuments:
    """Two questions. Who buys nothing needs no document."""
    versions = tuple(documents_of(actor, customer.pk))
    needs = document_needs(actor).filter(type__is_active=True, customer_kind__in=("", customer.kind))
    needs = needs.filter(purpose__in=gated_purposes())
    needed = list(needs) if customer.is_customer and customer.archived_at is None else []
    return HeldDocuments(versions, tuple(sorted(_marks(versions, needed), key=_urgency)))


def wanted_type(actor: Actor, customer: ShownCustomer) -> int | None:
    """The type a new document of this customer most likely has: one that is needed and lacking, what bars
    business first; else the paper that says who it is.
    """
    lacks = held_documents(actor, customer).lacks
    if lacks:
        return lacks[0].type.pk
    code = "business_licence" if customer.kind == "organisation" else "identity_card"
    found = document_types(actor, active=True).filter(code=code).first()
    return found.pk if found else None


def _marks(versions: tuple[tuple[Document, Validity], ...], needed: list[DocumentNeed]) -> list[DocumentMark]:
    types = {one.type_id: one.type for one, _validity in versions} | {n.type_id: n.type for n in needed}
    found: list[DocumentMark] = []
    for key, kind in types.items():
        judged = [validity for one, validity in versions if one.type_id == key]
        verdict = best(judged)
        purposes = tuple(str(n.get_purpose_display()) for n in needed if n.type_id == key)
        if purposes and not verdict.counts:
            found.append(DocumentMark(kind, verdict, purposes))
        elif verdict.reason in _TOLD:
            found.append(DocumentMark(kind, verdict))
        waiting = next((v for v in judged if v.reason is Reason.PROPOSED), None)
        if (waiting and verdict.reason is not Reason.PROPOSED) or (waiting and not purposes):
            found.append(DocumentMark(kind, waiting))
    return found


def _urgency(mark: DocumentMark) -> tuple[bool, bool, int, str]:
    order = (*_TOLD, Reason.PROPOSED, Reason.MISSING)
    place = order.index(mark.validity.reason) if mark.validity.reason in order else len(order)
    return (not mark.bars, not mark.purposes, place, mark.type.code)
