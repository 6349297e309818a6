"""Looking cards through: the state of one, the button, and how often."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guanxi.customers import queries
from guanxi.customers.actions import review_customer, set_review_cycle
from guanxi.customers.forms import ReviewCycleForm
from guanxi.web.forms import form_page, submit
from guanxi.web.pages import SignedInRequest, needs, toast
from guanxi.web.templating import render_safe

SHEETS_SHOWN = 3


def review_panel(request: HttpRequest, **context: object) -> str:
    """The place where the card appears."""
    return render_safe("customers/review_panel.html", {"request": request, **context})


@needs("customers.see")
def review_card(request: SignedInRequest, key: int) -> HttpResponse:
    """When the card was last right, when it is due, and its change sheets: loaded after the page."""
    actor, customer = request.actor, queries.customer(request.actor, key)
    reviewed = queries.review(actor, key)
    words = {
        "request": request,
        "customer": customer,
        "review": reviewed,
        "state": queries.state_of(actor, customer, reviewed),
        "sheets": list(queries.change_sheets(actor, key)[:SHEETS_SHOWN]),
    }
    return HttpResponse(render_safe("customers/review_card.html", words))


@needs("customers.review", method="POST")
def reviewed(request: SignedInRequest, key: int) -> HttpResponse:
    done = review_customer.tracked(actor=request.actor, customer=key)
    toast(request, _("Noted: everything on the card is right today."), undo=done.change_set_id)
    return redirect("customers:page", key)


@needs("customers.set_review_cycle")
def review_cycle(request: SignedInRequest) -> HttpResponse:
    form = ReviewCycleForm(
        request.POST or None, months=queries.review_cycle(request.actor), labels=queries.class_labels()
    )
    done = submit(request, form, lambda data: set_review_cycle.tracked(actor=request.actor, months=data))
    if done is None:
        return form_page(request, "customers/review_cycle.html", form, {"tab": "reviews"})
    toast(request, _("Saved."), undo=done.change_set_id)
    return redirect("customers:review_cycle")
