"""Background work of the exchange."""

import time
from collections.abc import Mapping

import msgspec
from django.utils.translation import gettext_lazy as _

from guanxi.platform.exchange.actions import CannotImport, run_import
from guanxi.platform.exchange.queries import dry_run
from guanxi.platform.exchange.queries import import_run as find_run
from guanxi.platform.exchange.readers import CannotRead
from guanxi.platform.exchange.types import Tick
from guanxi.platform.jobs import JobRun, job


@job("exchange.check", _("Check a file to import"))
def check(run: JobRun, *, import_run: int) -> Mapping[str, object]:
    found = find_run(run.actor, import_run)
    try:
        report = dry_run(run.actor, found, _ticker(run, found.rows))
    except CannotRead as problem:
        raise CannotImport(problem.sentence) from problem
    return {"report": msgspec.to_builtins(report)}


@job("exchange.run", _("Import a file"))
def carry_out(run: JobRun, *, import_run: int) -> Mapping[str, object]:
    report = run_import(
        actor=run.actor, run=import_run, tick=_ticker(run, find_run(run.actor, import_run).rows)
    )
    return {"report": msgspec.to_builtins(report)}


def _ticker(run: JobRun, rows: int) -> Tick:
    """Progress in rows of the file, each of which is read, checked and written."""
    total = max(1, rows)
    return _paced(lambda part, words: run.progress(int(part * total), total, words))


def _paced(tell_progress: Tick, *, seconds: float = 0.3) -> Tick:
    """Passes on at most one tick in so many seconds, and the last."""
    told = 0.0

    def tick(part: float, words: str) -> None:
        nonlocal told
        now = time.monotonic()
        if part >= 1 or now - told >= seconds:
            told = now
            tell_progress(part, words)

    return tick
