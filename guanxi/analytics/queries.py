"""Questions about evaluations: the latest one, a customer's traits, the rows behind a figure."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction

from django.utils.translation import get_language

from guanxi.analytics.models import CustomerScore, Evaluation
from guanxi.analytics.rules import stage_of
from guanxi.analytics.types import Purchases
from guanxi.kit.dates import company_day
from guanxi.platform.access.types import Actor
from guanxi.platform.models import Job
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.slots import Mark
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


def reason_of(actor: Actor, score: CustomerScore) -> str:
    """Why a customer stands in its stage, in the reader's language; empty without a stage."""
    if not (score.stage and score.first_order_on and score.last_order_on):
        return ""
    staged = stage_of(
        Purchases(
            score.first_order_on, score.last_order_on, score.purchase_days, score.recent, score.earlier
        ),
        company_day(score.as_of, actor.zone),
        Fraction(score.gap_span, score.gap_steps),
    )
    return staged.zh if (get_language() or "").startswith("zh") else staged.en


def failure(actor: Actor, since: Evaluation | None) -> str:
    """Why the latest attempt failed, if it came after the evaluation shown; else nothing."""
    ended = Job.objects.visible_to(actor, "analytics.evaluate").filter(name="analytics.evaluate")
    last: Job | None = ended.order_by("-pk").first()
    if last is None or last.state != Job.State.FAILED or last.finished_at is None:
        return ""
    return "" if since is not None and since.created_at > last.finished_at else last.message


def stage_marks(actor: Actor, keys: Sequence[int]) -> dict[int, Mark]:
    """The badge of these customers: the life-cycle stage in words."""
    rows = (
        CustomerScore.objects.visible_to(actor)
        .filter(customer_id__in=keys, stage__isnull=False)
        .order_by("customer_id")
        .values_list("customer_id", "stage")
    )
    return {key: Mark(stage, str(CustomerScore.Stage(stage).label)) for key, stage in rows}


def slipping_away(actor: Actor, *, own: bool) -> RecordQuerySet:
    """Customers who buy less than before or nothing any more, the dearest first; `own`: only the actor's."""
    found = CustomerScore.objects.visible_to(actor).filter(stage__in=("declining", "dormant"))
    return (
        (found.filter(customer__owner_id=actor.user_id) if own else found)
        .select_related("customer__owner")
        .order_by("-net_revenue", "pk")
    )


def running_evaluation(actor: Actor) -> Job | None:
    """The evaluation at work now, or waiting to start, if the actor may start one himself."""
    return _last_evaluation(actor, Job.State.WAITING, Job.State.RUNNING)


def _last_evaluation(actor: Actor, *states: str) -> Job | None:
    jobs = Job.objects.visible_to(actor, "analytics.evaluate")
    found: Job | None = jobs.filter(name="analytics.evaluate", state__in=states).order_by("-pk").first()
    return found


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
