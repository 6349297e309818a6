"""Background work of administration."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from guanxi.office.actions import remove_demo
from guanxi.platform.jobs import JobRun, job

REMOVE_DEMO = "office.remove_demo"


@job(REMOVE_DEMO, _("Remove the demo company"))
def remove(run: JobRun) -> Mapping[str, object]:
    """All in one transaction: cancelled or killed, nothing is gone."""
    plan = remove_demo(actor=run.actor, tell_progress=run.progress)
    return {"rows": plan.rows, "accounts": plan.accounts}
