"""Pages of risk events."""

from dataclasses import asdict
from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from guanxi.customers import queries
from guanxi.customers.actions import close_risk_event, edit_risk_event, open_risk_event, reopen_risk_event
from guanxi.customers.forms import CloseRiskForm, NewRiskForm, RiskForm
from guanxi.customers.tables import RISK_EVENTS
from guanxi.customers.types import RiskDraft
from guanxi.platform.verbs import NotFound
from guanxi.web.forms import form_page, submit
from guanxi.web.given import key_of
from guanxi.web.lists import list_page
from guanxi.web.pages import SignedInRequest, needs, page, toast, viewer
from guanxi.web.templating import render_safe

USUAL_DEADLINE = timedelta(days=14)


@needs("customers.see_risk_events")
def risk_list(request: SignedInRequest) -> HttpResponseBase:
    return list_page(request, RISK_EVENTS, "customers/risks/list.html")


@needs("customers.see_risk_events")
def risk_event(request: SignedInRequest, key: int) -> HttpResponse:
    found = queries.risk_event(request.actor, key)
    context = {
        "event": found,
        "today": request.actor.today(),
        "found": queries.recurrence(request.actor, found),
    }
    return page(request, "customers/risks/page.html", context)


@needs("customers.open_risk_event")
def new_risk_event(request: SignedInRequest) -> HttpResponse:
    """By hand, or from a document (`?document=12`) or customer (`?customer=7`) the actor may see."""
    document = _named(request, "document")
    customer = _named(request, "customer")
    if document is not None:
        queries.document(request.actor, document)
    today = request.actor.today()
    initial = {"happened_on": today, "due_on": today + USUAL_DEADLINE}
    asks = NewRiskForm if document is None and customer is None else RiskForm
    form = asks(request.POST or None, actor=request.actor, initial=initial)
    done = submit(
        request,
        form,
        lambda data: open_risk_event.tracked(
            actor=request.actor,
            draft=form.draft(),
            responsible=data["responsible"].pk,
            document=document,
            customer=data.get("customer") or customer,
        ),
    )
    if done is None:
        context = {"title": _("Open a risk event"), "cancel": resolve_url("customers:risk_events")}
        return form_page(request, "customers/form.html", form, context)
    toast(request, _("Opened."), undo=done.change_set_id)
    return redirect("customers:risk_events")


def _named(request: SignedInRequest, name: str) -> int | None:
    """The key in the address. Raises NotFound for what is no key."""
    given = request.GET.get(name)
    if not given:
        return None
    key = key_of(given)
    if key is None:
        raise NotFound
    return key


@needs("customers.edit_risk_event")
def edit_risk(request: SignedInRequest, key: int) -> HttpResponse:
    found = queries.risk_event(request.actor, key)
    names = asdict(RiskDraft("", found.happened_on, found.due_on))
    initial = {name: getattr(found, name) for name in names}
    initial |= {"responsible": found.responsible_id, "version": found.version}
    form = RiskForm(request.POST or None, actor=request.actor, initial=initial)
    done = submit(
        request,
        form,
        lambda data: edit_risk_event.tracked(
            actor=request.actor,
            risk_event=key,
            draft=form.draft(),
            responsible=data["responsible"].pk,
            version=data["version"],
        ),
    )
    if done is None:
        cancel = resolve_url("customers:risk_event", key)
        return form_page(request, "customers/form.html", form, {"title": str(found), "cancel": cancel})
    toast(request, _("Saved."), undo=done.change_set_id)
    return redirect("customers:risk_event", key)


@needs("customers.close_risk_event")
def close_risk(request: SignedInRequest, key: int) -> HttpResponse:
    found = queries.risk_event(request.actor, key)
    form = CloseRiskForm(request.POST or None, initial={"version": found.version})
    done = submit(
        request, form, lambda data: close_risk_event.tracked(actor=request.actor, risk_event=key, **data)
    )
    if done is None:
        cancel = resolve_url("customers:risk_event", key)
        context = {"event": found, "cancel": cancel, "found": queries.recurrence(request.actor, found)}
        return form_page(request, "customers/risks/close.html", form, context)
    toast(request, _("Closed."), undo=done.change_set_id)
    return redirect("customers:risk_event", key)


@needs("customers.reopen_risk_event", method="POST")
def reopen_risk(request: SignedInRequest, key: int) -> HttpResponse:
    done = reopen_risk_event.tracked(actor=request.actor, risk_event=key)
    toast(request, _("Open again."), undo=done.change_set_id)
    return redirect("customers:risk_event", key)


def risks_card(request: HttpRequest, **_context: object) -> str:
    """Home: risk events whose deadline has passed."""
    actor = viewer(request)
    overdue = list(queries.overdue_risk_events(actor)[:6])
    if not overdue:
        return ""
    return render_safe("customers/risks/card.html", {"request": request, "overdue": overdue})
