"""What customers said or showed of themselves."""

from dataclasses import asdict

from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.refusals import (
    CannotSave,
    check_choice,
    check_day,
    check_given,
    check_no_card,
    fitting,
)
from guanxi.customers.models import Customer, Statement, Touch
from guanxi.customers.types import StatementDraft
from guanxi.kit.text import clean_lines
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import expect_version, verb


@verb("customers.record_statement", label=_("Note a need, attitude or expectation"))
def record_statement(
    *,
    actor: Actor,
    customer: Customer,
    draft: StatementDraft,
    person: Customer | None = None,
    touch: Touch | None = None,
) -> Statement:
    """One more line of the history; earlier ones stay. Raises CannotSave."""
    values = _checked(actor, customer.pk, draft, touch)
    made: Statement = Statement.objects.create(
        customer=customer, person=person, by_id=actor.user_id, **values
    )
    return made


@verb("customers.edit_statement", label=_("Edit a statement"))
def edit_statement(
    *,
    actor: Actor,
    statement: Statement,
    draft: StatementDraft,
    person: Customer | None = None,
    touch: Touch | None = None,
    version: int | None = None,
) -> Statement:
    """Of one that was noted wrongly; a customer that thinks otherwise today makes another one.

    Raises Stale, CannotSave.
    """
    expect_version(statement, version)
    values = _checked(actor, statement.customer_id, draft, touch)
    statement.change({**values, "person": person}, actor=actor)
    return statement


@verb("customers.delete_statement", label=_("Delete a statement noted by mistake"))
def delete_statement(*, actor: Actor, statement: Statement) -> None:
    statement.delete()


def _checked(actor: Actor, customer_id: int, draft: StatementDraft, touch: Touch | None) -> dict[str, object]:
    check_no_card(asdict(draft))
    check_choice("kind", draft.kind, Statement.Kind.values)
    check_choice("source", draft.source, Statement.Source.values)
    check_day("on", draft.on, latest=actor.today())
    if touch is not None and customer_id not in (touch.customer_id, touch.person_id):
        raise CannotSave(fields={"touch": _("This contact was with somebody else.")})
    with fitting():
        return {
            "kind": draft.kind,
            "text": check_given("text", clean_lines(draft.text, 5_000)),
            "on": draft.on,
            "source": draft.source,
            "touch": touch,
        }
