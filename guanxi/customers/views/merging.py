"""Records side by side, their merge, and taking one apart."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from guanxi.customers import queries
from guanxi.customers.actions import MergedAway, merge_customers, unmerge_customers
from guanxi.customers.forms.merging import MergeInput
from guanxi.platform.verbs import NotFound, Refused, Stale
from guanxi.web.pages import SignedInRequest, needs, page, toast, viewer
from guanxi.web.templating import render_safe


@needs("customers.merge")
def merge(request: SignedInRequest) -> HttpResponse:
    """`?key=..&key=..&survivor=..` side by side; a POST of `keys` from a list, or of ticked records to be
    put `beside` each other, comes here first.
    """
    if "keys" in request.POST or "beside" in request.POST:
        return redirect(_address([*request.POST.getlist("keys"), *request.POST.getlist("key")]))
    given = MergeInput.read(request.POST if request.method == "POST" else request.GET)
    if request.method != "POST":
        return _side_by_side(request, given)
    try:
        done = merge_customers.tracked(
            actor=request.actor,
            customers=list(given.keys),
            survivor=given.survivor,
            choices=given.choices,
            versions=given.versions,
        )
    except NotFound:
        raise
    except Refused as refused:
        return _side_by_side(request, given, refused)
    text = ngettext(
        "One record. %(num)s entry went along.", "One record. %(num)s entries went along.", done.result.moved
    )
    toast(request, text % {"num": done.result.moved}, undo=done.change_set_id)
    return redirect("customers:page", done.result.survivor)


def _address(keys: list[str]) -> str:
    return f"{resolve_url('customers:merge')}?{urlencode([('key', key) for key in keys])}"


def _side_by_side(
    request: SignedInRequest, given: MergeInput, refused: Refused | None = None
) -> HttpResponse:
    actor = request.actor
    records = queries.to_merge(actor, given.keys)
    standing = given.survivor if given.survivor in given.keys else queries.likeliest(records)
    others = [c.pk for c in records if c.pk != standing]
    changed = [
        change for c in records for change in queries.meanwhile(actor, c, given.versions.get(c.pk, c.version))
    ]
    context = {
        "records": records,
        "survivor": standing,
        "fields": queries.side_by_side(actor, records, standing, given.choices),
        "consequences": queries.consequences(actor, standing, others) if others else [],
        "address": _address([str(c.pk) for c in records]),
        "without": {c.pk: _address([str(o.pk) for o in records if o is not c]) for c in records},
        "refusal": str(refused) if refused else "",
        "meanwhile": changed if isinstance(refused, Stale | MergedAway) else [],
        "gone": [(c, into) for c in records if (into := queries.standing(actor, c)) is not None],
        "problem": queries.unmergeable(records),
    }
    return page(request, "customers/merge.html", context, status=409 if refused else 200)


@needs("customers.unmerge", method="POST")
def unmerge(request: SignedInRequest, key: int) -> HttpResponse:
    """`key` is a merge; everything it put together stands on its own again."""
    found = queries.merge_of(request.actor, key)
    done = unmerge_customers.tracked(actor=request.actor, merge=found.pk)
    left = len(done.result.conflicts)
    text = _("Taken apart.")
    if left:
        text = ngettext(
            "Taken apart. %(num)s entry was changed since and stays where it is.",
            "Taken apart. %(num)s entries were changed since and stay where they are.",
            left,
        ) % {"num": left}
    toast(request, text, undo=done.change_set_id, tone="warning" if left else "done")
    return redirect("customers:page", done.result.survivor)


def merged_panel(request: HttpRequest, **context: object) -> str | None:
    """What went into this record, each with the way back. None when nothing did."""
    actor = viewer(request)
    customer = context["customer"]
    if not getattr(customer, "has_merges", True):
        return None
    merges = list(queries.merges_into(actor, customer.pk))  # type: ignore[attr-defined]  # the page's own record
    if not merges:
        return None
    return render_safe("customers/merged_panel.html", {"merges": merges, "request": request})
