"""Questions about work in the background."""

from collections.abc import Iterable

from guanxi.platform.access.types import Actor, Scope
from guanxi.platform.jobs import topic_of
from guanxi.platform.models import Job, Parked
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound

MOST_TOPICS = 100  # that one page may follow
_LONGEST = 19  # digits of a key


def jobs(actor: Actor) -> RecordQuerySet:
    """The newest first."""
    return Job.objects.visible_to(actor).select_related("owner").order_by("-id")


def job(actor: Actor, key: int) -> Job:
    """Raises NotFound."""
    found: Job | None = jobs(actor).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def job_at_work(actor: Actor, name: str) -> Job | None:
    """The one of this name that waits or runs, where the actor may see it."""
    at_work = jobs(actor).filter(name=name, state__in=(Job.State.WAITING, Job.State.RUNNING))
    found: Job | None = at_work.first()
    return found


def standings(actor: Actor, topics: Iterable[str]) -> dict[str, dict[str, object]]:
    """How the jobs among these topics stand now, as a push would tell it; without those one may not see."""
    parts = (topic.partition(":") for topic in topics)
    wanted = [int(key) for kind, _, key in parts if kind == "job" and key.isdecimal() and len(key) < _LONGEST]
    return {
        topic_of(found.pk): {
            "state": found.state,
            "done": found.done,
            "total": found.total,
            "message": found.message,
        }
        for found in Job.objects.visible_to(actor).filter(pk__in=wanted[:MOST_TOPICS])
    }


def parked_news(actor: Actor) -> int | None:
    """News that wait for another attempt; None for people who do not see all background work."""
    if actor.scope("platform.see_jobs") is not Scope.ALL:
        return None
    return Parked.objects.count()
