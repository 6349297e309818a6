"""Background work of the customer file."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from guanxi.customers.actions import note_doubles, tell_followers, warn_of_expiry
from guanxi.customers.events import CustomerChanged, TouchLogged
from guanxi.customers.queries import ROLES, has_followers, paper, paper_words, records_to_compare
from guanxi.customers.rules.duplicates import find_doubles
from guanxi.platform.access.queries import system_actor
from guanxi.platform.exchange.files import store
from guanxi.platform.jobs import JobRun, job
from guanxi.web.papers import pdf

PRINT = "customers.print_papers"
SCAN = "customers.scan_doubles"


@job(PRINT, _("Print customer forms"))
def print_papers(run: JobRun, *, keys: Sequence[int], form: str, layout: str) -> Mapping[str, object]:
    """One PDF of many customers, kept among the files under its digest."""
    made = paper(run.actor, keys, form, layout, tell=run.progress)
    file = store([pdf(made, at=run.actor.now(), words=paper_words())])
    return {"rows": len(made.sheets), "digest": file.digest, "name": made.name}


@job(SCAN, _("Look for doubles"))
def scan_doubles(run: JobRun) -> Mapping[str, object]:
    """Compare all records the actor may merge; what is likely one customer waits on its page for a look."""
    compared = new = 0
    for at, kind in enumerate(ROLES):
        run.progress(at * 2, len(ROLES) * 2, gettext("Reading the records"))
        keys, table = records_to_compare(run.actor, kind)
        run.progress(
            at * 2 + 1, len(ROLES) * 2, gettext("Comparing %(count)s records") % {"count": len(keys)}
        )
        found = find_doubles(table, ROLES[kind])
        pairs = [
            (keys[one], keys[other], float(probability))
            for one, other, probability in zip(found.left, found.right, found.probability, strict=True)
        ]
        new += note_doubles(actor=run.actor, kind=kind, pairs=pairs)
        compared += len(keys)
    run.progress(len(ROLES) * 2, len(ROLES) * 2)
    return {"rows": compared, "new": new}


def tell_of_change(news: CustomerChanged) -> None:
    """Followers hear of the fields they chose; a customer nobody follows costs one question."""
    actor = system_actor("a followed customer changed")
    if news.customer_id is not None and has_followers(actor, news.customer_id):
        tell_followers(actor=actor, customer_id=news.customer_id, fields=news.fields)


def tell_of_touch(news: TouchLogged) -> None:
    actor = system_actor("a followed customer was in contact")
    if news.customer_id is not None and has_followers(actor, news.customer_id):
        tell_followers(actor=actor, customer_id=news.customer_id, channel=news.channel)


@app.periodic(cron="7 * * * *")
@app.task(name="guanxi.customers.tasks.watch_documents", queueing_lock="watch_documents", pass_context=False)
async def watch_documents(timestamp: int) -> None:  # noqa: ARG001 - the queue passes when it was due
    """Every hour, so that a day begins in every time zone; each warning is given once."""
    from asgiref.sync import sync_to_async

    await sync_to_async(warn_now)()


def warn_now() -> int:
    """Warn of documents that expire, by the system's clock. Returns how many."""
    return warn_of_expiry(actor=system_actor("documents"))
