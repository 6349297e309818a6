"""What a customer said or showed of itself."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guanxi.customers import queries
from guanxi.customers.actions import delete_statement, record_statement
from guanxi.customers.forms import StatementForm
from guanxi.customers.views.saving import about_of, save_page
from guanxi.web.pages import SignedInRequest, needs, toast

TOUCHES_OFFERED = 20


@needs("customers.record_statement")
def new_statement(request: SignedInRequest, key: int) -> HttpResponse:
    """`?kind=need` chooses beforehand."""
    actor, customer = request.actor, queries.customer(request.actor, key)
    form = StatementForm(
        request.POST or None,
        people=queries.people_of(actor, key),
        touches=queries.latest_touches(actor, key, TOUCHES_OFFERED),
        initial={"kind": request.GET.get("kind") or "need", "on": actor.today()},
    )
    return save_page(
        request,
        form,
        lambda data: record_statement.tracked(
            actor=actor,
            customer=key,
            draft=form.draft(),
            person=data["person"].pk if data["person"] else None,
            touch=data["touch"].pk if data["touch"] else None,
        ),
        title=_("What %(name)s needs, thinks or expects") % {"name": customer},
        back=about_of(key),
    )


@needs("customers.delete_statement", method="POST")
def remove_statement(request: SignedInRequest, key: int) -> HttpResponse:
    statement = queries.statement(request.actor, key)
    done = delete_statement.tracked(actor=request.actor, statement=key)
    toast(request, _("Deleted."), undo=done.change_set_id)
    return redirect(about_of(statement.customer_id))
