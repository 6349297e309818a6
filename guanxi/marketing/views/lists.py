"""Lists of customers: written with the builder, counted live, frozen."""

from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from guanxi.marketing import queries
from guanxi.marketing.actions import create_list, edit_list, freeze_list
from guanxi.marketing.forms.lists import ListForm
from guanxi.marketing.queries.lists import SUBJECT
from guanxi.marketing.tables import LISTS, members_of
from guanxi.platform.conditions import offer
from guanxi.platform.conditions import preview as counted_preview
from guanxi.web.forms import form_page, submit
from guanxi.web.lists import list_page
from guanxi.web.pages import SignedInRequest, needs, page, toast

FORM = "marketing/list_form.html"
MEMBERS = "marketing/list.html"


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
        queries.facts_for(request.actor),
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
def list_page_of(request: SignedInRequest, key: int) -> HttpResponseBase:
    """What the list says, how many it holds for the reader, and who they are."""
    chosen = queries.customer_list(request.actor, key)
    context: dict[str, object] = {"chosen": chosen, "sentence": queries.sentence(chosen)}
    try:
        size = queries.list_customers(request.actor, chosen).order_by().count()
    except queries.CannotRead as problem:
        return page(request, MEMBERS, context | {"problem": str(problem)})
    return list_page(request, members_of(chosen), MEMBERS, context | {"size": size, "problem": ""})


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
        "offer": offer(SUBJECT, queries.facts_for(request.actor)),
        "cancel": resolve_url("marketing:lists"),
    }
    return form_page(request, FORM, form, context)
