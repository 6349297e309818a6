"""Likely doubles of the whole file: look for them, look at them, merge them or say that they are two."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guanxi.customers import queries
from guanxi.customers.actions import keep_apart
from guanxi.customers.forms.merging import MergeInput
from guanxi.customers.tasks import SCAN
from guanxi.platform.jobs import start_job
from guanxi.web.pages import SignedInRequest, needs, page, toast

SHOWN = 30


@needs("customers.merge")
def doubles_found(request: SignedInRequest) -> HttpResponse:
    """The groups that wait for a look."""
    groups = queries.double_groups(request.actor, limit=SHOWN + 1)
    return page(
        request, "customers/doubles.html", {"groups": groups[:SHOWN], "has_more": len(groups) > SHOWN}
    )


@needs("customers.scan_doubles", method="POST")
def scan(request: SignedInRequest) -> HttpResponse:
    started = start_job(request.actor, SCAN, {})
    return redirect("office:job", started.pk)


@needs("customers.keep_apart", method="POST")
def apart(request: SignedInRequest) -> HttpResponse:
    given = MergeInput.read(request.POST)
    done = keep_apart.tracked(actor=request.actor, customers=list(given.keys))
    toast(request, _("Noted: they are different customers."), undo=done.change_set_id)
    return redirect("customers:doubles_found")
