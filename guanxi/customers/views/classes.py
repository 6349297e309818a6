"""The class of a customer and its treatment: step, competitors it buys from, reports it owes."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guanxi.customers import queries
from guanxi.customers.actions import (
    classify_customer,
    edit_ladder,
    edit_owed_report,
    edit_rival_purchase,
    end_owed_report,
    end_rival_purchase,
    move_on_ladder,
    owe_report,
    receive_report,
    record_rival_purchase,
)
from guanxi.customers.forms import (
    ClassForm,
    EndForm,
    LadderForm,
    OwedReportForm,
    ReceivedForm,
    RivalPurchaseForm,
    StepForm,
)
from guanxi.customers.views.saving import about_of, save_page
from guanxi.web.forms import form_page, submit
from guanxi.web.pages import SignedInRequest, needs, toast


@needs("customers.classify")
def change_class(request: SignedInRequest, key: int) -> HttpResponse:
    """Potential, existing, lost (when, why, to whom) or channel partner."""
    customer, stored = queries.customer(request.actor, key), queries.profile(request.actor, key)
    initial = {
        "archive_class": customer.archive_class,
        "lost_on": stored.lost_on if stored else None,
        "lost_reason": stored.lost_reason if stored else "",
        "competitor": stored.lost_to_id if stored else None,
    }
    form = ClassForm(request.actor, request.POST or None, initial=initial)
    return save_page(
        request,
        form,
        lambda data: classify_customer.tracked(
            actor=request.actor,
            customer=key,
            archive_class=data["archive_class"],
            lost=form.lost(request.actor),
            competitor=form.competitor_key(),
        ),
        title=_("Archive class of %(name)s") % {"name": customer},
        back=about_of(key),
    )


@needs("customers.climb")
def change_step(request: SignedInRequest, key: int) -> HttpResponse:
    customer = queries.customer(request.actor, key)
    initial = {"step": customer.ladder_step_id, "on": request.actor.today()}
    form = StepForm(request.actor, request.POST or None, initial=initial)
    return save_page(
        request,
        form,
        lambda data: move_on_ladder.tracked(
            actor=request.actor,
            customer=key,
            step=data["step"].pk if data["step"] else None,
            on=data["on"],
        ),
        title=_("Step of %(name)s on the ladder") % {"name": customer},
        back=about_of(key),
    )


@needs("customers.record_rival_purchase", "customers.see_competitors")
def new_rival_purchase(request: SignedInRequest, key: int) -> HttpResponse:
    customer = queries.customer(request.actor, key)
    form = RivalPurchaseForm(request.actor, request.POST or None)
    return save_page(
        request,
        form,
        lambda _data: record_rival_purchase.tracked(
            actor=request.actor, customer=key, draft=form.draft(), competitor=form.competitor_key()
        ),
        title=_("What %(name)s buys from a competitor") % {"name": customer},
        back=about_of(key),
    )


@needs("customers.end_rival_purchase")
def finish_rival_purchase(request: SignedInRequest, key: int) -> HttpResponse:
    purchase = queries.rival_purchase(request.actor, key)
    form = EndForm(request.POST or None, initial={"on": request.actor.today()})
    return save_page(
        request,
        form,
        lambda data: end_rival_purchase.tracked(actor=request.actor, purchase=key, on=data["on"]),
        title=_("It no longer buys from %(name)s") % {"name": purchase.competitor},
        back=about_of(purchase.customer_id),
    )


@needs("customers.edit_rival_purchase", "customers.see_competitors")
def change_rival_purchase(request: SignedInRequest, key: int) -> HttpResponse:
    purchase = queries.rival_purchase(request.actor, key)
    initial = {name: getattr(purchase, name) for name in RivalPurchaseForm.base_fields}
    form = RivalPurchaseForm(request.actor, request.POST or None, initial=initial)
    return save_page(
        request,
        form,
        lambda data: edit_rival_purchase.tracked(
            actor=request.actor,
            purchase=key,
            draft=form.draft(),
            competitor=form.competitor_key(),
            version=data["version"],
        ),
        title=_("What %(name)s buys from a competitor") % {"name": purchase.customer},
        back=about_of(purchase.customer_id),
    )


@needs("customers.owe_report")
def new_owed_report(request: SignedInRequest, key: int) -> HttpResponse:
    partner = queries.customer(request.actor, key)
    form = OwedReportForm(
        request.POST or None, initial={"every": "month", "since_on": request.actor.today().replace(day=1)}
    )
    return save_page(
        request,
        form,
        lambda _data: owe_report.tracked(actor=request.actor, partner=key, draft=form.draft()),
        title=_("A report %(name)s owes") % {"name": partner},
        back=about_of(key),
    )


@needs("customers.edit_owed_report")
def change_owed_report(request: SignedInRequest, key: int) -> HttpResponse:
    report = queries.owed_report(request.actor, key)
    initial = {name: getattr(report, name) for name in OwedReportForm.base_fields}
    form = OwedReportForm(request.POST or None, initial=initial)
    return save_page(
        request,
        form,
        lambda data: edit_owed_report.tracked(
            actor=request.actor, report=key, draft=form.draft(), version=data["version"]
        ),
        title=_("A report %(name)s owes") % {"name": report.partner},
        back=about_of(report.partner_id),
    )


@needs("customers.end_owed_report")
def finish_owed_report(request: SignedInRequest, key: int) -> HttpResponse:
    report = queries.owed_report(request.actor, key)
    form = EndForm(request.POST or None, initial={"on": request.actor.today()})
    return save_page(
        request,
        form,
        lambda data: end_owed_report.tracked(actor=request.actor, report=key, on=data["on"]),
        title=_("No longer owed: %(name)s") % {"name": report},
        back=about_of(report.partner_id),
    )


@needs("customers.receive_report", method="POST")
def report_received(request: SignedInRequest, key: int) -> HttpResponse:
    """The report for one period has come today."""
    report = queries.owed_report(request.actor, key)
    form = ReceivedForm(request.POST)
    done = submit(request, form, lambda data: receive_report.tracked(actor=request.actor, report=key, **data))
    if done is None:
        toast(request, _("No report is waited for of this period."), tone="warning")
    else:
        toast(request, _("Received."), undo=done.change_set_id)
    return redirect(about_of(report.partner_id))


@needs("ladder.edit_steps")
def ladder(request: SignedInRequest) -> HttpResponse:
    """The company's own steps: their order, their names, which are in use."""
    form = LadderForm(list(queries.ladder(request.actor)), request.POST or None)
    done = submit(
        request,
        form,
        lambda _data: edit_ladder.tracked(actor=request.actor, steps=form.wanted(), seen=form.seen_keys()),
    )
    if done is None:
        return form_page(request, "customers/ladder.html", form, {"counts": queries.on_steps(request.actor)})
    toast(request, _("Saved."), undo=done.change_set_id)
    return redirect("customers:ladder")
