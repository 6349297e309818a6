"""Sharing a record with a colleague. No verbs: whether one may, the area of the record decides in its own."""

from datetime import datetime

from guanxi.platform.access.models import Share
from guanxi.platform.access.types import Actor


def give_share(
    *, actor: Actor, user: int, subject: tuple[str, int], reason: str = "", until: datetime | None = None
) -> Share:
    """From now on the person reaches the record like an own one; again: until the new moment.

    Call it inside a verb that has loaded the record through its policy.
    """
    kind, key = subject
    found: Share | None = Share.objects.filter(user_id=user, subject_type=kind, subject_id=key).first()
    if found is not None:
        found.change({"until_at": until, "reason": reason, "given_by_id": actor.user_id}, actor=actor)
        return found
    made: Share = Share.objects.create(
        user_id=user,
        subject_type=kind,
        subject_id=key,
        given_by_id=actor.user_id,
        at=actor.now(),
        until_at=until,
        reason=reason,
    )
    return made


def end_share(*, user: int, subject: tuple[str, int]) -> bool:
    """Whether there was one. As `give_share`, inside a verb that has loaded the record."""
    kind, key = subject
    rows = Share.objects.filter(user_id=user, subject_type=kind, subject_id=key)
    return bool(rows.delete()[0])
