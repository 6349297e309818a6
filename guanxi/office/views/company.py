"""Pages of the company, and of the demo company's end."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guanxi.office.actions import close_tour
from guanxi.office.forms.people import CompanyForm
from guanxi.office.queries import demo
from guanxi.office.tasks import REMOVE_DEMO
from guanxi.office.views.editing import stale
from guanxi.platform.access.actions import edit_company
from guanxi.platform.access.queries import company
from guanxi.platform.jobs import start_job_alone
from guanxi.web.forms import form_page, submit
from guanxi.web.pages import SignedInRequest, needs, page, signed_in, toast


@needs("access.edit_company")
def company_page(request: SignedInRequest) -> HttpResponse:
    now = company()
    initial = {"name": now.name, "zone": now.zone, "currency": now.currency, "version": now.version}
    form = CompanyForm(request.POST or None, initial=initial)
    done = submit(
        request,
        form,
        lambda data: edit_company.tracked(actor=request.actor, values=data, version=data["version"]),
    )
    if done is None:
        told = {"demo": demo.is_there(request.actor), "changes": stale(request, form, now)}
        return form_page(request, "office/company.html", form, told)
    toast(request, _("Saved."), undo=done.change_set_id)
    return redirect("office:company")


@needs(demo.RIGHT)
def demo_page(request: SignedInRequest) -> HttpResponse:
    """What would go; by POST it goes, in the background."""
    if not demo.is_there(request.actor):
        return page(request, "office/demo.html", {"plan": None})
    if request.method == "POST":
        started = start_job_alone(request.actor, REMOVE_DEMO, {})
        if started is None:
            toast(request, _("The demo company is being removed already."), tone="info")
            return redirect("office:jobs")
        return redirect("office:job", started.pk)
    return page(request, "office/demo.html", {"plan": demo.plan(request.actor)})


@signed_in
def tour(request: SignedInRequest) -> HttpResponse:
    """Put the first steps away, or take them out again."""
    if request.method == "POST":
        done = close_tour.tracked(actor=request.actor, is_closed=request.POST.get("open") != "1")
        toast(request, _("You find the first steps again with Ctrl/⌘ K."), undo=done.change_set_id)
        return redirect("/")
    close_again = _("Show the first steps")
    return page(request, "office/tour_again.html", {"action": close_again})
