"""Pages of grading."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guanxi.customers.queries import customer as customer_of
from guanxi.grading import queries
from guanxi.grading.actions import grade_customer
from guanxi.grading.forms import GradeForm
from guanxi.web.forms import form_page, submit
from guanxi.web.pages import SignedInRequest, needs, page, toast, viewer
from guanxi.web.templating import render_safe


@needs("grading.grade")
def grade(request: SignedInRequest, key: int) -> HttpResponse:
    customer = customer_of(request.actor, key)
    stored = queries.grade_of(request.actor, key)
    initial = {**stored.words(), "evidence": stored.evidence} if stored else None
    form = GradeForm(request.POST or None, initial=initial)
    done = submit(
        request,
        form,
        lambda data: grade_customer.tracked(
            actor=request.actor, customer=key, words=form.words(), evidence=data["evidence"]
        ),
    )
    if done is None:
        return form_page(request, "grading/grade.html", form, {"customer": customer})
    toast(
        request,
        _("%(name)s stands in %(cell)s.") % {"name": customer, "cell": done.result.cell},
        undo=done.change_set_id,
    )
    return redirect("customers:page", key)


@needs("grading.see")
def matrix(request: SignedInRequest) -> HttpResponse:
    """The 18 cells: how many customers stand in each, and what is done there."""
    return page(
        request,
        "grading/matrix.html",
        {"rows": queries.matrix_rows(request.actor), "in_words": queries.in_words},
    )


def grade_panel(request: HttpRequest, **context: object) -> str:
    """The card beside a customer's timeline."""
    actor = viewer(request)
    customer = context["customer"]
    stored = queries.grade_of(actor, customer.pk)  # type: ignore[attr-defined]  # the page's own record
    return render_safe(
        "grading/panel.html",
        {
            "request": request,
            "customer": customer,
            "grade": stored,
            "placement": queries.placement_of(stored) if stored else None,
            "in_words": queries.in_words,
            "class_label": queries.class_label,
        },
    )


def worth_line(request: HttpRequest, **context: object) -> str | None:
    return _line(request, context, "worth")


def strategy_line(request: HttpRequest, **context: object) -> str | None:
    """What the cell's strategy says to do: the next step, and how to answer."""
    return _line(request, context, "strategy")


def _line(request: HttpRequest, context: dict[str, object], kind: str) -> str | None:
    actor = viewer(request)
    customer = context["customer"]
    stored = queries.grade_of(actor, customer.pk)  # type: ignore[attr-defined]  # the page's own record
    if stored is None:
        return None
    words = {
        "kind": kind,
        "customer": customer,
        "grade": stored,
        "placement": queries.placement_of(stored),
        "in_words": queries.in_words,
        "class_label": queries.class_label,
    }
    return render_safe("grading/lines.html", words)
