"""Verbs on types of documents, and on which purpose needs which."""

from dataclasses import asdict

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.refusals import CannotSave
from guanxi.customers.models import DocumentNeed, DocumentType
from guanxi.customers.queries.purposes import gated_purposes
from guanxi.customers.types import DocumentTypeDraft
from guanxi.kit.text import clean
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Refused, expect_version, verb

LONGEST_WARNING = 730  # days


class NeededAlready(Refused):
    sentence = _("This need is set already.")


@verb("customers.create_document_type", label=_("Create a type of document"))
def create_document_type(*, actor: Actor, draft: DocumentTypeDraft) -> DocumentType:
    """Raises CannotSave."""
    values = _checked(draft)
    made: DocumentType = DocumentType.objects.create(
        **values, code="", created_at=actor.now(), updated_at=actor.now()
    )
    made.code = f"own_{made.pk}"
    made.save(update_fields=["code"])
    return made


@verb("customers.edit_document_type", label=_("Edit a type of document"))
def edit_document_type(
    *, actor: Actor, document_type: DocumentType, draft: DocumentTypeDraft, version: int | None = None
) -> DocumentType:
    """Documents on file are judged by the new rules from now on. Raises Stale, CannotSave."""
    expect_version(document_type, version)
    document_type.change(_checked(draft), actor=actor)
    return document_type


@verb("customers.need_document", label=_("Ask for a document before business"))
def need_document(
    *, actor: Actor, document_type: DocumentType, purpose: str, customer_kind: str = ""
) -> DocumentNeed:
    """Raises CannotSave, also for business nobody would ask the document for; NeededAlready."""
    if purpose not in gated_purposes() or customer_kind not in DocumentNeed.Kind.values:
        raise CannotSave
    try:
        with transaction.atomic():
            made: DocumentNeed = DocumentNeed.objects.create(
                type=document_type, purpose=purpose, customer_kind=customer_kind
            )
    except IntegrityError as problem:
        raise NeededAlready from problem
    return made


@verb("customers.drop_document_need", label=_("Ask for a document no longer"))
def drop_document_need(*, actor: Actor, need: DocumentNeed) -> None:
    need.delete()


def _checked(draft: DocumentTypeDraft) -> dict[str, object]:
    values: dict[str, object] = asdict(draft)
    for name in ("name_zh", "name_en"):
        values[name] = clean(str(values[name])[:80], 80)
        if not values[name]:
            raise CannotSave(fields={name: _("Both languages need a name.")})
    if draft.longest_months is not None and draft.longest_months < 1:
        raise CannotSave(fields={"longest_months": _("The longest term is at least one month.")})
    if not 0 <= draft.warn_days <= LONGEST_WARNING:
        raise CannotSave(fields={"warn_days": _("The warning comes 0 to 730 days before.")})
    known = draft.when_expired in DocumentType.WhenExpired.values
    if not known or draft.number_rule not in DocumentType.NumberRule.values:
        raise CannotSave
    return values
