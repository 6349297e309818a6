"""Background work of the customer file."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from guanxi.customers.queries import paper, paper_words
from guanxi.platform.exchange.files import store
from guanxi.platform.jobs import JobRun, job
from guanxi.web.papers import pdf

PRINT = "customers.print_papers"


@job(PRINT, _("Print customer forms"))
def print_papers(run: JobRun, *, keys: Sequence[int], form: str, layout: str) -> Mapping[str, object]:
    """One PDF of many customers, kept among the files under its digest."""
    made = paper(run.actor, keys, form, layout, tell=run.progress)
    file = store([pdf(made, at=run.actor.now(), words=paper_words())])
    return {"rows": len(made.sheets), "digest": file.digest, "name": made.name}
