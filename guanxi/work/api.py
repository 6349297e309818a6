"""What programs read and write of what is to be done."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.api.operations import Operation, Task, one, to_record
from guanxi.api.resources import Resource
from guanxi.platform.verbs import Done
from guanxi.work import queries
from guanxi.work.actions import finish_follow_up, move_follow_up, reopen_follow_up, set_follow_up
from guanxi.work.forms import FollowUpAboutForm, MoveForm


def _set(task: Task, form: FollowUpAboutForm) -> Done[Any]:
    data = form.cleaned_data
    return set_follow_up.tracked(
        actor=task.actor,
        title=data["title"],
        due_on=data["due_on"],
        note=data["note"],
        owner=data["owner"].pk if data["owner"] else None,
        subject=form.subject(),
    )


FOLLOW_UPS = Resource(
    name="follow_ups",
    label=_("Follow-ups"),
    area="work",
    subject="follow_up",
    rows=queries.follow_ups,
    one=queries.follow_up,
    sorts={"due_on": "due_on"},
    sort="due_on",
    operations=(
        Operation(
            verb=set_follow_up,
            asks=one(lambda task, data: FollowUpAboutForm(data, actor=task.actor)),
            names={"owner_id": "owner"},
            does=_set,
        ),
        Operation(
            verb=finish_follow_up,
            word="finish",
            does=to_record(finish_follow_up, "follow_up"),
        ),
        Operation(
            verb=reopen_follow_up,
            word="reopen",
            does=to_record(reopen_follow_up, "follow_up"),
        ),
        Operation(
            verb=move_follow_up,
            word="move",
            asks=one(lambda _task, data: MoveForm(data)),
            does=to_record(move_follow_up, "follow_up", "due_on"),
        ),
    ),
)
