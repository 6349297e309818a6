"""The list of offers and its form."""

from dataclasses import asdict

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from guanxi.decisions import queries
from guanxi.decisions.actions import create_offer, edit_offer
from guanxi.decisions.forms import OfferForm
from guanxi.decisions.tables import OFFERS
from guanxi.decisions.types import OfferDraft
from guanxi.web.forms import form_page, submit
from guanxi.web.lists import list_page
from guanxi.web.pages import SignedInRequest, needs, toast

FORM = "decisions/offer_form.html"


@needs("decisions.see_offers")
def offers(request: SignedInRequest) -> HttpResponseBase:
    return list_page(request, OFFERS, "decisions/offers.html")


@needs("decisions.create_offer")
def new_offer(request: SignedInRequest) -> HttpResponse:
    form = OfferForm(request.POST or None)
    done = submit(request, form, lambda _data: create_offer.tracked(actor=request.actor, draft=form.draft()))
    if done is None:
        context = {"title": _("New offer"), "cancel": resolve_url("decisions:offers")}
        return form_page(request, FORM, form, context)
    toast(request, _("The offer was created."), undo=done.change_set_id)
    return redirect("decisions:offers")


@needs("decisions.edit_offer")
def change_offer(request: SignedInRequest, key: int) -> HttpResponse:
    offer = queries.offer(request.actor, key)
    names = asdict(OfferDraft("")).keys() - {"currency"} | {"version"}
    form = OfferForm(request.POST or None, initial={name: getattr(offer, name) for name in names})
    done = submit(
        request,
        form,
        lambda data: edit_offer.tracked(
            actor=request.actor, offer=key, draft=form.draft(), version=data["version"]
        ),
    )
    if done is None:
        context = {"title": offer.name, "cancel": resolve_url("decisions:offers")}
        return form_page(request, FORM, form, context)
    toast(request, _("The offer was saved."), undo=done.change_set_id)
    return redirect("decisions:offers")
