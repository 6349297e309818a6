"""Background work of analytics."""

from collections.abc import Mapping

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.analytics.actions import evaluate_customers
from guanxi.commerce.events import OrdersImported
from guanxi.office.events import DemoRemoved
from guanxi.platform.access.queries import system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.jobs import JobRun, job, start_job_alone
from guanxi.platform.journal.events import ChangeSetUndone

STEPS = 3


@job("analytics.evaluate", label=gettext_lazy("Evaluate all customers"))
def run_evaluation(run: JobRun) -> Mapping[str, object]:
    """Bring the copy up to date, score every customer, write the traits. Ends where nobody ordered yet."""
    from guanxi.analytics.warehouse.refresh import refresh_warehouse

    actor: Actor = run.actor
    _wait_for_the_evaluation_at_work()
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


def _wait_for_the_evaluation_at_work() -> None:
    """One at a time: an older view of the orders must never be written over a newer one."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('analytics.evaluate'))")


def evaluate_after_import(_news: OrdersImported) -> None:
    """New orders change what every customer is worth."""
    _evaluate_once(system_actor("orders were imported"))


def evaluate_after_undo(news: ChangeSetUndone) -> None:
    """Orders that were taken back count no more."""
    if news.verb == "exchange.run_import":
        _evaluate_once(system_actor("an import was undone"))


def evaluate_after_demo(_news: DemoRemoved) -> None:
    """What was made up counts no more."""
    _evaluate_once(system_actor("the demo company was removed"))


def _evaluate_once(actor: Actor) -> None:
    """One evaluation that waits is enough for many changes: it sees them all."""
    start_job_alone(actor, "analytics.evaluate", {}, is_running_enough=False)
