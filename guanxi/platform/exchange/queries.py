"""Questions about imports: which there are, what a file holds, and what importing it would do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from django.apps import apps
from django.db import transaction

from guanxi.kit.dates import day_order, is_ambiguous
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.models import ImportRun
from guanxi.platform.exchange.readers import ColumnGuess, Source, guess_columns, guess_mapping
from guanxi.platform.exchange.readers import Target as MappingTarget
from guanxi.platform.exchange.reading import (
    ByHand,
    corrected,
    leftovers,
    open_run,
    read_parts,
    read_table,
    warned_examples,
)
from guanxi.platform.exchange.targets import Asked, Column, MadeOf, Plan, Target, target_named
from guanxi.platform.exchange.types import ImportReport, RuleCount, Standing, Tick
from guanxi.platform.journal.queries import changed_keys
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound

PREVIEW_ROWS = 8
SAMPLED = 500  # rows


def import_runs(actor: Actor) -> RecordQuerySet:
    return ImportRun.objects.visible_to(actor).select_related("owner", "job", "check_job").order_by("-pk")


def import_run(actor: Actor, key: int) -> ImportRun:
    """Raises NotFound, whether it is missing or out of reach."""
    found: ImportRun | None = import_runs(actor).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Preview:
    """The head of a file as it is read now."""

    source: Source
    guesses: tuple[ColumnGuess, ...]
    rows: tuple[tuple[str, ...], ...]
    unsure_days: tuple[tuple[str, str], ...] = ()  # column, a date of it that may be two


def preview(run: ImportRun) -> Preview:
    """Raises CannotRead."""
    source = open_run(run)
    rows = tuple(
        tuple("" if c is None else str(c)[:200] for c in row.cells) for row in source.preview(PREVIEW_ROWS)
    )
    return Preview(source, tuple(guess_columns(source)), rows, tuple(_unsure_days(source)))


def _unsure_days(source: Source) -> Iterator[tuple[str, str]]:
    """Columns among whose first rows a date may be two, and none shows which it is."""
    rows = [row.cells for row in source.preview(SAMPLED) if not row.refused]
    for name, cells in zip(source.header, zip(*rows, strict=True), strict=False):
        texts = [cell for cell in cells if isinstance(cell, str)]
        unsure = next((text for text in texts if is_ambiguous(text)), None)
        if unsure is not None and day_order(texts) is None:
            yield name, unsure


def guessed_mapping(target: Target, source: Source) -> dict[str, str]:
    """Target column -> the file's column, by names in both languages and by content."""
    guesses = guess_columns(source)
    if source.header_row is None and target.by_content:
        found = target.by_content(guesses)
    else:
        found = guess_mapping(source.header, [_asked(column) for column in target.columns], guesses)
    return {key: source.header[at] for key, at in found.items()}


def _asked(column: Column) -> MappingTarget:
    return MappingTarget(
        column.key, (str(column.label),), column.aliases, required=column.required, kind=column.kind
    )


@dataclass(frozen=True, slots=True)
class Decided:
    """A file read and every row of it decided, no record written."""

    target: Target
    source: Source
    rows: int
    plan: Plan
    mapping: Mapping[str, str]
    by_hand: ByHand


def by_hand_of(run: ImportRun) -> ByHand:
    cells = {int(at): dict(found) for at, found in run.corrections.items()}
    return ByHand(cells, frozenset(map(int, run.left_out)))


def decide(actor: Actor, run: ImportRun, tick: Tick, *, is_rehearsal: bool = False) -> Decided:
    """Read the file and decide every row. Raises CannotRead, KeyError for a column that is gone.

    Call it inside a transaction: a target may keep what it has read in tables that end with it.
    """
    target = target_named(run.target)
    source = open_run(run)
    places = {name: at for at, name in enumerate(source.header)}
    mapping = {key: places[name] for key, name in run.mapping.items()}
    options = {**target.defaults(), **run.options}
    by_hand = by_hand_of(run)

    def reading(part: float, words: str) -> None:
        tick(part * 0.4, words)

    def deciding(part: float, words: str) -> None:
        tick(0.4 + part * 0.4, words)

    if target.plan is not None:
        table = corrected(read_table(source, mapping, reading), 0, source, mapping, by_hand)
        plan = target.plan(actor, table, options, deciding)
        return Decided(target, source, len(table), plan, run.mapping, by_hand)
    assert target.intake is not None
    intake = target.intake(actor, Asked(options, frozenset(mapping), is_rehearsal))
    rows = 0
    for part in read_parts(source, mapping, by_hand, reading):
        intake.take(part)
        rows += len(part)
    return Decided(target, source, rows, intake.decide(deciding), run.mapping, by_hand)


def dry_run(actor: Actor, run: ImportRun, tick: Tick) -> ImportReport:
    """What importing the file would do now. Raises as `decide`."""
    with transaction.atomic():
        return report_of(decide(actor, run, tick, is_rehearsal=True), run_id=run.pk)


def report_of(
    decided: Decided, *, run_id: int | None = None, change_set_id: int | None = None
) -> ImportReport:
    """The report, and the file of refused rows with it."""
    labels = {rule: str(label) for rule, label in decided.target.rules}
    left = leftovers(decided.source, decided.by_hand, decided.plan.refused, labels)
    warnings = decided.plan.warnings
    warned = warned_examples(decided.source, decided.by_hand, warnings, decided.mapping)
    counts = decided.plan.refused.counts()
    return ImportReport(
        rows_read=decided.rows,
        rows_imported=decided.rows - sum(counts.values()),
        rules=tuple(
            RuleCount(rule, counts.get(rule, 0), tuple(left.examples.get(rule, ())))
            for rule, _label in decided.target.rules
        ),
        made=dict(decided.plan.made),
        sums=dict(decided.plan.sums),
        change_set_id=change_set_id,
        failed_file=left.file.digest if left.file else "",
        run_id=run_id,
        changes=decided.plan.changes,
        warnings=tuple(
            RuleCount(rule, warnings.counts[rule], tuple(warned.get(rule, ())))
            for rule, *_words in decided.target.warnings
            if warnings.counts.get(rule)
        ),
        notes=warnings.notes,
        glance=decided.plan.glance,
    )


def stored_report(run: ImportRun) -> ImportReport | None:
    """What the import did; before it, what the last check said it would do."""
    if run.report:
        return msgspec.convert(run.report, ImportReport)
    if run.standing is Standing.CHECKED and run.check_job and run.check_job.result:
        return msgspec.convert(run.check_job.result["report"], ImportReport)
    return None


def imported_rows(actor: Actor, run: ImportRun, made: MadeOf) -> RecordQuerySet:
    """What a finished import created or changed and the actor may see, in the order of the keys.

    Empty for an import that was undone.
    """
    model = apps.get_model(made.model)
    manager: RecordQuerySet = model.objects
    if run.change_set_id is None:
        return manager.none()
    keys = changed_keys(run.change_set_id, model._meta.db_table, made.kind)  # noqa: SLF001 - the documented model API
    rows = manager.visible_to(actor).filter(pk__in=keys, **made.where).order_by("pk")
    return rows.select_related(*made.fetch) if made.fetch else rows


@dataclass(frozen=True, slots=True)
class Pace:
    """`rate` in rows per second."""

    message: str
    rate: int
    seconds_left: int


def pace(run: ImportRun) -> Pace | None:
    """How fast the work on an import goes; None while it waits to begin."""
    job = run.check_job if run.standing is Standing.CHECKING else run.job
    if job is None or job.started_at is None or not job.done:
        return None
    rate = job.done / max(0.1, (datetime.now(UTC) - job.started_at).total_seconds())
    return Pace(job.message, round(rate), round((job.total - job.done) / rate))
