"""Touches: the timeline of what took place with a customer."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.api.operations import Operation, Task, one, to_record
from guanxi.api.resources import Resource
from guanxi.customers import queries
from guanxi.customers.actions import delete_touch, edit_touch, log_touch
from guanxi.customers.forms import TouchForm, TouchWordsForm
from guanxi.platform.verbs import Done

NONE = 0  # the key of no customer: only the fields are looked at


def _log(task: Task, form: TouchForm) -> Done[Any]:
    return log_touch.tracked(
        actor=task.actor,
        customer=task.record.pk,
        draft=form.draft(task.actor),
        person=form.person_key(),
    )


def _logged(task: Task, data: Any) -> TouchForm:  # Any: as a browser would send it, or none
    return TouchForm(task.actor, task.record.pk if task.record else NONE, data)


def _edit(task: Task, form: TouchWordsForm) -> Done[Any]:
    return edit_touch.tracked(actor=task.actor, touch=task.record.pk, values=form.cleaned_data)


OF_CUSTOMER = Operation(verb=log_touch, word="touches", makes="touches", asks=one(_logged), does=_log)

TOUCHES = Resource(
    name="touches",
    label=_("Timeline"),
    area="customers.touch",
    subject="touch",
    rows=queries.touches,
    one=queries.touch,
    sorts={"id": "id", "at": "at"},
    sort="id",
    operations=(
        Operation(
            verb=edit_touch,
            method="PATCH",
            asks=one(lambda _task, data: TouchWordsForm(data)),
            is_partial=True,
            does=_edit,
        ),
        Operation(
            verb=delete_touch,
            method="DELETE",
            does=to_record(delete_touch, "touch"),
        ),
    ),
)
