"""What the shell reads of its own."""

from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet
from guanxi.web.models import SavedView


def saved_views(actor: Actor, list_name: str) -> RecordQuerySet:
    """One's own views of one list."""
    if actor.user_id is None:
        return SavedView.objects.none()
    return SavedView.objects.filter(owner_id=actor.user_id, list_name=list_name).order_by("title", "pk")
