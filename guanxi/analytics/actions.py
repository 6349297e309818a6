"""The verbs of analytics: evaluating every customer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from guanxi.analytics.events import CustomersScored
from guanxi.analytics.models import Evaluation
from guanxi.analytics.types import EvaluationReport
from guanxi.platform.access.types import Actor
from guanxi.platform.bus import tell
from guanxi.platform.verbs import Refused, right, verb

if TYPE_CHECKING:
    from guanxi.analytics.warehouse.refresh import RefreshReport

right("analytics.see_scorecard", _("See the customer scorecard (figures of the whole company)"))


class NothingToEvaluate(Refused):
    sentence = _("There are no orders yet. Import your orders first; then every customer can be evaluated.")


class NoCopyYet(Refused):
    sentence = _("The copy for evaluation was not made yet. Refresh it first.")


def refresh(actor: Actor) -> RefreshReport:
    """Bring the warehouse up to what is committed now; see `warehouse.refresh`. Raises Forbidden."""
    from guanxi.analytics.warehouse.refresh import refresh_warehouse

    return refresh_warehouse(actor)


@verb("analytics.evaluate", label=_("Evaluate all customers"))
def evaluate_customers(*, actor: Actor, as_of: datetime | None = None) -> EvaluationReport:
    """RFM, life-cycle stage, 80/20 class and figures of every customer, as of a moment, written as traits.

    Without `as_of` it is the moment of the last order known. Judges by the warehouse as last refreshed.
    Raises NothingToEvaluate, NoCopyYet.
    """
    # DuckDB and Ibis take a second to load; only the process that evaluates pays for it.
    from guanxi.analytics.scorecard.figures import figures
    from guanxi.analytics.scoring.computing import COUNTED, compute, counts
    from guanxi.analytics.scoring.computing import as_of as known_until
    from guanxi.analytics.scoring.writing import write_scores
    from guanxi.analytics.warehouse.reader import NoWarehouse, opened

    try:
        with opened() as warehouse:
            when = known_until(warehouse, as_of, actor.zone)
            if when is None:
                raise NothingToEvaluate
            scores = compute(warehouse, when)
            counted = {name: counts(warehouse, scores, name) for name in COUNTED}
            card = figures(warehouse, scores)
            changed, removed = write_scores(warehouse, scores, actor.now())
            refreshed_at = warehouse.refreshed_at
    except NoWarehouse as problem:
        raise NoCopyYet from problem
    evaluation = Evaluation.objects.create(
        as_of=when.moment,
        as_of_on=when.day,
        refreshed_at=refreshed_at,
        customers=sum(counted["pareto"].values()),
        figures=card,
    )
    tell(CustomersScored(evaluation_id=evaluation.pk, customers=evaluation.customers, changed=changed))
    return EvaluationReport(
        as_of=when.moment,
        as_of_on=when.day,
        customers=evaluation.customers,
        changed=changed,
        removed=removed,
        stages=counted["stage"],
        rfm=counted["rfm"],
        rfm_groups=counted["rfm_group"],
        pareto=counted["pareto"],
        scorecard=card,
    )
