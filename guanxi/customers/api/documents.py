"""Documents of customers: one program enters, another person's confirms. A scan is added on the page."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.api.operations import Operation, Task, one, to_record
from guanxi.api.resources import Resource
from guanxi.customers import queries
from guanxi.customers.actions import (
    confirm_document,
    propose_document,
    reject_document,
    revoke_document,
    withdraw_document,
)
from guanxi.customers.forms import ConfirmForm, DocumentForm, ReasonForm
from guanxi.platform.verbs import Done

STANDING = ("number", "issuer", "issued_on", "expires_on", "is_long_term", "long_term_reason", "basis")


def _propose(task: Task, form: DocumentForm) -> Done[Any]:
    return propose_document.tracked(
        actor=task.actor,
        customer=task.record.pk,
        document_type=form.cleaned_data["document_type"].pk,
        draft=form.draft(),
    )


def _change(task: Task, form: DocumentForm) -> Done[Any]:
    before = task.record
    return propose_document.tracked(
        actor=task.actor,
        customer=before.customer_id,
        document_type=before.type_id,
        draft=form.draft(),
        replaces=before.pk,
    )


def _changed(task: Task, data: Any) -> DocumentForm:  # Any: as a browser would send it, or none
    stands = {name: getattr(task.record, name) for name in STANDING} if task.record else {}
    return DocumentForm(data, actor=task.actor, follows=True, initial={**stands, "change": "renewal"})


OF_CUSTOMER = Operation(
    verb=propose_document,
    word="documents",
    makes="documents",
    names={"type": "document_type"},
    asks=one(lambda task, data: DocumentForm(data, actor=task.actor, follows=False)),
    does=_propose,
)

DOCUMENTS = Resource(
    name="documents",
    label=_("Documents"),
    area="customers.document",
    subject="document",
    rows=queries.versions,
    one=queries.document,
    sorts={"id": "id", "expires_on": "expires_on", "made_at": "made_at"},
    sort="id",
    operations=(
        Operation(verb=propose_document, word="change", makes="documents", asks=one(_changed), does=_change),
        Operation(
            verb=confirm_document,
            word="confirm",
            asks=one(lambda _task, data: ConfirmForm(data)),
            does=to_record(confirm_document, "document", "number", "expires_on", "is_long_term"),
        ),
        Operation(
            verb=reject_document,
            word="reject",
            asks=one(lambda _task, data: ReasonForm(data)),
            does=to_record(reject_document, "document", "reason"),
        ),
        Operation(
            verb=revoke_document,
            word="revoke",
            asks=one(lambda _task, data: ReasonForm(data)),
            does=to_record(revoke_document, "document", "reason"),
        ),
        Operation(
            verb=withdraw_document,
            word="withdraw",
            does=to_record(withdraw_document, "document"),
        ),
    ),
)
