"""Campaigns: planned in one form, reviewed with exact numbers, launched, measured."""

import secrets
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.marketing import queries
from guanxi.marketing.actions import edit_letter, launch, plan_campaign, write_cell_file
from guanxi.marketing.forms.campaigns import CampaignForm, LetterForm
from guanxi.marketing.queries.campaigns import cell as one_cell
from guanxi.marketing.queries.campaigns import sizes
from guanxi.marketing.tables import CAMPAIGNS, in_reader_language, lift_chart
from guanxi.marketing.types import CampaignResults
from guanxi.web.forms import form_page, submit
from guanxi.web.lists import list_page
from guanxi.web.pages import SignedInRequest, needs, page, toast, viewer
from guanxi.web.templating import render_safe

SEED_RANGE = 1_000_000_000
CAMPAIGNS_AT_HOME = 5


@needs("marketing.see_campaigns")
def campaign_list(request: SignedInRequest) -> HttpResponseBase:
    return list_page(request, CAMPAIGNS, "marketing/campaigns.html")


def campaigns_card(request: HttpRequest, **_context: object) -> str | None:
    """Home: what is planned, and what is running until when."""
    actor = viewer(request)
    rows = list(queries.campaigns_at_work(actor)[:CAMPAIGNS_AT_HOME])
    if not rows:
        return None
    return render_safe("marketing/campaigns_card.html", {"request": request, "rows": rows})


@needs("marketing.plan_campaign")
def new_campaign(request: SignedInRequest) -> HttpResponse:
    """The first step: list, offers, split and letter. The answer is the planned campaign, to be reviewed."""
    initial = {"seed": secrets.randbelow(SEED_RANGE), "customer_list": request.GET.get("list")}
    form = CampaignForm(request.actor, request.POST or None, initial=initial)
    done = submit(
        request,
        form,
        lambda data: plan_campaign.tracked(
            actor=request.actor,
            customer_list=data["customer_list"],
            draft=form.campaign(),
            program=form.program(),
            cells=form.cells(),
            seed=data["seed"],
        ),
    )
    if done is None:
        return form_page(request, "marketing/campaign_form.html", form)
    toast(
        request,
        _("Planned. Look at the cells, then launch."),
        undo=done.change_set_id,
        back=resolve_url("marketing:campaigns"),
    )
    return redirect("marketing:campaign", done.result.campaign_id)


@needs("marketing.see_campaigns")
def campaign_page(request: SignedInRequest, key: int) -> HttpResponse:
    """Program and cells with code, size and file; after the launch the results."""
    actor = request.actor
    campaign = queries.campaign(actor, key)
    programs = list(queries.programs(actor, key))
    context = {
        "campaign": campaign,
        "programs": programs,
        "kept_back": {}
        if campaign.launched_at
        else {one.pk: queries.kept_back(actor, one) for one in programs},
        "cells": list(queries.cells(actor, campaign_id=key)),
        "sizes": sizes(actor, campaign_id=key),
        "results": None,
    }
    if campaign.launched_at is not None:
        context |= _measured(queries.results(actor, key))
    return page(request, "marketing/campaign.html", context)


def _measured(measured: CampaignResults) -> dict[str, object]:
    """The results as the page shows them: purchases when any order may be seen, else answers."""
    by_purchase = measured.orders_visible and any(c.totals.buyers for c in measured.cells)
    pairs = [
        (cell.name, found)
        for cell in measured.cells
        if (found := cell.purchase if by_purchase else cell.response) is not None
    ]
    return {
        "results": measured,
        "by_cell": {cell.cell_id: cell for cell in measured.cells},
        "by_purchase": by_purchase,
        "verdicts": [(name, one, in_reader_language(one)) for name, one in pairs],
        "chart_option": lift_chart(pairs),
    }


@needs("marketing.launch", method="POST")
def launch_campaign(request: SignedInRequest, key: int) -> HttpResponse:
    done = launch.tracked(actor=request.actor, campaign=key)
    words = ngettext(
        "Launched: %(count)d customer is written to.",
        "Launched: %(count)d customers are written to.",
        done.result,
    )
    toast(request, words % {"count": done.result}, undo=done.change_set_id)
    return redirect("marketing:campaign", key)


@needs("marketing.edit_letter")
def change_letter(request: SignedInRequest, key: int) -> HttpResponse:
    program = queries.program(request.actor, key)
    initial = {"subject": program.subject, "letter": program.letter, "version": program.version}
    form = LetterForm(request.POST or None, initial=initial)
    done = submit(request, form, lambda data: edit_letter.tracked(actor=request.actor, program=key, **data))
    if done is None:
        return form_page(request, "marketing/letter_form.html", form, {"program": program})
    toast(request, _("The letter was saved."), undo=done.change_set_id)
    return redirect("marketing:campaign", program.campaign_id)


@needs("marketing.see_campaigns")
def preview(request: SignedInRequest, key: int) -> HttpResponse:
    """The first letter of a cell, as its customer will read it."""
    cell = one_cell(request.actor, key)
    context = {"cell": cell, "letter": queries.preview_letter(request.actor, cell)}
    return page(request, "marketing/preview.html", context)


@needs("marketing.write_cell_file", method="POST")
def cell_file(request: SignedInRequest, key: int) -> FileResponse:
    """The cell's letters as a file; who took it out stands in the journal."""
    form = request.POST.get("form", "csv")
    if form not in {"csv", "xlsx"}:
        raise Http404
    with TemporaryDirectory() as folder:
        written = write_cell_file(actor=request.actor, cell=key, folder=Path(folder), form=form)
        content = BytesIO(Path(folder, written.file_name).read_bytes())
    return FileResponse(content, as_attachment=True, filename=written.file_name)
