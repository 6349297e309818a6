"""A business card: a fast form for the phone, or a vCard file that fills it."""

from dataclasses import asdict
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from guanxi.customers.actions import enter_card
from guanxi.customers.forms import CardFileForm, EntryForm
from guanxi.customers.views.clashes import stopped
from guanxi.customers.views.saving import doubt_phones
from guanxi.platform.verbs import Done
from guanxi.web.forms import form_page, submit
from guanxi.web.pages import SignedInRequest, needs, toast


@needs("customers.enter_card")
def card_entry(request: SignedInRequest) -> HttpResponse:
    if request.FILES:
        return _read(request)
    form = EntryForm(request.POST or None)
    done = submit(request, form, lambda data: _entered(request, form, data["even_so"]))
    if done is None:
        return _form(request, form, CardFileForm(), **_stopped(request, form))
    doubt_phones(request, form)
    toast(
        request,
        _("%(name)s is in the customer file.") % {"name": done.result},
        undo=done.change_set_id,
        back=resolve_url("customers:list"),
    )
    return redirect("customers:page", done.result.pk)


def _entered(request: SignedInRequest, form: EntryForm, even_so: str) -> Done[Any]:  # Any: the customer
    return enter_card.tracked(actor=request.actor, draft=form.draft(), even_so=even_so)


def _stopped(request: SignedInRequest, form: EntryForm) -> dict[str, object]:
    company = request.POST.get("company", "").strip()
    return stopped(request, form, "organisation" if company else "person", company or None)


def _read(request: SignedInRequest) -> HttpResponse:
    """The form filled from the file, to be looked over before it is saved."""
    file_form = CardFileForm(request.POST, request.FILES)
    if file_form.is_valid():
        return _form(request, EntryForm(initial=asdict(file_form.cleaned_data["file"])), CardFileForm())
    return form_page(
        request, "customers/card_entry.html", file_form, {"form": EntryForm(), "file_form": file_form}
    )


def _form(request: SignedInRequest, form: EntryForm, file_form: CardFileForm, **more: object) -> HttpResponse:
    return form_page(request, "customers/card_entry.html", form, {"file_form": file_form, **more})
