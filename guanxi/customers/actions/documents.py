"""Verbs on documents: one person enters, another confirms against the scan."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.document_content import check_content, new_version
from guanxi.customers.actions.document_gate import warn_if_expired
from guanxi.customers.actions.refusals import CannotSave, one_line
from guanxi.customers.events import DocumentDecided, DocumentProposed
from guanxi.customers.models import Customer, Document, DocumentType
from guanxi.customers.queries.documents import LIVING, facts_of
from guanxi.customers.rules.documents import content_print, plain_number
from guanxi.customers.types import DocumentDraft, Scan
from guanxi.platform.access.types import Actor
from guanxi.platform.bus import tell
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import Refused, expect_version, right, verb

right("customers.see_documents", _("See documents of customers"))


class ProposalExists(Refused):
    sentence = _("A change of this document waits for confirmation already. Change that one instead.")


class DocumentExists(Refused):
    sentence = _("This document is on file already. Renew or correct it instead.")


class CannotDecide(Refused):
    """Why a proposal cannot be confirmed, rejected, withdrawn or revoked by this person now."""

    sentence = _("This document does not wait for a decision any more.")


class SamePerson(CannotDecide):
    sentence = _("You had a hand in entering it. Another person compares it with the scan.")


class NoScan(CannotDecide):
    sentence = _("There is no scan to compare with. Add one by changing the entry, then it can be confirmed.")


class DoesNotMatch(CannotDecide):
    sentence = _("What you typed differs from the entry. Look at the scan: reject the entry if it is wrong.")


@verb("customers.propose_document", label=_("Enter or change a document"))
def propose_document(
    *,
    actor: Actor,
    customer: Customer,
    document_type: DocumentType,
    draft: DocumentDraft,
    scan: Scan | None = None,
    replaces: Document | None = None,
) -> Document:
    """A proposal: it counts as nothing until a second person confirms it.

    `replaces` a confirmed version: that one counts on until the proposal is confirmed. `replaces` a proposal
    or a rejected one: that one is withdrawn. Without `scan` the scan of `replaces` is kept.
    Raises ImplausibleDates, WrongNumber, CannotSave, ProposalExists, DocumentExists.
    """
    made = new_version(actor, customer, document_type, draft)
    _take_scan(made, scan, replaces)
    check_content(made, document_type, actor.today())
    _follow(made, replaces, actor)
    with _one_proposal():
        made.save()
    tell(DocumentProposed(customer_id=customer.pk, document_id=made.pk))
    return made


def _take_scan(made: Document, scan: Scan | None, replaces: Document | None) -> None:
    if scan is not None:
        made.scan_digest, made.scan_name = scan.digest, scan.name[:200]
        made.scan_kind, made.scan_size = scan.kind, scan.size
    elif replaces is not None and made.change_kind != Document.Change.RENEWAL:
        made.scan_digest, made.scan_name = replaces.scan_digest, replaces.scan_name
        made.scan_kind, made.scan_size = replaces.scan_kind, replaces.scan_size


def _follow(made: Document, replaces: Document | None, actor: Actor) -> None:
    """Find what the new version stands beside, and withdraw the proposal it takes the place of."""
    stands_for: Document | None = None
    if replaces is not None:
        if (replaces.customer_id, replaces.type_id) != (made.customer_id, made.type_id):
            raise CannotSave(_("A version belongs to the same customer and has the same type."))
        was_waiting = replaces.state in (Document.State.PROPOSED, Document.State.REJECTED)
        if not was_waiting and replaces.state != Document.State.CONFIRMED:
            raise CannotDecide
        stands_for = replaces.replaces if was_waiting else replaces
        if was_waiting:
            made.change_kind = replaces.change_kind
            made.prepared_by = _others({*replaces.prepared_by, replaces.made_by_id}, actor)
        if replaces.state == Document.State.PROPOSED:
            replaces.change({"state": Document.State.WITHDRAWN}, actor=actor)
    if stands_for is None:
        made.change_kind = Document.Change.NEW
    elif made.change_kind == Document.Change.NEW:
        made.change_kind = Document.Change.CORRECTION
    made.replaces = stands_for
    twins = Document.objects.filter(
        customer=made.customer_id, type=made.type_id, plain_number=made.plain_number, state__in=LIVING
    )
    if stands_for is not None:
        twins = twins.exclude(pk=stands_for.pk).exclude(
            replaces_id=stands_for.pk, state=Document.State.PROPOSED
        )
    if twins.exists():
        raise DocumentExists(fields={"number": DocumentExists.sentence})


@verb(
    "customers.confirm_document",
    label=_("Confirm a document against its scan"),
    undo="never",
    parts=("work.set_follow_up",),
)
def confirm_document(
    *,
    actor: Actor,
    document: Document,
    number: str,
    expires_on: date | None,
    is_long_term: bool,
    version: int | None = None,
) -> Document:
    """The second person typed number and last day again from the scan; from now on the document counts.

    What it replaces counts no more. It is taken back by revoking, never by undo. Of one that is over
    already the owner and the superior hear at once.
    Raises Stale, CannotDecide, SamePerson, NoScan, DoesNotMatch, ImplausibleDates.
    """
    expect_version(document, version)
    _second_person(document, actor)
    if not document.scan_digest:
        raise NoScan
    _compare(document, number, expires_on, is_long_term=is_long_term)
    check_content(document, document.type, actor.today())
    if document.replaces_id is not None:
        _step_aside(document, actor)
    values = {"state": Document.State.CONFIRMED, "attested": content_print(facts_of(document))}
    with _one_proposal():
        document.change({**values, **_decision(actor)}, actor=actor)
    warn_if_expired(actor, document)
    tell(DocumentDecided(customer_id=document.customer_id, document_id=document.pk, state=document.state))
    return document


def _compare(document: Document, number: str, expires_on: date | None, *, is_long_term: bool) -> None:
    wrong: dict[str, str | Promise] = {}
    if plain_number(number) != document.plain_number:
        wrong["number"] = _("Another number was entered.")
    if (expires_on, is_long_term) != (document.expires_on, document.is_long_term):
        wrong["expires_on"] = _("Another last day was entered.")
    if wrong:
        raise DoesNotMatch(fields=wrong)


def _step_aside(document: Document, actor: Actor) -> None:
    """The version before gives way. Raises CannotDecide when it does not stand any more."""
    before = Document.objects.select_for_update().get(pk=document.replaces_id)
    if before.state != Document.State.CONFIRMED:
        raise CannotDecide(_("The version it changes does not stand any more. Enter it as a new document."))
    is_renewal = document.change_kind == Document.Change.RENEWAL
    before.change({"state": Document.State.RENEWED if is_renewal else Document.State.CORRECTED}, actor=actor)
    if not is_renewal:
        _put_down_copies(before, {"state": Document.State.CORRECTED}, actor)


def _put_down_copies(document: Document, values: dict[str, object], actor: Actor) -> None:
    """What was found wrong on a paper is wrong on every record of the customer that it stands on."""
    for copy in _copies_of(document).order_by("pk").select_for_update(of=("self",)):
        copy.change(values, actor=actor)


def _copies_of(one: Document) -> RecordQuerySet:
    """The same paper confirmed on other records of the one customer: those merged with it, at any remove.

    They are out of sight and would count again once the records are taken apart.
    """
    top = one.customer
    while top.merged_into is not None:
        top = top.merged_into
    family = level = {top.pk}
    while level:
        below = Customer.objects.filter(merged_into__in=level).order_by("pk")
        level = set(below.values_list("pk", flat=True)) - family
        family = family | level
    return Document.objects.filter(
        customer_id__in=family,
        type_id=one.type_id,
        plain_number=one.plain_number,
        state=Document.State.CONFIRMED,
    ).exclude(pk=one.pk)


@verb("customers.reject_document", label=_("Reject the entry of a document"), undo="never")
def reject_document(*, actor: Actor, document: Document, reason: str, version: int | None = None) -> Document:
    """A decision of the second person: who entered it could otherwise undo it; whoever errs, enters it anew.

    Raises Stale, CannotDecide, SamePerson, CannotSave without a reason.
    """
    expect_version(document, version)
    _second_person(document, actor)
    words = _reason(reason)
    document.change(
        {"state": Document.State.REJECTED, "decision_reason": words, **_decision(actor)}, actor=actor
    )
    tell(DocumentDecided(customer_id=document.customer_id, document_id=document.pk, state=document.state))
    return document


@verb("customers.withdraw_document", label=_("Withdraw the entry of a document"))
def withdraw_document(*, actor: Actor, document: Document) -> Document:
    """Raises CannotDecide for what does not wait any more."""
    if document.state != Document.State.PROPOSED:
        raise CannotDecide
    document.change({"state": Document.State.WITHDRAWN}, actor=actor)
    return document


@verb("customers.revoke_document", label=_("Revoke a confirmed document"), undo="never")
def revoke_document(*, actor: Actor, document: Document, reason: str, version: int | None = None) -> Document:
    """It counts no more, for good: whoever wants it back enters it anew. That goes for its copies on records
    merged with the customer's too, or they would count again once these are taken apart.

    Raises Stale, CannotDecide, CannotSave.
    """
    expect_version(document, version)
    if document.state != Document.State.CONFIRMED:
        raise CannotDecide(_("Only a confirmed document can be revoked."))
    values: dict[str, object] = {"state": Document.State.REVOKED, "decision_reason": _reason(reason)}
    document.change(values, actor=actor)
    _put_down_copies(document, values, actor)
    tell(DocumentDecided(customer_id=document.customer_id, document_id=document.pk, state=document.state))
    return document


def _second_person(document: Document, actor: Actor) -> None:
    if document.state != Document.State.PROPOSED:
        raise CannotDecide
    if actor.user_id is None:
        raise CannotDecide(_("A person confirms or rejects, never the system."))
    if document.is_work_of(actor.user_id):
        raise SamePerson


def _others(hands: Iterable[int | None], actor: Actor) -> list[int]:
    """Who had a hand in an entry beside the person who makes it."""
    return sorted({one for one in hands if one is not None} - {actor.user_id})


def _decision(actor: Actor) -> dict[str, object]:
    return {"decided_by_id": actor.user_id, "decided_at": actor.now()}


def _reason(text: str) -> str:
    words = one_line(text, 300, "reason")
    if not words:
        raise CannotSave(fields={"reason": _("Say why, so that others can follow.")})
    return words


@contextmanager
def _one_proposal() -> Iterator[None]:
    """Turns the database's word on a second proposal, or a second copy, into ours."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        if "gx_document_one_proposal" in str(problem):
            raise ProposalExists from problem
        if "gx_document_once" in str(problem):
            raise DocumentExists(fields={"number": DocumentExists.sentence}) from problem
        raise
