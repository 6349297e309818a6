"""What a customer said or showed of itself."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guanxi.customers import queries
from guanxi.customers.actions import delete_statement, edit_statement, record_statement
from guanxi.customers.forms import StatementForm
from guanxi.customers.views.saving import about_of, save_page
from guanxi.web.pages import SignedInRequest, needs, toast


@needs("customers.record_statement")
def new_statement(request: SignedInRequest, key: int) -> HttpResponse:
    """`?kind=need` chooses beforehand."""
    actor, customer = request.actor, queries.customer(request.actor, key)
    form = StatementForm(
        request.POST or None,
        people=queries.speakers(actor, key),
        touches=queries.occasions(actor, key),
        initial={"kind": request.GET.get("kind") or "need", "on": actor.today()},
    )
    return save_page(
        request,
        form,
        lambda _data: record_statement.tracked(
            actor=actor,
            customer=key,
            draft=form.draft(),
            person=form.key_of("person"),
            touch=form.key_of("touch"),
        ),
        title=_("What %(name)s needs, thinks or expects") % {"name": customer},
        back=about_of(key),
    )


@needs("customers.edit_statement")
def change_statement(request: SignedInRequest, key: int) -> HttpResponse:
    actor, statement = request.actor, queries.statement(request.actor, key)
    form = StatementForm(
        request.POST or None,
        people=queries.speakers(actor, statement.customer_id, also=statement.person_id),
        touches=queries.occasions(actor, statement.customer_id, also=statement.touch_id),
        initial={name: getattr(statement, name) for name in StatementForm.base_fields},
    )
    return save_page(
        request,
        form,
        lambda data: edit_statement.tracked(
            actor=actor,
            statement=key,
            draft=form.draft(),
            version=data["version"],
            person=form.key_of("person"),
            touch=form.key_of("touch"),
        ),
        title=_("What %(name)s needs, thinks or expects") % {"name": statement.customer},
        back=about_of(statement.customer_id),
    )


@needs("customers.delete_statement", method="POST")
def remove_statement(request: SignedInRequest, key: int) -> HttpResponse:
    statement = queries.statement(request.actor, key)
    done = delete_statement.tracked(actor=request.actor, statement=key)
    toast(request, _("Deleted."), undo=done.change_set_id)
    return redirect(about_of(statement.customer_id))
