"""A talk and what was told in it, in one step."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.sources import note_answers
from guanxi.customers.actions.touches import log_touch
from guanxi.customers.models import Customer, Source, Touch
from guanxi.customers.types import TouchDraft
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import verb


@verb(
    "customers.log_talk",
    label=_("Log a contact and what was told"),
    parts=(
        "customers.log_touch",
        "customers.note_answers",
        "customers.edit",
        "customers.edit_profile",
        "customers.state_source",
    ),
)
def log_talk(
    *,
    actor: Actor,
    customer: Customer,
    draft: TouchDraft,
    answers: Mapping[str, object],
    person: Customer | None = None,
    source: Source | None = None,
    incentive: str = "",
) -> Touch:
    """A row in the timeline, and the `answers` by field of the record; see log_touch and note_answers.

    What was just told stands, whoever edited the record meanwhile.
    Raises MergedAway, InTheFuture, CannotSave, NotAField.
    """
    touch = log_touch(actor=actor, customer=customer.pk, draft=draft, person=person.pk if person else None)
    note_answers(
        actor=actor,
        customer=customer.pk,
        answers=answers,
        source=source.pk if source else None,
        incentive=incentive,
    )
    return touch
