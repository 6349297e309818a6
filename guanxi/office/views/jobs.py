"""Background work: what runs, what ended and how."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guanxi.platform import queries
from guanxi.platform.jobs import cancel_job, label_of
from guanxi.web.pages import SignedInRequest, needs, page, toast

SHOWN = 100
OPEN = ("waiting", "running")


@needs("platform.see_jobs")
def jobs(request: SignedInRequest) -> HttpResponse:
    rows = list(queries.jobs(request.actor)[:SHOWN])
    return page(
        request,
        "office/jobs.html",
        {
            "running": [(row, label_of(row.name)) for row in rows if row.state in OPEN],
            "ended": [(row, label_of(row.name)) for row in rows if row.state not in OPEN],
            "parked": queries.parked_news(request.actor),
        },
    )


@needs("platform.see_jobs")
def job(request: SignedInRequest, key: int) -> HttpResponse:
    found = queries.job(request.actor, key)
    facts = [
        (name, value) for name, value in (found.result or {}).items() if isinstance(value, str | int | float)
    ]
    return page(
        request,
        "office/job.html",
        {
            "row": found,
            "label": label_of(found.name),
            "is_open": found.state in OPEN,
            "facts": facts,
            # What it has to say at its end, and the page on which one goes on.
            "said": (found.result or {}).get("said", ""),
            "then": (found.result or {}).get("then", ""),
        },
    )


@needs("platform.see_jobs", method="POST")
def cancel(request: SignedInRequest, key: int) -> HttpResponse:
    found = queries.job(request.actor, key)
    if cancel_job(request.actor, found.pk):
        toast(request, _("It stops within moments; what it wrote is taken back."), tone="info")
    else:
        toast(request, _("It had ended already."), tone="info")
    return redirect("office:job", key)
