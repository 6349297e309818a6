"""Background work of analytics."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.analytics.actions import evaluate_customers
from guanxi.platform.access.types import Actor
from guanxi.platform.jobs import JobRun, job

STEPS = 3


@job("analytics.evaluate", label=gettext_lazy("Evaluate all customers"))
def run_evaluation(run: JobRun) -> Mapping[str, object]:
    """Bring the copy up to date, score every customer, write the traits. Ends where nobody ordered yet."""
    from guanxi.analytics.warehouse.refresh import refresh_warehouse

    actor: Actor = run.actor
    run.progress(0, STEPS, _("Copying what changed"))
    refreshed = refresh_warehouse(actor)
    run.progress(1, STEPS, _("Evaluating every customer"))
    report = evaluate_customers(actor=actor)
    run.progress(STEPS, STEPS, _("Done"))
    return {
        "rows_copied": sum(refreshed.rows.values()),
        "customers": report.customers,
        "changed": report.changed,
        "removed": report.removed,
        "as_of": report.as_of.isoformat(),
    }
