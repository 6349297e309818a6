"""Verbs on follow-ups."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from guanxi.kit.cards import names_card
from guanxi.kit.dates import is_no_day
from guanxi.kit.text import TextTooLong, clean, clean_lines
from guanxi.platform.access.models import User
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Refused, right, verb
from guanxi.work.models import FollowUp

right("work.see", _("See follow-ups"))


class CannotPlan(Refused):
    sentence = _("This follow-up cannot be saved as it is.")


@verb("work.set_follow_up", label=_("Set a follow-up"))
def set_follow_up(
    *,
    actor: Actor,
    title: str,
    due_on: date,
    note: str = "",
    owner: User | None = None,
    subject: tuple[str, int] | None = None,
) -> FollowUp:
    """For oneself unless `owner` is named. `subject` is the kind and key of the record it is about.

    Raises CannotPlan.
    """
    doer = owner or User.objects.filter(pk=actor.user_id).first()
    if doer is None:
        raise CannotPlan(fields={"owner": _("Choose who is to do it.")})
    _check_day(due_on)
    if names_card(title) or names_card(note):
        raise CannotPlan(
            fields={"note": _("Never write down a card's whole number: the last four digits are enough.")}
        )
    try:
        words, text = clean(title, 200), clean_lines(note, 20_000)
    except TextTooLong as problem:
        raise CannotPlan(fields={"title": _("This text is too long.")}) from problem
    if not words:
        raise CannotPlan(fields={"title": _("Say in a few words what is to be done.")})
    made: FollowUp = FollowUp.objects.create(
        title=words,
        note=text,
        due_on=due_on,
        owner=doer,
        team_id=doer.team_id,
        subject_type=subject[0] if subject else "",
        subject_id=subject[1] if subject else None,
        created_at=actor.now(),
        updated_at=actor.now(),
    )
    return made


@verb("work.finish_follow_up", label=_("Finish a follow-up"))
def finish_follow_up(*, actor: Actor, follow_up: FollowUp) -> FollowUp:
    if follow_up.done_at is None:
        follow_up.change({"done_at": max(actor.now(), follow_up.created_at)}, actor=actor)
    return follow_up


@verb("work.reopen_follow_up", label=_("Reopen a follow-up"))
def reopen_follow_up(*, actor: Actor, follow_up: FollowUp) -> FollowUp:
    follow_up.change({"done_at": None}, actor=actor)
    return follow_up


@verb("work.move_follow_up", label=_("Move a follow-up to another day"))
def move_follow_up(*, actor: Actor, follow_up: FollowUp, due_on: date) -> FollowUp:
    """Raises CannotPlan."""
    _check_day(due_on)
    follow_up.change({"due_on": due_on}, actor=actor)
    return follow_up


def _check_day(due_on: date) -> None:
    if is_no_day(due_on):
        raise CannotPlan(fields={"due_on": _("This day stands for “never” or “unknown”. Choose a day.")})
