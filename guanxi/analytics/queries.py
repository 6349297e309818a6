"""Questions about evaluations: the latest one, a customer's traits, the rows behind a figure."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from guanxi.analytics.models import CustomerScore, Evaluation
from guanxi.commerce.queries import orders
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import Forbidden


def evaluations(actor: Actor) -> RecordQuerySet:
    """All evaluations, the newest first."""
    return Evaluation.objects.visible_to(actor).order_by("-pk")


def latest_evaluation(actor: Actor) -> Evaluation | None:
    found: Evaluation | None = evaluations(actor).first()
    return found


def scores(actor: Actor, customer_ids: Iterable[int]) -> dict[int, CustomerScore]:
    """Traits of those customers among them whom the actor may see."""
    found = CustomerScore.objects.visible_to(actor).filter(customer_id__in=list(customer_ids))
    return {score.customer_id: score for score in found.order_by("pk")}


def score_of(actor: Actor, customer_id: int) -> CustomerScore | None:
    return scores(actor, (customer_id,)).get(customer_id)


def orders_between(actor: Actor, first: date, last: date, *, kind: str | None = None) -> RecordQuerySet:
    """Orders and returns of a period of company days, both ends included, newest first."""
    zone = ZoneInfo(actor.zone)
    begin = datetime.combine(first, time.min, zone).astimezone(UTC)
    end = datetime.combine(last + timedelta(days=1), time.min, zone).astimezone(UTC)
    found = orders(actor).filter(ordered_at__gte=begin, ordered_at__lt=end)
    return found.filter(kind=kind) if kind else found


def scorecard(actor: Actor, as_of: datetime | None = None) -> dict[str, object]:
    """The scorecard's figures from the warehouse as it stands, without writing anything.

    Raises Forbidden, NoWarehouse; empty where nobody ordered by then.
    """
    if not actor.may("analytics.see_scorecard"):
        raise Forbidden
    from guanxi.analytics.scorecard.figures import figures
    from guanxi.analytics.scoring.computing import as_of as known_until
    from guanxi.analytics.scoring.computing import compute
    from guanxi.analytics.warehouse.reader import opened

    with opened() as warehouse:
        when = known_until(warehouse, as_of, actor.zone)
        return figures(warehouse, compute(warehouse, when)) if when else {}
