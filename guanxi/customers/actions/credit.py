"""Credit: a higher limit is business, and asks for the documents the company wants before it."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from guanxi.customers.actions.document_gate import DocumentNotValid, require_valid_documents
from guanxi.customers.models import Customer
from guanxi.customers.queries.documents import document_book
from guanxi.platform.access.types import Actor

CREDIT = "credit"
CREDIT_PARTS = ("customers.require_valid_documents",)


def is_granted(before: Decimal | None, after: Decimal | None) -> bool:
    """Whether more credit is given; to lower a limit, or to take it away, is always possible."""
    return after is not None and after > (before or 0)


def ask_for_credit(actor: Actor, customer: Customer, before: Decimal | None, after: Decimal | None) -> None:
    """Raises DocumentNotValid, beside the field, when a document bars a higher limit."""
    if not is_granted(before, after):
        return
    try:
        require_valid_documents(actor=actor, customer=customer.pk, purpose=CREDIT)
    except DocumentNotValid as refused:
        refused.fields = {"credit_limit": refused.sentence}
        raise


def barred_from_credit(actor: Actor, customers: Iterable[int]) -> Mapping[int, DocumentNotValid]:
    """Of many customers those that may get no more credit today, each with why."""
    keys = list(customers)
    book = document_book(actor, CREDIT, keys)
    if not book.needs:
        return {}
    today = actor.today()
    found = {key: [lack for lack in book.lacking(key, today) if lack.blocks] for key in keys}
    return {key: DocumentNotValid(lacks) for key, lacks in found.items() if lacks}
