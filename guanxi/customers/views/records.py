"""The page of one customer, and its forms."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from guanxi.customers import queries
from guanxi.customers.actions import (
    archive_customer,
    assign_customers,
    create_customer,
    delete_customer,
    edit_customer,
    restore_customer,
)
from guanxi.customers.forms import (
    CustomerForm,
    NewOrganisationForm,
    NewPersonForm,
    OrganisationForm,
    OwnerForm,
    PersonForm,
)
from guanxi.customers.rules.profiles import EMPTY
from guanxi.customers.rules.stream import MACHINERY
from guanxi.customers.types import CustomerDraft, MeanwhileChanged
from guanxi.customers.views.clashes import stopped
from guanxi.customers.views.saving import doubt_phones
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Done
from guanxi.web.forms import form_page, submit
from guanxi.web.pages import SignedInRequest, needs, page, toast


@needs("customers.create")
def new_organisation(request: SignedInRequest) -> HttpResponse:
    return _new(request, NewOrganisationForm(request.POST or None), _("New organisation"))


@needs("customers.create")
def new_person(request: SignedInRequest) -> HttpResponse:
    return _new(request, NewPersonForm(request.POST or None), _("New person"))


def _new(request: SignedInRequest, form: CustomerForm, title: str) -> HttpResponse:
    done = submit(request, form, lambda _data: _created(request.actor, form))
    if done is None:
        context: dict[str, object] = {
            "title": title,
            "cancel": resolve_url("customers:list"),
            "clashes": form.kind,
        }
        context |= stopped(request, form, form.kind)
        return form_page(request, "customers/form.html", form, context)
    doubt_phones(request, form)
    toast(
        request,
        _("%(name)s is in the customer file.") % {"name": done.result},
        undo=done.change_set_id,
        back=resolve_url("customers:list"),
    )
    return redirect("customers:page", done.result.pk)


def _created(actor: Actor, form: CustomerForm) -> Done[Any]:  # Any: the customer
    source, incentive = form.origin()
    return create_customer.tracked(
        actor=actor,
        draft=form.draft(),
        profile=form.profile(),
        source=source,
        incentive=incentive,
        even_so=form.cleaned_data["even_so"],
    )


@needs("customers.edit")
def edit(request: SignedInRequest, key: int) -> HttpResponse:
    customer = queries.customer(request.actor, key)
    kind = OrganisationForm if customer.kind == "organisation" else PersonForm
    names = asdict(CustomerDraft(name=""))
    initial = {name: getattr(customer, name) for name in names} | {
        "tags": ", ".join(customer.tags),
        "version": customer.version,
        **_known_facts(request, key),
    }
    form = kind(request.POST or None, initial=initial)
    form.fields["version"].required = True
    done = submit(request, form, lambda _data: _edited(request.actor, key, form))
    if done is None:
        context = {
            "title": _("Edit %(name)s") % {"name": customer},
            "cancel": resolve_url("customers:page", key),
            "conflicts": _conflicts(request, key, form),
        }
        return form_page(request, "customers/form.html", form, context)
    toast(request, _("Saved."), undo=done.change_set_id)
    doubt_phones(request, form)
    return redirect("customers:page", key)


def _edited(actor: Actor, key: int, form: CustomerForm) -> Done[Any]:  # Any: the customer
    customer = queries.customer(actor, key)
    source, incentive = form.origin()
    return edit_customer.tracked(
        actor=actor,
        customer=key,
        draft=form.draft(queries.draft_of(customer)),
        version=form.cleaned_data["version"],
        profile=form.profile(queries.profile_draft(actor, key)),
        source=source,
        incentive=incentive,
    )


def _known_facts(request: SignedInRequest, key: int) -> dict[str, object]:
    profile = queries.profile(request.actor, key)
    if profile is None:
        return {}
    found = {name: getattr(profile, name) for name in asdict(EMPTY)}
    amounts = {n: format(v.normalize(), "f") for n, v in found.items() if isinstance(v, Decimal)}
    found["favourite_media"] = found["media"]
    return found | {n: ", ".join(v) for n, v in found.items() if isinstance(v, list)} | amounts


def _conflicts(request: SignedInRequest, key: int, form: CustomerForm) -> list[tuple[MeanwhileChanged, str]]:
    """What others saved meanwhile, each beside what is typed here. Saving again is then one's choice."""
    seen = form.cleaned_data.get("version") if form.is_bound else None
    customer = queries.customer(request.actor, key)
    if seen is None or seen == customer.version:
        return []
    form.data = {**request.POST.dict(), "version": str(customer.version)}
    changes = queries.meanwhile(request.actor, customer, seen)
    return [(change, str(form.data.get(change.field, ""))) for change in changes]


@needs("customers.assign")
def change_owner(request: SignedInRequest, key: int) -> HttpResponse:
    customer = queries.customer(request.actor, key)
    form = OwnerForm(request.POST or None, actor=request.actor, initial={"owner": customer.owner_id})
    done = submit(
        request,
        form,
        lambda data: assign_customers.tracked(actor=request.actor, customers=[key], owner=data["owner"].pk),
    )
    if done is None:
        context = {
            "title": _("Give %(name)s to a colleague") % {"name": customer},
            "cancel": resolve_url("customers:page", key),
        }
        return form_page(request, "customers/form.html", form, context)
    toast(request, _("Handed over."), undo=done.change_set_id)
    return redirect("customers:list")


@needs("customers.archive", method="POST")
def archive(request: SignedInRequest, key: int) -> HttpResponse:
    done = archive_customer.tracked(actor=request.actor, customer=key)
    toast(request, _("Archived. It stays in the file, out of the lists."), undo=done.change_set_id)
    return redirect("customers:page", key)


@needs("customers.restore", method="POST")
def restore(request: SignedInRequest, key: int) -> HttpResponse:
    done = restore_customer.tracked(actor=request.actor, customer=key)
    toast(request, _("Back in the lists."), undo=done.change_set_id)
    return redirect("customers:page", key)


@needs("customers.delete", method="POST")
def delete(request: SignedInRequest, key: int) -> HttpResponse:
    done = delete_customer.tracked(actor=request.actor, customer=key)
    toast(request, _("Deleted."), undo=done.change_set_id)
    return redirect("customers:list")


@needs("customers.see", "journal.see")
def history(request: SignedInRequest, key: int) -> HttpResponse:
    """Every change of the record's fields, newest first."""
    customer = queries.customer(request.actor, key)
    return page(
        request,
        "customers/history.html",
        {
            "customer": customer,
            "changes": [c for c in queries.whole_history(request.actor, key) if c.field not in MACHINERY],
            "labels": queries.fact_labels(),
        },
    )
