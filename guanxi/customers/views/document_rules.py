"""Pages of the types of documents, of what business needs, and of the sweep."""

from dataclasses import asdict

from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from guanxi.customers import queries
from guanxi.customers.actions import (
    create_document_type,
    drop_document_need,
    edit_document_type,
    need_document,
)
from guanxi.customers.forms import DocumentTypeForm, NeedForm
from guanxi.customers.tasks import SWEEP
from guanxi.customers.types import DocumentTypeDraft
from guanxi.platform.jobs import start_job
from guanxi.web.forms import form_page, submit
from guanxi.web.pages import SignedInRequest, needs, page, toast


@needs("customers.see_documents", "customers.edit_document_type")
def document_types_page(request: SignedInRequest) -> HttpResponse:
    """The types, and below them which purpose needs which."""
    form = NeedForm(request.POST or None, actor=request.actor)
    done = submit(
        request,
        form,
        lambda data: need_document.tracked(
            actor=request.actor,
            document_type=data["document_type"].pk,
            purpose=data["purpose"],
            customer_kind=data["customer_kind"],
        ),
    )
    if done is not None:
        toast(request, _("Set."), undo=done.change_set_id)
        return redirect("customers:document_types")
    found = {
        "types": list(queries.document_types(request.actor)),
        "needs": list(queries.document_needs(request.actor)),
        "gated": queries.gated_purposes(),
    }
    return form_page(request, "customers/documents/types.html", form, found)


@needs("customers.create_document_type")
def new_document_type(request: SignedInRequest) -> HttpResponse:
    form = DocumentTypeForm(request.POST or None)
    done = submit(
        request, form, lambda _data: create_document_type.tracked(actor=request.actor, draft=form.draft())
    )
    return _answer(request, form, done, _("New type of document"))


@needs("customers.edit_document_type")
def document_type(request: SignedInRequest, key: int) -> HttpResponse:
    found = queries.document_type(request.actor, key)
    names = asdict(DocumentTypeDraft("", ""))
    initial = {name: getattr(found, name) for name in names} | {"version": found.version}
    form = DocumentTypeForm(request.POST or None, initial=initial)
    done = submit(
        request,
        form,
        lambda data: edit_document_type.tracked(
            actor=request.actor, document_type=key, draft=form.draft(), version=data["version"]
        ),
    )
    return _answer(request, form, done, _("Edit %(name)s") % {"name": found})


def _answer(request: SignedInRequest, form: DocumentTypeForm, done: object, title: str) -> HttpResponse:
    if done is None:
        context = {"title": title, "cancel": resolve_url("customers:document_types")}
        return form_page(request, "customers/form.html", form, context)
    toast(request, _("Saved."), undo=done.change_set_id)  # type: ignore[attr-defined]  # the verb's Done
    return redirect("customers:document_types")


@needs("customers.drop_document_need", method="POST")
def drop_need(request: SignedInRequest, key: int) -> HttpResponse:
    done = drop_document_need.tracked(actor=request.actor, need=key)
    toast(request, _("It is asked for no longer."), undo=done.change_set_id)
    return redirect("customers:document_types")


@needs("customers.see_documents")
def sweep(request: SignedInRequest) -> HttpResponse:
    """Suspicious stored days, and business done on an invalid document."""
    found = {
        "words": queries.sweep_words(),
        "most": queries.MOST_SHOWN,
        "days": queries.suspicious_days(request.actor),
        "dealings": queries.business_on_invalid_documents(request.actor),
    }
    return page(request, "customers/documents/sweep.html", found)


@needs("customers.see_documents", "web.export_lists", "platform.see_jobs", method="POST")
def sweep_file(request: SignedInRequest) -> HttpResponse:
    """All that the sweep finds, as a file made in the background."""
    return redirect("customers:papers_run", start_job(request.actor, SWEEP, {}).pk)
