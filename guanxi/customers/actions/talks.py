"""A talk and what was told in it, in one step."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.sources import note_answers
from guanxi.customers.actions.touches import log_touch
from guanxi.customers.models import Customer, Source, Touch
from guanxi.customers.types import NextStep, TouchDraft
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import verb
from guanxi.work.actions import set_follow_up


@verb(
    "customers.log_talk",
    label=_("Log a contact, what was told and what comes next"),
    parts=(
        "customers.log_touch",
        "customers.note_answers",
        "customers.edit",
        "customers.edit_profile",
        "customers.state_source",
        "work.set_follow_up",
    ),
)
def log_talk(
    *,
    actor: Actor,
    customer: Customer,
    draft: TouchDraft,
    answers: Mapping[str, object] | None = None,
    next_step: NextStep | None = None,
    person: Customer | None = None,
    source: Source | None = None,
    incentive: str = "",
) -> Touch:
    """A row in the timeline, the `answers` by field of the record, and a follow-up for oneself.

    What was just told stands, whoever edited the record meanwhile.
    Raises MergedAway, InTheFuture, CannotSave, NotAField, CannotPlan.
    """
    touch = log_touch(actor=actor, customer=customer.pk, draft=draft, person=person.pk if person else None)
    if answers:
        note_answers(
            actor=actor,
            customer=customer.pk,
            answers=answers,
            source=source.pk if source else None,
            incentive=incentive,
        )
    if next_step:
        about = ("customer", customer.pk)
        set_follow_up(actor=actor, title=next_step.title, due_on=next_step.due_on, subject=about)
    return touch
