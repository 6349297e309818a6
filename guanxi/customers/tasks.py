"""Background work of the customer file."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from guanxi.customers.actions import (
    ask_for_reviews,
    begin_scan,
    compare_all,
    compare_changed,
    scan_records,
    tell_followers,
    warn_of_expiry,
)
from guanxi.customers.events import ContactLeft, CustomerChanged, LadderClimbed, TouchLogged
from guanxi.customers.queries import (
    ROLES,
    SCAN,
    double_groups,
    has_followers,
    paper,
    paper_words,
    records_to_compare,
    sweep_header,
    sweep_rows,
)
from guanxi.customers.rules.filing import CONTACT_LEFT
from guanxi.platform.access.queries import system_actor
from guanxi.platform.exchange.files import keep, new_file, store
from guanxi.platform.exchange.writers import write_csv
from guanxi.platform.jobs import JobRun, job, start_job_alone
from guanxi.platform.types import News
from guanxi.web.papers import pdf

PRINT = "customers.print_papers"
SWEEP = "customers.sweep_days"
COMPARE = "customers.compare_many"
TOLD_EVERY: Final = 1_000  # rows
MOST_HERE: Final = 200  # changed records that are compared in the process that hears of them
MOST_COUNTED: Final = 500  # groups of doubles
MOST_SINGLE: Final = 20_000  # from here on a look at the whole file costs less than one at each


@job(PRINT, _("Print customer forms"))
def print_papers(run: JobRun, *, keys: Sequence[int], form: str, layout: str) -> Mapping[str, object]:
    """One PDF of many customers, kept among the files under its digest."""
    made = paper(run.actor, keys, form, layout, tell=run.progress)
    file = store([pdf(made, at=run.actor.now(), words=paper_words())])
    return {"rows": len(made.sheets), "digest": file.digest, "name": made.name}


@job(SWEEP, _("Sweep of stored days"))
def sweep_days(run: JobRun) -> Mapping[str, object]:
    """Everything the sweep finds as one table, however long, kept among the files under its digest."""

    def told() -> Iterator[list[str]]:
        for at, row in enumerate(sweep_rows(run.actor)):
            if at % TOLD_EVERY == 0:
                run.progress(at, 0, gettext("Sweep of stored days"))
            yield row

    with new_file() as path:
        written = write_csv(path, sweep_header(), told())
        file = keep(path)
    name = f"{gettext('Sweep of stored days')} {run.actor.today().isoformat()}.csv"
    return {"rows": written.rows, "digest": file.digest, "name": name}


@job(SCAN, _("Look for doubles"))
def scan_doubles(run: JobRun) -> Mapping[str, object]:
    """Compare all records the actor may merge; what is likely one customer waits on its page for a look."""
    begin_scan()
    compared = new = 0
    for at, kind in enumerate(ROLES):
        run.progress(at * 2, len(ROLES) * 2, gettext("Reading the records"))
        keys, table = records_to_compare(run.actor, kind)
        run.progress(
            at * 2 + 1, len(ROLES) * 2, gettext("Comparing %(count)s records") % {"count": len(keys)}
        )
        new += scan_records(actor=run.actor, kind=kind, keys=keys, table=table)
        compared += len(keys)
    run.progress(len(ROLES) * 2, len(ROLES) * 2)
    groups = len(double_groups(run.actor, limit=MOST_COUNTED + 1))
    return {"rows": compared, "new": new, "said": _found_words(groups), "then": "customers:doubles_found"}


def _found_words(groups: int) -> str:
    if not groups:
        return gettext("No likely doubles wait for a look.")
    if groups > MOST_COUNTED:
        return gettext("More than %(num)s groups of likely doubles wait for a look.") % {"num": MOST_COUNTED}
    words = ngettext(
        "%(num)s group of likely doubles waits for a look.",
        "%(num)s groups of likely doubles wait for a look.",
        groups,
    )
    return words % {"num": groups}


@job(COMPARE, _("Look for doubles of changed customers"))
def compare_many(run: JobRun) -> Mapping[str, object]:
    """After a large import: each new record is compared; where most of the file is new, the whole file is."""
    done = compare_changed(actor=run.actor, most=MOST_SINGLE)
    return {"rows": compare_all(actor=run.actor) if done is None else done}


def compare_soon(_news: News) -> None:
    """A customer is new or changed: it and whatever else changed meanwhile is compared with the file.

    A few are compared at once, a large import in a process of its own.
    """
    actor = system_actor("doubles")
    if compare_changed(actor=actor, most=MOST_HERE) is None:
        start_job_alone(actor, COMPARE, {})


def tell_of_change(news: CustomerChanged) -> None:
    """Followers hear of the fields they chose; a customer nobody follows costs one question."""
    actor = system_actor("a followed customer changed")
    if news.customer_id is not None and has_followers(actor, news.customer_id):
        tell_followers(actor=actor, customer_id=news.customer_id, fields=news.fields)


def tell_of_step(news: LadderClimbed) -> None:
    actor = system_actor("a followed customer moved on the ladder")
    if news.customer_id is not None and has_followers(actor, news.customer_id):
        tell_followers(actor=actor, customer_id=news.customer_id, fields=("ladder_step_id",))


def tell_of_leaving(news: ContactLeft) -> None:
    actor = system_actor("a contact person of a followed customer left")
    if news.customer_id is not None and has_followers(actor, news.customer_id):
        tell_followers(actor=actor, customer_id=news.customer_id, fields=(CONTACT_LEFT,))


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


@app.periodic(cron="17 */6 * * *")
@app.task(name="guanxi.customers.tasks.watch_reviews", queueing_lock="watch_reviews", pass_context=False)
async def watch_reviews(timestamp: int) -> None:  # noqa: ARG001 - the queue passes when it was due
    """Four times a day, for not every machine runs at night; who was asked is not asked again."""
    from asgiref.sync import sync_to_async

    await sync_to_async(ask_now)()


def ask_now() -> int:
    """Ask for reviews of cards that are due, by the system's clock. Returns how many."""
    return ask_for_reviews(actor=system_actor("reviews"))
