"""Lists of customers: written with the builder, counted live, frozen."""

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from guanxi.marketing import queries
from guanxi.marketing.actions import create_list, edit_list, freeze_list
from guanxi.marketing.forms.lists import ListForm
from guanxi.marketing.queries.lists import SUBJECT
from guanxi.marketing.tables import LISTS
from guanxi.platform.conditions import offer
from guanxi.platform.conditions import preview as counted_preview
from guanxi.web.forms import form_page, submit
from guanxi.web.lists import list_page
from guanxi.web.pages import SignedInRequest, needs, page, toast

FORM = "marketing/list_form.html"
SHOWN = 50


@needs("marketing.see_lists")
def list_list(request: SignedInRequest) -> HttpResponseBase:
    return list_page(request, LISTS, "marketing/lists.html")


@needs("marketing.see_lists")
def count(request: SignedInRequest) -> JsonResponse:
    """How many customers of the actor a condition meets now, and the condition as a sentence."""
    given = request.POST if request.method == "POST" else request.GET
    answer = counted_preview(
        given.get("conditions") or "",
        SUBJECT,
        lambda condition: queries.matching_customers(request.actor, condition).order_by().count(),
    )
    return JsonResponse(dict(answer))


@needs("marketing.create_list")
def new_list(request: SignedInRequest) -> HttpResponse:
    form = ListForm(request.POST or None)
    done = submit(
        request,
        form,
        lambda data: create_list.tracked(actor=request.actor, name=data["name"], condition=data["condition"]),
    )
    if done is None:
        return _form(request, form, _("New list"), request.POST.get("condition", ""))
    toast(
        request,
        _("The list was created."),
        undo=done.change_set_id,
        back=resolve_url("marketing:lists"),
    )
    return redirect("marketing:list", done.result.pk)


@needs("marketing.see_lists")
def list_page_of(request: SignedInRequest, key: int) -> HttpResponse:
    """What the list says, how many it holds for the reader, and the first of them."""
    chosen = queries.customer_list(request.actor, key)
    found = queries.list_customers(request.actor, chosen)
    context = {
        "chosen": chosen,
        "sentence": queries.sentence(chosen),
        "size": found.order_by().count(),
        "customers": list(found[:SHOWN]),
        "most_shown": SHOWN,
    }
    return page(request, "marketing/list.html", context)


@needs("marketing.edit_list")
def change_list(request: SignedInRequest, key: int) -> HttpResponse:
    chosen = queries.customer_list(request.actor, key)
    form = ListForm(request.POST or None, initial={"name": chosen.name, "version": chosen.version})
    done = submit(
        request,
        form,
        lambda data: edit_list.tracked(
            actor=request.actor,
            customer_list=key,
            name=data["name"],
            condition=data["condition"],
            version=data["version"],
        ),
    )
    if done is None:
        return _form(request, form, chosen.name, request.POST.get("condition") or chosen.condition)
    toast(request, _("The list was saved."), undo=done.change_set_id)
    return redirect("marketing:list", key)


@needs("marketing.freeze_list", method="POST")
def freeze(request: SignedInRequest, key: int) -> HttpResponse:
    done = freeze_list.tracked(actor=request.actor, customer_list=key)
    toast(request, _("The list is frozen: its customers stay as they are now."), undo=done.change_set_id)
    return redirect("marketing:list", key)


def _form(request: SignedInRequest, form: ListForm, title: str, condition: object) -> HttpResponse:
    context = {
        "title": title,
        "condition": condition,
        "offer": offer(SUBJECT),
        "cancel": resolve_url("marketing:lists"),
    }
    return form_page(request, FORM, form, context)
