"""Importing a file from start to end here and now, without the queue."""

from collections.abc import Mapping
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.actions.refusals import CannotImport
from guanxi.platform.exchange.actions.runs import log_progress, map_import, proposed, run_import, start_import
from guanxi.platform.exchange.files import store_path
from guanxi.platform.exchange.models import ImportRun
from guanxi.platform.exchange.queries import dry_run
from guanxi.platform.exchange.readers import CannotRead
from guanxi.platform.exchange.reading import open_run
from guanxi.platform.exchange.targets import target_named
from guanxi.platform.exchange.types import ImportReport, Tick


def import_file(
    actor: Actor,
    path: Path,
    target: str,
    mapping: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
    *,
    tick: Tick = log_progress,
) -> ImportReport:
    """Raises CannotImport and its kin."""
    run = _taken_in(actor, path, target, mapping, options)
    return run_import(actor=actor, run=run.pk, tick=tick)


def check_file(
    actor: Actor,
    path: Path,
    target: str,
    mapping: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
) -> ImportReport:
    """What `import_file` would do."""
    run = _taken_in(actor, path, target, mapping, options)
    try:
        return dry_run(actor, run, log_progress)
    except CannotRead as problem:
        raise CannotImport(problem.sentence) from problem


def _taken_in(
    actor: Actor,
    path: Path,
    target: str,
    mapping: Mapping[str, str] | None,
    options: Mapping[str, str] | None,
) -> ImportRun:
    """`mapping` overrules the proposal column by column; an empty name takes a column out."""
    try:
        stored = store_path(path)
    except OSError as problem:
        raise CannotImport(
            _("“{name}” cannot be opened: {reason}.").format(name=path.name, reason=problem.strerror)
        ) from problem
    run = start_import(actor=actor, file=stored, name=path.name, target=target)
    chosen = target_named(run.target)
    columns, more = proposed(chosen, open_run(run), mapping or {})
    return map_import(
        actor=actor,
        run=run.pk,
        mapping=columns,
        options={**chosen.defaults(), **more, **(options or {})},
    )
