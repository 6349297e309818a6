"""Pages of analytics."""

from datetime import date

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guanxi.analytics import queries
from guanxi.analytics.scorecard import page as figures_page
from guanxi.analytics.scorecard import pictures, words
from guanxi.analytics.tables import ORDERS
from guanxi.platform.jobs import start_job_alone
from guanxi.web.lists import list_page
from guanxi.web.pages import SignedInRequest, needs, page, toast, viewer
from guanxi.web.templating import render_safe

SLIPPING_SHOWN = 5
LEAVING = frozenset({"declining", "dormant", "lost"})


@needs("analytics.see_scorecard")
def scorecard(request: SignedInRequest) -> HttpResponse:
    """The figures of the latest evaluation; without one, the way to the first."""
    evaluation = queries.latest_evaluation(request.actor)
    context: dict[str, object] = {
        "evaluation": evaluation,
        "job": queries.running_evaluation(request.actor),
        "failure": queries.failure(request.actor, evaluation),
    }
    if evaluation is not None:
        context |= drawn(evaluation.figures)
    return page(request, "analytics/scorecard.html", context)


def drawn(figures: figures_page.Figures) -> dict[str, object]:
    """Everything the scorecard's template shows of the stored figures."""
    months = figures_page.months(figures)
    stages = figures_page.stages(figures)
    return {
        "figures": figures,
        "currency": figures_page.currency(figures),
        "tiles": figures_page.tiles(figures),
        "stages": stages,
        "segments": figures_page.segments(figures),
        "classes": figures_page.classes(figures),
        "months": months,
        "month_name": words.month_name,
        "month_summary": pictures.month_summary(figures, months),
        "revenue_chart": pictures.revenue_by_month(months),
        "movement_chart": pictures.won_and_lost(months),
        "flow_chart": pictures.stage_flow(figures, stages),
        "curve_chart": pictures.eighty_twenty(figures),
        "best": pictures.share_of_best(figures),
        "as_of_on": date.fromisoformat(str(figures["as_of_on"])),
    }


@needs("analytics.evaluate", method="POST")
def evaluate(request: SignedInRequest) -> HttpResponse:
    if start_job_alone(request.actor, "analytics.evaluate", {}) is None:
        toast(request, _("An evaluation is at work already."), tone="info")
    else:
        toast(request, _("The evaluation has begun; this page shows its progress."), tone="info")
    return redirect("analytics:scorecard")


@needs("commerce.see_orders")
def orders(request: SignedInRequest) -> HttpResponseBase:
    return list_page(request, ORDERS)


def score_panel(request: HttpRequest, **context: object) -> str | None:
    """The card on a customer's page: what the customer is worth, where it stands, and why."""
    actor = viewer(request)
    score = queries.score_of(actor, context["customer"].pk)  # type: ignore[attr-defined]  # the page's own record
    if score is None:
        return None
    return render_safe(
        "analytics/panel.html",
        {"request": request, "score": score, "reason": queries.reason_of(actor, score)},
    )


def lifetime_row(request: HttpRequest, **context: object) -> str | None:
    """What an existing customer has been worth so far, among what it is known by."""
    score = queries.score_of(viewer(request), context["customer"].pk)  # type: ignore[attr-defined]  # the page's own record
    return None if score is None else render_safe("analytics/lifetime.html", {"score": score})


def worth_line(request: HttpRequest, **context: object) -> str | None:
    return _line(request, context, "worth")


def rhythm_line(request: HttpRequest, **context: object) -> str | None:
    return _line(request, context, "rhythm")


def stage_answer(request: HttpRequest, **context: object) -> str | None:
    return _line(request, context, "stage")


def risk_line(request: HttpRequest, **context: object) -> str | None:
    """Only of those who are leaving."""
    return _line(request, context, "risk")


def _line(request: HttpRequest, context: dict[str, object], kind: str) -> str | None:
    actor = viewer(request)
    score = queries.score_of(actor, context["customer"].pk)  # type: ignore[attr-defined]  # the page's own record
    if score is None or (kind != "worth" and not score.stage):
        return None
    if kind == "risk" and score.stage not in LEAVING:
        return None
    words = {"kind": kind, "score": score, "reason": queries.reason_of(actor, score)}
    return render_safe("analytics/lines.html", words)


def slipping_card(request: HttpRequest, **_context: object) -> str | None:
    """Home: customers about to be lost, while something can still be done; one's own where one has any."""
    actor = viewer(request)
    for own in (True, False):
        if rows := list(queries.slipping_away(actor, own=own)[:SLIPPING_SHOWN]):
            why = {row.pk: queries.reason_of(actor, row) for row in rows}
            words = {"request": request, "rows": rows, "own": own, "why": why}
            return render_safe("analytics/slipping_card.html", words)
    return None
