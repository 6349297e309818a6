"""The five forms on the screen, on paper and as PDF, for one customer or for many."""

from typing import NamedTuple
from urllib.parse import urlencode

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header

from guanxi.customers import queries
from guanxi.customers.forms import PaperForm
from guanxi.customers.tables import CUSTOMERS
from guanxi.customers.tasks import PRINT, SWEEP
from guanxi.customers.views.page import head
from guanxi.platform.exchange.files import path_of
from guanxi.platform.jobs import label_of, start_job
from guanxi.platform.queries import job
from guanxi.web.actions import expect_export, note_export
from guanxi.web.given import keys_of
from guanxi.web.lists import listing_of
from guanxi.web.pages import SignedInRequest, needs, page
from guanxi.web.papers import Paper, pdf

AT_ONCE = 50  # more customers than these are printed in the background
MOST = 2_000


class Choice(NamedTuple):
    form: str = "data_card"
    layout: str = "card"


@needs("customers.see")
def paper_page(request: SignedInRequest, key: int) -> HttpResponse:
    """One customer's form on the screen, as it is printed."""
    customer = queries.customer(request.actor, key)
    chosen = _chosen(request)
    return page(
        request,
        "customers/paper.html",
        {
            **head(request, customer, tab="forms"),
            "customer": customer,
            "form": PaperForm(initial=chosen._asdict()),
            "paper": queries.paper(request.actor, [key], *chosen),
            "query": urlencode(chosen._asdict()),
        },
    )


@needs("customers.see", "web.export_lists")
def paper_pdf(request: SignedInRequest, key: int) -> HttpResponse:
    queries.customer(request.actor, key)
    return as_file(request, queries.paper(request.actor, [key], *_chosen(request)))


@needs("customers.see")
def papers(request: SignedInRequest) -> HttpResponse:
    """Forms of many: the rows chosen in the list (`keys`), or all that its search and filter match."""
    keys = _keys(request)
    chosen = _chosen(request)
    if request.method == "POST" and request.POST.get("print"):
        expect_export(request.actor)
        if len(keys) > AT_ONCE:
            started = start_job(request.actor, PRINT, {"keys": keys, **chosen._asdict()})
            return redirect("customers:papers_run", started.pk)
        return as_file(request, queries.paper(request.actor, keys, *chosen))
    shown = queries.paper(request.actor, keys[:AT_ONCE], *chosen) if keys else None
    context = {
        "form": PaperForm(initial=chosen._asdict()),
        "paper": shown,
        "keys": keys,
        "most": MOST,
        "at_once": AT_ONCE,
    }
    return page(request, "customers/papers.html", context)


@needs("customers.see", "platform.see_jobs")
def papers_run(request: SignedInRequest, key: int) -> HttpResponse:
    """How far the printing of forms, or the sweep, is; and the file once it is done."""
    found = job(request.actor, key)
    context = {"job": found, "result": found.result or {}, "label": label_of(found.name)}
    return page(request, "customers/papers_run.html", context)


@needs("customers.see", "platform.see_jobs", "web.export_lists")
def papers_file(request: SignedInRequest, key: int) -> HttpResponseBase:
    """The finished file; before that, the page that says how far it is."""
    found = job(request.actor, key)
    if found.name not in (PRINT, SWEEP) or found.state != "done" or not found.result:
        return redirect("customers:papers_run", key)
    name = str(found.result["name"])
    note_export(request.actor, name, found.result["rows"])
    return FileResponse(path_of(str(found.result["digest"])).open("rb"), as_attachment=True, filename=name)


def _keys(request: SignedInRequest) -> list[int]:
    """Who is out of reach drops out when the rows are read."""
    given = request.POST.getlist("keys") or request.GET.getlist("keys")
    if given:
        return keys_of(given)[:MOST]
    rows = listing_of(request, CUSTOMERS).found.order_by("sort_name", "pk")
    return list(rows.values_list("pk", flat=True)[:MOST])


def _chosen(request: SignedInRequest) -> Choice:
    """Form and layout; anything unknown is the data card."""
    given = request.POST if request.method == "POST" else request.GET
    default = Choice()
    form = PaperForm({name: given.get(name) or value for name, value in default._asdict().items()})
    return Choice(**form.cleaned_data) if form.is_valid() else default


def as_file(request: SignedInRequest, paper: Paper) -> HttpResponse:
    """The paper as a PDF to keep. Raises Forbidden for who may not take records out."""
    note_export(request.actor, paper.name, len(paper.sheets))
    content = pdf(paper, at=request.actor.now(), words=queries.paper_words())
    named = content_disposition_header(as_attachment=True, filename=paper.name)
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": named})
