"""Questions about imports: which there are, what a file holds, and what importing it would do."""

from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.models import ImportRun
from guanxi.platform.exchange.readers import ColumnGuess, Source, guess_columns, guess_mapping
from guanxi.platform.exchange.readers import Target as MappingTarget
from guanxi.platform.exchange.reading import examples, open_run, read_table, write_failed_rows
from guanxi.platform.exchange.targets import Column, Plan, Target, target_named
from guanxi.platform.exchange.types import ImportReport, Refusals, RuleCount, Standing, Table, Tick
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound

PREVIEW_ROWS = 8


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


def preview(run: ImportRun) -> Preview:
    """Raises CannotRead."""
    source = open_run(run)
    rows = tuple(
        tuple("" if c is None else str(c)[:200] for c in row.cells) for row in source.preview(PREVIEW_ROWS)
    )
    return Preview(source, tuple(guess_columns(source)), rows)


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
    """A file read and every row of it decided, nothing written."""

    target: Target
    source: Source
    table: Table
    plan: Plan


def decide(actor: Actor, run: ImportRun, tick: Tick) -> Decided:
    """Read the file and decide every row. Raises CannotRead, KeyError for a column that is gone."""
    target = target_named(run.target)
    source = open_run(run)
    places = {name: at for at, name in enumerate(source.header)}
    mapping = {key: places[name] for key, name in run.mapping.items()}
    table = read_table(source, mapping, lambda part, words: tick(part * 0.4, words))
    options = {**target.defaults(), **run.options}
    plan = target.plan(actor, table, options, lambda part, words: tick(0.4 + part * 0.4, words))
    return Decided(target, source, table, plan)


def dry_run(actor: Actor, run: ImportRun, tick: Tick) -> ImportReport:
    """What importing the file would do now. Raises as `decide`."""
    return report_of(decide(actor, run, tick), run_id=run.pk)


def report_of(
    decided: Decided, *, run_id: int | None = None, change_set_id: int | None = None
) -> ImportReport:
    """The report, and the file of refused rows with it."""
    refusals, table = decided.plan.refusals, decided.table
    sentences = _Sentences(decided.target, refusals)
    shown = examples(decided.source, table, refusals, sentences)
    counts: dict[str, int] = {}
    for rule in refusals.by_row.values():
        counts[rule] = counts.get(rule, 0) + 1
    failed = write_failed_rows(decided.source, table, refusals, sentences)
    return ImportReport(
        rows_read=len(table),
        rows_imported=len(table) - len(refusals.by_row),
        rules=tuple(RuleCount(r, counts.get(r, 0), shown.get(r, ())) for r, _label in decided.target.rules),
        made=decided.plan.made,
        sums=decided.plan.sums,
        change_set_id=change_set_id,
        failed_file=failed.digest if failed else "",
        run_id=run_id,
    )


class _Sentences(dict[int, str]):
    """Why each refused row is not imported, in the language active now."""

    def __init__(self, target: Target, refusals: Refusals) -> None:
        super().__init__()
        self._labels = {rule: str(label) for rule, label in target.rules}
        self._refusals = refusals

    def __missing__(self, at: int) -> str:
        return self._refusals.reasons.get(at) or self._labels[self._refusals.by_row[at]]


def stored_report(run: ImportRun) -> ImportReport | None:
    """What the import did; before it, what the last check said it would do."""
    if run.report:
        return msgspec.convert(run.report, ImportReport)
    if run.standing is Standing.CHECKED and run.check_job and run.check_job.result:
        return msgspec.convert(run.check_job.result["report"], ImportReport)
    return None


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
