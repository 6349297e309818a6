"""Doubles told while one types, and disputes about customers."""

from collections.abc import Mapping

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from guanxi.customers import queries
from guanxi.customers.actions import (
    AskedTooOften,
    answer_clash,
    claim_customer,
    decide_dispute,
    stop_sharing,
    withdraw_dispute,
)
from guanxi.customers.forms.clashes import TYPED, ClaimForm, DecisionForm
from guanxi.customers.rules.identity import identity_keys
from guanxi.customers.types import Claim, MaskedClash
from guanxi.platform.access.types import Actor, Scope
from guanxi.platform.verbs import Refused
from guanxi.web.forms import form_page, submit
from guanxi.web.given import key_of
from guanxi.web.pages import SignedInRequest, needs, page, toast, viewer
from guanxi.web.templating import render, render_safe


@needs("customers.answer_clash", method="POST")
def told_doubles(request: SignedInRequest) -> HttpResponse:
    """What is on file already of what stands in the form; a piece of a page, empty when nothing is."""
    kind = "person" if request.GET.get("kind") == "person" else "organisation"
    typed = {name: request.POST.get(name, "")[:300] for name in TYPED}
    found = _told(request, kind, typed)
    return HttpResponse(render("customers/clashes.html", {**found, "request": request}))


def stopped(
    request: SignedInRequest, form: BaseForm, kind: str, name: str | None = None
) -> dict[str, object]:
    """For the page of a new record: what stopped its save, and that the reason is asked for now.

    `name`: where it does not stand in the field `name`.
    """
    if not (form.has_error("even_so") or form["even_so"].value()):
        return {}
    typed = {field: request.POST.get(field, "")[:300] for field in TYPED}
    typed |= {} if name is None else {"name": name[:300]}
    return {"asks_even_so": True, **_told(request, kind, typed)}


def _told(request: SignedInRequest, kind: str, typed: Mapping[str, str]) -> dict[str, object]:
    """What is on file of it: one's own by name, of others only that they are."""
    actor = request.actor
    refusal, masked = "", list[MaskedClash]()
    try:
        if actor.may("customers.answer_clash"):
            masked = answer_clash(actor=actor, kind=kind, typed=typed)
    except AskedTooOften as refused:
        refusal = str(refused)
    return {
        "doubles": queries.doubles_in_reach(actor, identity_keys(kind, typed)),
        "masked": masked,
        "refusal": refusal,
        "contact_at": key_of(request.GET.get("organisation", "")),
    }


@needs("customers.claim")
def claim(request: SignedInRequest, key: int) -> HttpResponse:
    """`key` is the answer one was given."""
    answer = queries.clash_answer(request.actor, key)
    form = ClaimForm(request.POST or None)
    done = submit(
        request,
        form,
        lambda data: claim_customer.tracked(actor=request.actor, answer=key, evidence=data["evidence"]),
    )
    if done is None:
        context = {
            "title": _("Claim %(name)s") % {"name": answer.typed or _("a customer")},
            "cancel": resolve_url("customers:list"),
            "button_words": _("Claim it"),
        }
        return form_page(request, "customers/form.html", form, context)
    toast(request, _("Claimed. A manager decides, and both sides are told."), undo=done.change_set_id)
    return redirect("customers:disputes")


@needs("customers.see_disputes")
def dispute_list(request: SignedInRequest) -> HttpResponse:
    rows = list(queries.disputes(request.actor)[:200])
    names = queries.names(request.actor, {row.customer_id for row in rows})
    return page(request, "customers/disputes.html", {"rows": rows, "names": names})


@needs("customers.see_disputes")
def dispute_page(request: SignedInRequest, key: int) -> HttpResponse:
    """The claim, what the timeline says of both sides, and for a superior the decision."""
    actor = request.actor
    found = queries.dispute(actor, key)
    form = DecisionForm(request.POST or None)
    done = submit(
        request,
        form,
        lambda data: decide_dispute.tracked(
            actor=actor, dispute=key, decision=data["decision"], reason=data["reason"]
        ),
    )
    if done is None:
        return form_page(request, "customers/dispute.html", form, _about(actor, found))
    toast(request, _("Decided. Both sides are told."), undo=done.change_set_id)
    return redirect("customers:disputes")


def _about(actor: Actor, found: Claim) -> dict[str, object]:
    """Name and touches of the customer only for those who see it."""
    return {
        "dispute": found,
        "name": queries.names(actor, [found.customer_id]).get(found.customer_id),
        "touches": list(queries.timeline(actor, found.customer_id)[:10]),
        "may_decide": queries.to_decide(actor).filter(pk=found.pk).exists(),
        "is_mine": found.claimant_id == actor.user_id,
    }


@needs("customers.withdraw_dispute", method="POST")
def withdraw(request: SignedInRequest, key: int) -> HttpResponse:
    done = withdraw_dispute.tracked(actor=request.actor, dispute=key)
    toast(request, _("Withdrawn."), undo=done.change_set_id)
    return redirect("customers:disputes")


@needs("customers.end_share", method="POST")
def end_sharing(request: SignedInRequest, key: int) -> HttpResponse:
    """`key` is the customer; `user` the colleague who shares it so far."""
    user = key_of(request.POST.get("user", "")) or 0
    queries.customer(request.actor, key)  # NotFound for a stranger's
    try:
        done = stop_sharing.tracked(actor=request.actor, customer=key, user=user)
    except Refused as refused:
        toast(request, str(refused), tone="warning")
    else:
        toast(request, _("Shared no more."), undo=done.change_set_id)
    return redirect("customers:page", key)


def shares_panel(request: HttpRequest, **context: object) -> str | None:
    """With whom the customer's owner shares it. None for most customers, without a question."""
    customer = context["customer"]
    if not getattr(customer, "has_shares", True):
        return None
    actor = viewer(request)
    shares = list(queries.shares(actor, customer.pk))  # type: ignore[attr-defined]  # the page's own record
    if not shares:
        return None
    may_end = actor.scope("customers.end_share") > Scope.OWN
    context = {"shares": shares, "customer": customer, "may_end": may_end, "request": request}
    return render_safe("customers/shares_panel.html", context)


def disputes_card(request: HttpRequest, **_context: object) -> str | None:
    """Home: what waits for this person's decision. None when nothing does."""
    actor = viewer(request)
    rows = list(queries.to_decide(actor)[:5])
    if not rows:
        return None
    return render_safe("customers/disputes_card.html", {"rows": rows, "request": request})
