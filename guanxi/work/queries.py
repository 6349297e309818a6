"""Questions about what is to be done."""

from django.db.models import F

from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound
from guanxi.work.models import FollowUp


def follow_ups(actor: Actor) -> RecordQuerySet:
    """Open follow-ups the actor may see, the most urgent first."""
    return (
        FollowUp.objects.visible_to(actor)
        .filter(done_at=None)
        .select_related("owner")
        .order_by("due_on", "pk")
    )


def follow_up(actor: Actor, key: int) -> FollowUp:
    """One, done or open. Raises NotFound."""
    found: FollowUp | None = FollowUp.objects.visible_to(actor).filter(pk=key).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def due_today(actor: Actor) -> RecordQuerySet:
    """The actor's own open follow-ups of today and before."""
    return follow_ups(actor).filter(owner_id=actor.user_id, due_on__lte=actor.today())


def coming(actor: Actor) -> RecordQuerySet:
    """The actor's own open follow-ups after today."""
    return follow_ups(actor).filter(owner_id=actor.user_id, due_on__gt=actor.today())


def follow_ups_about(actor: Actor, subject_type: str, subject_id: int) -> RecordQuerySet:
    """Follow-ups of one record, open ones first."""
    return (
        FollowUp.objects.visible_to(actor)
        .filter(subject_type=subject_type, subject_id=subject_id)
        .select_related("owner")
        .order_by(F("done_at").desc(nulls_first=True), "due_on", "pk")
    )
