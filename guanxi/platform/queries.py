"""Questions about work in the background."""

from guanxi.platform.access.types import Actor, Scope
from guanxi.platform.models import Job, Parked
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound


def jobs(actor: Actor) -> RecordQuerySet:
    """The newest first."""
    return Job.objects.visible_to(actor).select_related("owner").order_by("-id")


def job(actor: Actor, key: int) -> Job:
    """Raises NotFound."""
    found: Job | None = jobs(actor).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def parked_news(actor: Actor) -> int | None:
    """News that wait for another attempt; None for people who do not see all background work."""
    if actor.scope("platform.see_jobs") is not Scope.ALL:
        return None
    return Parked.objects.count()
