"""Answers: typed by code, and the list of those recorded."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guanxi.marketing import queries
from guanxi.marketing.actions import record_response
from guanxi.marketing.forms.responses import ResponseForm
from guanxi.web.forms import form_page, submit
from guanxi.web.pages import SignedInRequest, needs, page, toast

MOST = 200


@needs("marketing.record_response")
def enter(request: SignedInRequest) -> HttpResponse:
    """Code and customer typed: first who and what is shown, then one click records it."""
    form = ResponseForm(request.POST or None)
    if request.POST.get("step") == "record":
        done = submit(request, form, lambda data: record_response.tracked(actor=request.actor, **data))
        if done is not None:
            toast(request, _("The answer is recorded."), undo=done.change_set_id)
            return redirect("marketing:enter")
    found = submit(
        request,
        form,
        lambda data: queries.find_response(request.actor, code=data["code"], customer=data["customer"]),
    )
    return form_page(request, "marketing/enter.html", form, {"found": None if form.errors else found})


@needs("marketing.see_campaigns")
def answers(request: SignedInRequest, key: int) -> HttpResponse:
    """The latest answers to a campaign."""
    campaign = queries.campaign(request.actor, key)
    found = list(queries.responses(request.actor, campaign_id=key)[: MOST + 1])
    context = {"campaign": campaign, "responses": found[:MOST], "more": len(found) > MOST, "most": MOST}
    return page(request, "marketing/answers.html", context)
