"""The journal's pages: who did what, what it changed, and its undo."""

from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from guanxi.office.queries.journal import record_names, undo_preview, verb_choices, verb_label, what_changed
from guanxi.platform.access.queries import colleagues
from guanxi.platform.journal import queries
from guanxi.platform.journal.actions import UndoConflicts, undo_change_set
from guanxi.web.given import key_of
from guanxi.web.pages import SignedInRequest, needs, page, toast

PER_PAGE = 50


@needs("journal.see")
def journal(request: SignedInRequest) -> HttpResponse:
    """The newest first; `before` is the key of the last one seen."""
    wanted = {name: request.GET.get(name, "").strip() for name in ("person", "verb", "before")}
    rows = queries.change_sets(request.actor)
    person, before = key_of(wanted["person"]), key_of(wanted["before"])
    if person is not None:
        rows = rows.filter(actor_id=person)
    if wanted["verb"]:
        # No verb's name holds a NUL, and PostgreSQL takes none.
        rows = rows.none() if "\0" in wanted["verb"] else rows.filter(verb=wanted["verb"])
    if before is not None:
        rows = rows.filter(pk__lt=before)
    # The house looked, and found nothing to do: no news for anybody.
    found = list(queries.with_row_counts(rows).exclude(actor=None, rows=0)[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    names = record_names(request.actor, shown)
    return page(
        request,
        "office/journal.html",
        {
            "entries": [(entry, verb_label(entry.verb), names[entry.pk]) for entry in shown],
            "mine": str(request.actor.user_id),
            "next_before": shown[-1].pk if len(found) > PER_PAGE else None,
            "most": queries.MOST_COUNTED,
            "people": [("", _("Everybody")), *((str(u.pk), u.name) for u in colleagues(request.actor))],
            "verbs": [("", _("Everything")), *verb_choices()],
            **wanted,
        },
    )


@needs("journal.see")
def change_set(request: SignedInRequest, key: int) -> HttpResponse:
    found = queries.change_set(request.actor, key)
    return page(
        request,
        "office/change_set.html",
        {
            "entry": found,
            "label": verb_label(found.verb),
            "tables": what_changed(request.actor, found),
            "may_undo": queries.may_undo(request.actor, found),
            "undone_by": getattr(found, "undone_by", None),
        },
    )


@needs("journal.undo", "journal.see")
def undo_last(request: SignedInRequest) -> HttpResponse:
    """To the undo of one's own latest change; where there is none, to one's changes."""
    found = queries.last_undoable(request.actor)
    if found is not None:
        return redirect("office:undo", found.pk)
    toast(request, _("You have changed nothing that can be undone."), tone="info")
    return redirect(f"{resolve_url('office:journal')}?person={request.actor.user_id}")


@needs("journal.undo", "journal.see")
def undo(request: SignedInRequest, key: int) -> HttpResponse:
    """First the sentence of what will come back and what stands in the way; by POST it is done."""
    found = queries.change_set(request.actor, key)
    if request.method == "POST":
        try:
            done = undo_change_set.tracked(
                actor=request.actor, change_set=key, leave_conflicts=request.POST.get("rest") == "1"
            )
        except UndoConflicts as conflicts:
            toast(request, conflicts.sentence, tone="warning")
            return redirect("office:undo", key)
        toast(request, _("Undone."), undo=done.change_set_id)
        run = key_of(request.POST.get("run", ""))
        if run is not None:
            return redirect("office:import_run", run)
        return redirect("office:change_set", key)
    if not queries.may_undo(request.actor, found):
        return redirect("office:change_set", key)
    return page(
        request,
        "office/undo.html",
        {"entry": found, "label": verb_label(found.verb), "preview": undo_preview(request.actor, found)},
    )
