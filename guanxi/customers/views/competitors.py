"""Competitors: what they sell, what was learned of them, and which customers buy there."""

from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from guanxi.customers import queries
from guanxi.customers.actions import (
    add_competitor_product,
    create_competitor,
    drop_competitor_note,
    drop_competitor_product,
    edit_competitor,
    edit_competitor_product,
    note_competitor,
)
from guanxi.customers.forms import (
    CompetitorForm,
    CompetitorNoteForm,
    CompetitorProductEditForm,
    CompetitorProductForm,
)
from guanxi.customers.views.saving import save_page
from guanxi.web.forms import form_page, submit
from guanxi.web.pages import SignedInRequest, needs, page, toast


@needs("customers.see_competitors")
def competitor_list(request: SignedInRequest) -> HttpResponse:
    rows = queries.competitor_lines(request.actor)
    return page(request, "customers/competitors/list.html", {"rows": rows})


@needs("customers.see_competitors")
def competitor_page(request: SignedInRequest, key: int) -> HttpResponse:
    """Strategy, products and prices, what was learned from whom, who buys there or went there."""
    actor, competitor = request.actor, queries.competitor(request.actor, key)
    context = {
        "competitor": competitor,
        "products": list(queries.competitor_products(actor, key)[:200]),
        "notes": queries.competitor_notes(actor, key),
        "buyers": list(queries.lost_to_rivals(actor, key)[:200]),
        "lost": list(queries.lost_to(actor, key)[:200]),
    }
    return page(request, "customers/competitors/page.html", context)


@needs("customers.create_competitor")
def new_competitor(request: SignedInRequest) -> HttpResponse:
    form = CompetitorForm(request.POST or None)
    done = submit(
        request, form, lambda _data: create_competitor.tracked(actor=request.actor, draft=form.draft())
    )
    if done is None:
        context = {"title": _("New competitor"), "cancel": resolve_url("customers:competitors")}
        return form_page(request, "customers/form.html", form, context)
    toast(request, _("Saved."), undo=done.change_set_id, back=resolve_url("customers:competitors"))
    return redirect("customers:competitor", done.result.pk)


@needs("customers.edit_competitor")
def change_competitor(request: SignedInRequest, key: int) -> HttpResponse:
    competitor = queries.competitor(request.actor, key)
    initial = {name: getattr(competitor, name) for name in CompetitorForm.base_fields}
    form = CompetitorForm(request.POST or None, initial=initial)
    return save_page(
        request,
        form,
        lambda data: edit_competitor.tracked(
            actor=request.actor, competitor=key, draft=form.draft(), version=data["version"]
        ),
        title=_("Edit %(name)s") % {"name": competitor},
        back=resolve_url("customers:competitor", key),
    )


@needs("customers.add_competitor_product")
def new_competitor_product(request: SignedInRequest, key: int) -> HttpResponse:
    competitor = queries.competitor(request.actor, key)
    form = CompetitorProductForm(request.POST or None, initial={"seen_on": request.actor.today()})
    return save_page(
        request,
        form,
        lambda data: add_competitor_product.tracked(actor=request.actor, competitor=key, **data),
        title=_("Product and price of %(name)s") % {"name": competitor},
        back=resolve_url("customers:competitor", key),
    )


@needs("customers.edit_competitor_product")
def change_competitor_product(request: SignedInRequest, key: int) -> HttpResponse:
    product = queries.competitor_product(request.actor, key)
    initial = {name: getattr(product, name) for name in CompetitorProductEditForm.base_fields}
    form = CompetitorProductEditForm(request.POST or None, initial=initial)
    return save_page(
        request,
        form,
        lambda data: edit_competitor_product.tracked(actor=request.actor, product=key, **data),
        title=_("Product and price of %(name)s") % {"name": product.competitor},
        back=resolve_url("customers:competitor", product.competitor_id),
    )


@needs("customers.drop_competitor_product", method="POST")
def remove_competitor_product(request: SignedInRequest, key: int) -> HttpResponse:
    product = queries.competitor_product(request.actor, key)
    done = drop_competitor_product.tracked(actor=request.actor, product=key)
    toast(request, _("Deleted."), undo=done.change_set_id)
    return redirect("customers:competitor", product.competitor_id)


@needs("customers.drop_competitor_note", method="POST")
def remove_competitor_note(request: SignedInRequest, key: int) -> HttpResponse:
    note = queries.competitor_note(request.actor, key)
    done = drop_competitor_note.tracked(actor=request.actor, note=key)
    toast(request, _("Deleted."), undo=done.change_set_id)
    return redirect("customers:competitor", note.competitor_id)


@needs("customers.note_competitor")
def new_competitor_note(request: SignedInRequest, key: int) -> HttpResponse:
    competitor = queries.competitor(request.actor, key)
    form = CompetitorNoteForm(request.actor, request.POST or None, initial={"on": request.actor.today()})
    return save_page(
        request,
        form,
        lambda data: note_competitor.tracked(actor=request.actor, competitor=key, **data),
        title=_("What was learned about %(name)s") % {"name": competitor},
        back=resolve_url("customers:competitor", key),
    )
