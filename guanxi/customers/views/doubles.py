"""Likely doubles of the whole file: look for them, look at them, merge them or say that they are two."""

from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.customers import queries
from guanxi.customers.actions import keep_apart, merge_customers, unmerge_customers
from guanxi.customers.forms.merging import MergeInput, picked_groups
from guanxi.customers.queries import SCAN
from guanxi.platform.access.types import Actor
from guanxi.platform.jobs import start_job_alone
from guanxi.platform.queries import job_at_work
from guanxi.platform.verbs import Refused
from guanxi.web.given import keys_of
from guanxi.web.pages import SignedInRequest, needs, page, toast

SHOWN = 30
TOGETHER = 50  # groups on the page for many at once


@needs("customers.merge")
def doubles_found(request: SignedInRequest) -> HttpResponse:
    """The groups that wait for a look, and when the file was last looked through."""
    groups = queries.double_groups(request.actor, limit=SHOWN + 1)
    context = {
        "groups": groups[:SHOWN],
        "has_more": len(groups) > SHOWN,
        "clear": sum(group.is_clear for group in groups),
        "looked": queries.looked(request.actor),
    }
    return page(request, "customers/doubles.html", context)


@needs("customers.scan_doubles", method="POST")
def scan(request: SignedInRequest) -> HttpResponse:
    """One at a time: it reads the whole file."""
    started = start_job_alone(request.actor, SCAN, {})
    if started is None:
        toast(request, _("A look for doubles is under way already."), tone="info")
        started = job_at_work(request.actor, SCAN)
    return redirect("office:job", started.pk) if started else redirect("customers:doubles_found")


@needs("customers.keep_apart", method="POST")
def apart(request: SignedInRequest) -> HttpResponse:
    given = MergeInput.read(request.POST)
    done = keep_apart.tracked(actor=request.actor, customers=list(given.keys))
    toast(request, _("Noted: they are different customers."), undo=done.change_set_id)
    return redirect("customers:doubles_found")


@needs("customers.merge")
def clear_doubles(request: SignedInRequest) -> HttpResponse:
    """Groups in which every two records are most likely one customer: chosen and confirmed together."""
    if request.method == "POST":
        return _merge_together(request)
    groups = queries.clear_groups(request.actor, limit=TOGETHER)
    rows = [(group, queries.likeliest(group.records)) for group in groups]
    records = sum(len(group.records) for group in groups)
    return page(request, "customers/clear_doubles.html", {"rows": rows, "records": records})


def _merge_together(request: SignedInRequest) -> HttpResponse:
    """Each group is a merge of its own: what one refuses does not hold up the others."""
    done: list[int] = []
    refused: list[str] = []
    for given in picked_groups(request.POST)[:TOGETHER]:
        try:
            made = merge_customers.tracked(
                actor=request.actor,
                customers=list(given.keys),
                survivor=given.survivor,
                versions=given.versions,
            )
        except Refused as refusal:
            refused.append(str(refusal))
        else:
            done.append(made.change_set_id)
    text = ngettext("%(num)s group merged.", "%(num)s groups merged.", len(done)) % {"num": len(done)}
    if refused:
        skipped = ngettext("%(num)s skipped: %(why)s", "%(num)s skipped: %(why)s", len(refused))
        text += " " + skipped % {"num": len(refused), "why": " ".join(dict.fromkeys(refused))}
    toast(request, text, tone="warning" if refused else "done")
    if not done:
        return redirect("customers:clear_doubles")
    return redirect(f"{resolve_url('customers:merged_together')}?{urlencode([('set', key) for key in done])}")


@needs("customers.merge")
def merged_together(request: SignedInRequest) -> HttpResponse:
    """What was just merged, each with the way back, and the way back for all."""
    sets = keys_of(request.GET.getlist("set")[:TOGETHER])
    merges = list(queries.merges_in(request.actor, sets))
    return page(request, "customers/merged_together.html", {"merges": merges})


@needs("customers.unmerge", method="POST")
def part_together(request: SignedInRequest) -> HttpResponse:
    keys = keys_of(request.POST.getlist("merge")[:TOGETHER])
    refused = [why for why in (_part(request.actor, key) for key in keys) if why]
    parted = len(keys) - len(refused)
    text = ngettext("%(num)s merge taken apart.", "%(num)s merges taken apart.", parted) % {"num": parted}
    toast(request, " ".join([text, *dict.fromkeys(refused)]), tone="warning" if refused else "done")
    return redirect("customers:doubles_found")


def _part(actor: Actor, key: int) -> str:
    """Why this one was not taken apart; empty when it was."""
    try:
        unmerge_customers(actor=actor, merge=key)
    except Refused as refusal:
        return str(refusal)
    return ""
