"""What can stand on a document: every version, typed or imported, is made and checked here."""

from dataclasses import replace
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.refusals import CannotSave, one_line
from guanxi.customers.models import Customer, Document, DocumentType
from guanxi.customers.queries.documents import facts_of, rules_of
from guanxi.customers.rules.documents import FAULT_FIELDS, DateFault, date_faults, number_fits, plain_number
from guanxi.customers.types import DocumentDraft
from guanxi.platform.access.types import Actor

FAULT_SENTENCES: dict[DateFault, str | Promise] = {
    DateFault.ISSUE_MISSING: _("Enter the day of issue as it stands on the document."),
    DateFault.ISSUE_AHEAD: _("The day of issue lies in the future. Compare it with the scan."),
    DateFault.ISSUE_ANCIENT: _("This day of issue stands for “unknown”. Enter the one on the document."),
    DateFault.EXPIRY_MISSING: _(
        "Enter the last day on the document. If it has none, mark it as long-term and say why."
    ),
    DateFault.EXPIRY_BESIDE_LONG_TERM: _("A long-term document has no last day: leave one of the two out."),
    DateFault.LONG_TERM_NOT_ALLOWED: _(
        "This type is never long-term. Enter the last day that stands on the document."
    ),
    DateFault.LONG_TERM_WITHOUT_REASON: _("Say why it is long-term, in the words of the document."),
    DateFault.SENTINEL: _(
        "This day stands for “no end”, not for itself. Enter the day on the document, or mark it as long-term"
        " and say why."
    ),
    DateFault.BEFORE_ISSUE: _("The last day lies before the day of issue. Compare both with the scan."),
    DateFault.TOO_LONG: _(
        "That is longer than this type of document is ever valid. Compare it with the scan."
    ),
}


class ImplausibleDates(CannotSave):
    sentence = _("The days of this document cannot be right.")


class WrongNumber(CannotSave):
    sentence = _("This number is mistyped: its check character does not fit.")


def new_version(
    actor: Actor, customer: Customer, document_type: DocumentType, draft: DocumentDraft
) -> Document:
    number = one_line(draft.number, 80, "number")
    return Document(
        customer=customer,
        type=document_type,
        number=number,
        plain_number=plain_number(number)[:80],
        issuer=one_line(draft.issuer, 200, "issuer"),
        issued_on=draft.issued_on,
        expires_on=draft.expires_on,
        is_long_term=draft.is_long_term,
        long_term_reason=one_line(draft.long_term_reason, 300, "long_term_reason")
        if draft.is_long_term
        else "",
        basis=one_line(draft.basis, 300, "basis"),
        change_kind=draft.change,
        made_by_id=actor.user_id,
        made_at=actor.now(),
        created_at=actor.now(),
        updated_at=actor.now(),
    )


def check_content(made: Document, document_type: DocumentType, today: date) -> None:
    """Raises ImplausibleDates, WrongNumber, CannotSave for what cannot stand on such a document."""
    if not made.plain_number:
        raise CannotSave(fields={"number": _("Enter the number of the document.")})
    if not number_fits(made.number, document_type.number_rule):
        raise WrongNumber(fields={"number": WrongNumber.sentence})
    faults = date_faults(facts_of(made), rules_of(document_type), today)
    if faults:
        raise ImplausibleDates(
            fields={FAULT_FIELDS.get(fault, "expires_on"): FAULT_SENTENCES[fault] for fault in faults}
        )


def import_version(
    actor: Actor, customer: Customer, document_type: DocumentType, draft: DocumentDraft
) -> Document:
    """A proposal as a file gives it, checked like a typed one and not yet written."""
    made = new_version(actor, customer, document_type, replace(draft, change="new"))
    check_content(made, document_type, actor.today())
    return made
