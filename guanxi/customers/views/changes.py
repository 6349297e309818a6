"""Change sheets of a customer: written, on the screen, as PDF."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from guanxi.customers import queries
from guanxi.customers.actions import draw_change_sheet
from guanxi.customers.forms import ChangeSheetForm, SinceForm
from guanxi.customers.views.page import head
from guanxi.customers.views.papers import as_file
from guanxi.web.forms import form_page, submit
from guanxi.web.pages import SignedInRequest, needs, page, toast

HALF_A_YEAR = timedelta(days=182)


@needs("customers.draw_change_sheet")
def new_change_sheet(request: SignedInRequest, key: int) -> HttpResponse:
    """What changed since `?since=`, beside it room for cause and counter-measure."""
    customer = queries.customer(request.actor, key)
    since = _since(request, key)
    form = ChangeSheetForm(request.POST or None, queries.changes_since(request.actor, key, since), since)
    done = submit(
        request,
        form,
        lambda _data: draw_change_sheet.tracked(actor=request.actor, customer=key, draft=form.draft()),
    )
    if done is None:
        context = {
            "customer": customer,
            "since": since,
            "today": request.actor.today(),
            "labels": queries.fact_labels(),
            "cancel": resolve_url("customers:page", key),
        }
        return form_page(request, "customers/change_sheet_form.html", form, context)
    toast(request, _("The change sheet is kept with the customer."), undo=done.change_set_id)
    return redirect("customers:change_sheet", done.result.pk)


def _since(request: SignedInRequest, key: int) -> date:
    """The day asked for, else that of the last sheet, else half a year ago."""
    given = SinceForm({"since": request.POST.get("since_on") or request.GET.get("since")})
    if given.is_valid():
        found: date = given.cleaned_data["since"]
        return found
    last = queries.change_sheets(request.actor, key).first()
    return last.drawn_on if last else request.actor.today() - HALF_A_YEAR


@needs("customers.see")
def change_sheet_page(request: SignedInRequest, key: int) -> HttpResponse:
    """One sheet, drawn as it is printed; beside it the earlier ones."""
    sheet = queries.change_sheet(request.actor, key)
    return page(
        request,
        "customers/change_sheet.html",
        {
            **head(request, sheet.customer, tab="changes"),
            "customer": sheet.customer,
            "sheet": sheet,
            "others": list(queries.change_sheets(request.actor, sheet.customer_id).exclude(pk=key)[:12]),
            "paper": queries.change_paper(request.actor, sheet),
        },
    )


@needs("customers.see", "web.export_lists")
def change_sheet_pdf(request: SignedInRequest, key: int) -> HttpResponse:
    return as_file(request, queries.change_paper(request.actor, queries.change_sheet(request.actor, key)))
