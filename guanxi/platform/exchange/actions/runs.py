"""Verbs of importing: upload, choose columns, check, run, stop."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec
from django.db import connection
from django.utils.translation import gettext_lazy as _

from guanxi.kit.text import clean
from guanxi.platform.access.types import Actor
from guanxi.platform.bus import tell
from guanxi.platform.exchange.actions.refusals import (
    AtWork,
    CannotImport,
    ImportedAlready,
    NotMapped,
    UnknownTarget,
)
from guanxi.platform.exchange.events import FileImported
from guanxi.platform.exchange.models import ImportRun
from guanxi.platform.exchange.queries import decide, guessed_mapping, report_of
from guanxi.platform.exchange.readers import CannotRead, Source
from guanxi.platform.exchange.reading import can_be_asked, open_run
from guanxi.platform.exchange.targets import Target, target_named
from guanxi.platform.exchange.types import ImportReport, StoredFile, Tick
from guanxi.platform.jobs import start_job
from guanxi.platform.journal.queries import who_changed
from guanxi.platform.merging import hold_records_apart
from guanxi.platform.models import Job
from guanxi.platform.verbs import Forbidden, current_change_set, right, verb

log = logging.getLogger(__name__)
MOST_CORRECTED = 2_000  # rows
LONGEST_CORRECTION = 20_000  # characters
_TABLE = ImportRun._meta.db_table  # noqa: SLF001 - the documented model API

right("exchange.see_imports", _("See imports"))


def log_progress(part: float, words: str) -> None:
    """The Tick of work nobody watches."""
    log.debug("%.0f %% %s", part * 100, words)


@verb("exchange.upload", label=_("Upload a file to import"), undo="never")
def start_import(*, actor: Actor, file: StoredFile, name: str, target: str) -> ImportRun:
    """Take a stored file in and propose its columns. Raises CannotImport with the reader's sentence."""
    chosen = _usable(actor, target)
    run = ImportRun(
        target=chosen.name,
        file_name=clean(name)[-255:] or "file",
        file_digest=file.digest,
        file_size=file.size,
        options=chosen.defaults(),
        owner_id=actor.user_id,
        team_id=next(iter(actor.team_ids), None),
        created_at=actor.now(),
        updated_at=actor.now(),
    )
    source = _opened(run)
    run.rows = source.row_estimate
    run.mapping, more = proposed(chosen, source, {})
    run.options |= more
    run.save()
    return run


@verb("exchange.read_differently", label=_("Choose the sheet or header of a file to import"), undo="never")
def read_differently(*, actor: Actor, run: ImportRun, reading: Mapping[str, str]) -> ImportRun:
    """Another sheet, header row or encoding: the columns are proposed anew. Raises CannotImport, AtWork."""
    _at_rest(run)
    if not can_be_asked(reading):
        raise CannotImport(_("A file cannot be read in this way. Choose what the page offers."))
    run.reading = dict(reading)
    source = _opened(run)
    mapping, more = proposed(_usable(actor, run.target), source, {})
    ImportRun.objects.filter(pk=run.pk).update(
        reading=run.reading,
        mapping=mapping,
        options={**run.options, **more},
        rows=source.row_estimate,
        corrections={},
        left_out=[],
        state=ImportRun.State.UPLOADED,
        check_job=None,
    )
    run.refresh_from_db()
    return run


@verb("exchange.map", label=_("Choose the columns of a file to import"), undo="never")
def map_import(
    *, actor: Actor, run: ImportRun, mapping: Mapping[str, str], options: Mapping[str, str]
) -> ImportRun:
    """`mapping`: target column -> the file's column. Raises NotMapped, AtWork, ImportedAlready."""
    _at_rest(run)
    target = _usable(actor, run.target)
    header = _opened(run).header
    chosen = {c.key: mapping[c.key] for c in target.columns if mapping.get(c.key)}
    problems: dict[str, object] = {
        key: _("The file has no column with this name.") for key, name in chosen.items() if name not in header
    }
    problems |= {
        c.key: _("This column is needed.")
        for c in target.columns
        if target.needs(c, options) and c.key not in chosen
    }
    for group in target.one_of:
        if not any(key in chosen for key in group):
            problems[group[0]] = _("One of these columns is needed: {columns}.").format(
                columns=", ".join(str(target.column(key).label) for key in group)
            )
    problems |= _unheard_of(mapping, [c.key for c in target.columns])
    problems |= _unheard_of(options, [o.key for o in target.options])
    problems |= {
        o.key: _("This is none of the choices.") for o in target.options if not o.offers(o.chosen(options))
    }
    if problems:
        raise NotMapped(fields=problems)  # type: ignore[arg-type]  # lazy sentences
    run.change(
        {
            "mapping": chosen,
            "options": {o.key: o.chosen(options) for o in target.options},
            "state": ImportRun.State.MAPPED,
            "check_job_id": None,
            "job_id": None,
        },
        actor=actor,
    )
    return run


def _unheard_of(given: Mapping[str, str], known: Sequence[str]) -> dict[str, object]:
    """What was misspelt must not be passed over: the file would be read another way than it was told to."""
    words = _("There is nothing of this name here; there are: {names}.").format(names=", ".join(known))
    return {name: words for name in given if name not in known}


@verb("exchange.correct", label=_("Correct cells of a file to import"), undo="never")
def correct_import(
    *,
    actor: Actor,
    run: ImportRun,
    cells: Mapping[int, Mapping[str, str]],
    left_out: Mapping[int, bool] | None = None,
) -> ImportRun:
    """`cells`: position of the row -> column of the file -> its text; `left_out`: position -> out or in.

    The file itself stays as it came.

    Raises AtWork, ImportedAlready.
    """
    _at_rest(run)
    _usable(actor, run.target)
    kept = {str(at): dict(found) for at, found in run.corrections.items()}
    for at, found in cells.items():
        kept.setdefault(str(at), {}).update({name: text[:LONGEST_CORRECTION] for name, text in found.items()})
    moved = left_out or {}
    out = sorted({*run.left_out, *(at for at in moved if moved[at])} - {at for at in moved if not moved[at]})
    if len(kept) > MOST_CORRECTED or len(out) > MOST_CORRECTED:
        raise CannotImport(_("So many rows are better corrected in the file itself. Upload it again."))
    state = {"state": ImportRun.State.MAPPED, "check_job_id": None}
    run.change({"corrections": kept, "left_out": out, **state}, actor=actor)
    return run


@verb("exchange.check", label=_("Check a file before importing"), undo="never")
def check_import(*, actor: Actor, run: ImportRun) -> Job:
    """Find out in the background what importing would do. Raises AtWork, NotMapped."""
    _at_rest(run)
    _usable(actor, run.target)
    if run.state == ImportRun.State.UPLOADED:
        raise NotMapped
    job = start_job(actor, "exchange.check", {"import_run": run.pk})
    run.change({"check_job_id": job.pk, "job_id": None, "state": ImportRun.State.MAPPED}, actor=actor)
    return job


@verb("exchange.run", label=_("Start an import"), undo="never")
def queue_import(*, actor: Actor, run: ImportRun) -> Job:
    """Import in the background. Raises AtWork, NotMapped, ImportedAlready."""
    _at_rest(run)
    _usable(actor, run.target)
    if not run.standing.may_run:
        raise NotMapped
    job = start_job(actor, "exchange.run", {"import_run": run.pk})
    run.change({"job_id": job.pk, "state": ImportRun.State.RUNNING}, actor=actor)
    return job


@verb("exchange.run_import", label=_("Import a file"), undo="rows")
def run_import(*, actor: Actor, run: ImportRun, tick: Tick = log_progress) -> ImportReport:
    """Import everything that no rule refuses, in one transaction and one change set.

    Raises ImportedAlready, Forbidden, NotMapped, CannotImport; whatever `tick` raises takes all back.
    """
    if run.state == ImportRun.State.DONE:
        raise ImportedAlready
    if run.state == ImportRun.State.UPLOADED:
        raise NotMapped
    target = _usable(actor, run.target)
    entry = current_change_set()
    _one_at_a_time(target)
    hold_records_apart()
    try:
        decided = decide(actor, run, tick)
    except CannotRead as problem:
        raise CannotImport(problem.sentence) from problem
    plan = replace(decided.plan, hands=tuple(sorted(who_changed(_TABLE, run.pk))))
    target.write(actor, plan, lambda part, words: tick(0.8 + part * 0.2, words))
    report = report_of(decided, run_id=run.pk, change_set_id=entry.pk)
    run.change(
        {"state": ImportRun.State.DONE, "report": msgspec.to_builtins(report), "change_set_id": entry.pk},
        actor=actor,
    )
    tell(FileImported(run_id=run.pk, target=run.target, rows=report.rows_imported))
    return report


@verb("exchange.cancel", label=_("Cancel an import"), undo="never")
def cancel_import(*, actor: Actor, run: ImportRun | None) -> bool:
    """Ask the import (or its check) to stop; everything it wrote is taken back. True when it was at work.

    `run` counts as a reference, for the work itself holds the row until its end.
    """
    if run is None:
        return False
    return bool(
        Job.objects.filter(
            pk__in=[k for k in (run.job_id, run.check_job_id) if k],
            state__in=(Job.State.WAITING, Job.State.RUNNING),
        ).update(is_cancel_wanted=True)
    )


def _usable(actor: Actor, name: str) -> Target:
    try:
        found = target_named(name)
    except KeyError as problem:
        raise UnknownTarget(fields={"target": UnknownTarget.sentence}) from problem
    if not actor.may(found.right):
        raise Forbidden
    return found


def _opened(run: ImportRun) -> Source:
    try:
        return open_run(run)
    except CannotRead as problem:
        raise CannotImport(problem.sentence, fields={"file": problem.sentence}) from problem


def proposed(
    target: Target, source: Source, given: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """The columns by their names and contents, where a person did not say, and the options they ask for.

    Raises CannotImport: a file may turn out to be broken only where its first rows are read.
    """
    try:
        found = {**guessed_mapping(target, source), **given}
        return target.settle(found) if target.settle else (found, {})
    except CannotRead as problem:
        raise CannotImport(problem.sentence, fields={"file": problem.sentence}) from problem


def _at_rest(run: ImportRun) -> None:
    if run.state == ImportRun.State.DONE:
        raise ImportedAlready
    if run.standing.at_work:
        raise AtWork


def _one_at_a_time(target: Target) -> None:
    """Two imports of one kind wait for each other: each asks what is on file before it writes."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"import {target.name}"])
