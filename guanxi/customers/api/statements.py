"""Statements: what customers said or showed of themselves."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.api.operations import Operation, Task, one, to_record
from guanxi.api.resources import Resource
from guanxi.customers import queries
from guanxi.customers.actions import delete_statement, edit_statement, record_statement
from guanxi.customers.forms import StatementForm
from guanxi.platform.verbs import Done

NONE = 0  # the key of no customer: only the fields are looked at


def _record(task: Task, form: StatementForm) -> Done[Any]:
    return record_statement.tracked(
        actor=task.actor,
        customer=task.record.pk,
        draft=form.draft(),
        person=form.key_of("person"),
        touch=form.key_of("touch"),
    )


def _recorded(task: Task, data: Any) -> StatementForm:  # Any: as a browser would send it, or none
    customer = task.record.pk if task.record else NONE
    return StatementForm(
        data, people=queries.speakers(task.actor, customer), touches=queries.occasions(task.actor, customer)
    )


def _edit(task: Task, form: StatementForm) -> Done[Any]:
    return edit_statement.tracked(
        actor=task.actor,
        statement=task.record.pk,
        draft=form.draft(),
        person=form.key_of("person"),
        touch=form.key_of("touch"),
    )


def _edited(task: Task, data: Any) -> StatementForm:  # Any: as a browser would send it, or none
    if task.record is None:
        return _recorded(task, data)
    customer, person, touch = task.record.customer_id, task.record.person_id, task.record.touch_id
    stands = {name: getattr(task.record, name) for name in ("kind", "text", "on", "source")}
    return StatementForm(
        data,
        people=queries.speakers(task.actor, customer, also=person),
        touches=queries.occasions(task.actor, customer, also=touch),
        initial={**stands, "person": person, "touch": touch},
    )


OF_CUSTOMER = Operation(
    verb=record_statement, word="statements", makes="statements", asks=one(_recorded), does=_record
)

STATEMENTS = Resource(
    name="statements",
    label=_("What customers said"),
    area="customers.statement",
    subject="statement",
    rows=queries.statements_in_reach,
    one=queries.statement,
    sorts={"id": "id", "on": "on"},
    sort="id",
    operations=(
        Operation(verb=edit_statement, method="PATCH", asks=one(_edited), does=_edit),
        Operation(
            verb=delete_statement,
            method="DELETE",
            does=to_record(delete_statement, "statement"),
        ),
    ),
)
