"""What the shell reads of its own."""

import json

from guanxi.platform.access.queries import system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet
from guanxi.web.models import SavedView


def saved_views(actor: Actor, list_name: str) -> RecordQuerySet:
    """One's own views of one list."""
    if actor.user_id is None:
        return SavedView.objects.none()
    return SavedView.objects.filter(owner_id=actor.user_id, list_name=list_name).order_by("title", "pk")


def saved_filters(list_name: str) -> list[object]:
    """The filters of everybody's views of a list: only which facts they read leaves the house."""
    kept = SavedView.objects.visible_to(system_actor("which facts are read")).filter(list_name=list_name)
    return [json.loads(text) for text in kept.order_by("pk").values_list("state__filter", flat=True) if text]
