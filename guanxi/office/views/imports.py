"""Pages of importing: the runs, upload, columns, check, progress, result."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from guanxi.office.forms.imports import MappingForm, UploadForm, at_its_columns, corrections, left_out
from guanxi.platform import slots
from guanxi.platform.exchange import actions, queries
from guanxi.platform.exchange.files import new_file, path_of, store
from guanxi.platform.exchange.readers import CannotRead
from guanxi.platform.exchange.targets import DATES, Target, target_named, targets_for
from guanxi.platform.exchange.types import FieldChange, ImportReport, RuleCount, Standing
from guanxi.platform.exchange.writers import write_xlsx
from guanxi.platform.verbs import Refused
from guanxi.web.forms import form_page, submit
from guanxi.web.given import key_of
from guanxi.web.pages import SignedInRequest, needs, page, toast

SHOWN_RUNS = 100
ROWS_SHOWN = 100
LARGEST_FILE = 512 << 20  # bytes


@needs("exchange.see_imports")
def import_list(request: SignedInRequest) -> HttpResponse:
    runs = [(run, target_named(run.target).label) for run in queries.import_runs(request.actor)[:SHOWN_RUNS]]
    return page(request, "office/imports/list.html", {"runs": runs, "tone": TONES, "words": standing_words()})


@needs("exchange.upload")
def new_import(request: SignedInRequest) -> HttpResponse:
    """Choose what the file holds and drop it."""
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        actor=request.actor,
        initial={"target": request.GET.get("target")},
    )

    def take(data: dict[str, Any]) -> object:  # Any: as the form gives it
        file: UploadedFile[Any] = data["file"]
        if file.size is None or file.size > LARGEST_FILE:
            raise Refused(_("This file is larger than 512 MB. Split it, or import it from the command line."))
        return actions.start_import(
            actor=request.actor, file=store(file.chunks()), name=file.name or "", target=str(data["target"])
        )

    run = submit(request, form, take)
    if run is None:
        return form_page(request, "office/imports/new.html", form, {"targets": targets_for(request.actor)})
    return redirect("office:import_columns", run.pk)  # type: ignore[attr-defined]  # the verb's import run


@needs("exchange.upload")
def import_template(request: SignedInRequest) -> HttpResponseBase:
    """An empty workbook with the columns of `?target=`, named as the reader's language names them."""
    wanted = request.GET.get("target", "")
    target = next((one for one in targets_for(request.actor) if one.name == wanted), None)
    if target is None:
        return redirect("office:new_import")
    with new_file() as path:
        write_xlsx(path, [str(column.label) for column in target.columns], (), sheet=str(target.label))
        return FileResponse(path.open("rb"), as_attachment=True, filename=f"{target.label}.xlsx")


@needs("exchange.map")
def import_columns(request: SignedInRequest, key: int) -> HttpResponse:
    """Which column of the file goes where, beside the first rows."""
    run = queries.import_run(request.actor, key)
    if run.standing in (Standing.DONE, Standing.RUNNING):
        return redirect("office:import_run", run.pk)
    target = target_named(run.target)
    try:
        preview = queries.preview(run)
    except CannotRead as problem:
        return page(
            request, "office/imports/unreadable.html", {"run": run, "sentence": problem.sentence}, status=422
        )
    form = MappingForm(
        request.POST or None,
        target=target,
        chosen=run.mapping,
        options=run.options | _asked_for(request, target),
        header=preview.source.header,
    )
    done = submit(request, form, lambda _data: _map_and_check(request, run.pk, form))
    if done is None:
        where = {name: target.column(column).label for column, name in run.mapping.items()}
        found = {
            "run": run,
            "target": target,
            "preview": preview,
            "where": where,
            "dates_label": DATES.label,
            "dropped": _dropped(form, preview.source.header),
        }
        return form_page(request, "office/imports/columns.html", form, found)
    return redirect("office:import_run", run.pk)


def _asked_for(request: SignedInRequest, target: Target) -> dict[str, str]:
    """Options that the address proposes, as the warnings of a check do."""
    given = {option.key: request.GET.get(option.key, "") for option in target.options}
    return {o.key: given[o.key] for o in target.options if given[o.key] and o.offers(given[o.key])}


def _dropped(form: MappingForm, header: Sequence[str]) -> list[str]:
    """Columns of the file that go nowhere as the form stands."""
    used = {str(bound.value() or "") for bound in form.column_fields()}
    return [name for name in header if name not in used]


def _map_and_check(request: SignedInRequest, key: int, form: MappingForm) -> bool:
    try:
        actions.map_import(actor=request.actor, run=key, mapping=form.mapping(), options=form.options())
    except actions.NotMapped as refused:
        raise at_its_columns(refused) from refused
    actions.check_import(actor=request.actor, run=key)
    return True


@needs("exchange.map", method="POST")
def import_reading(request: SignedInRequest, key: int) -> HttpResponse:
    """Another sheet or header row."""
    given = {name: request.POST.get(name, "") for name in ("sheet", "header", "encoding")}
    try:
        actions.read_differently(actor=request.actor, run=key, reading={k: v for k, v in given.items() if v})
    except actions.CannotImport as refused:
        if not refused.fields:
            raise
        toast(request, refused.sentence, tone="danger")
    return redirect("office:import_columns", key)


@needs("exchange.see_imports")
def import_run(request: SignedInRequest, key: int) -> HttpResponse:
    """Where an import stands: what the check says, the progress, or the result."""
    run = queries.import_run(request.actor, key)
    standing, target = run.standing, target_named(run.target)
    if standing is Standing.UPLOADED:
        return redirect("office:import_columns", key)
    report = queries.stored_report(run)
    found = {
        "run": run,
        "standing": standing,
        "target": target,
        "report": report,
        "job": run.check_job if standing in (Standing.CHECKING, Standing.CHECK_FAILED) else run.job,
        "words": standing_words(),
        "tone": TONES,
        "pace": _pace(queries.pace(run)) if standing.at_work else "",
        "made": _made(target, report, run.pk if standing is Standing.DONE else None),
        "changes": _changes(target, report),
        "rules": [(target.rule_label(r.rule), r) for r in report.rules] if report else [],
        "header": queries.preview(run).source.header if report and _has_rows(report) else (),
        "warnings": _warnings(target, report),
        "glance_heads": [target.column(key).label for key in report.glance.columns] if report else (),
        "steps": dict(target.steps),
    }
    return page(request, "office/imports/run.html", found)


def _has_rows(report: ImportReport) -> bool:
    return any(rule.examples for rule in (*report.rules, *report.warnings))


def _warnings(target: Target, report: ImportReport | None) -> list[tuple[object, object, RuleCount]]:
    """Label, what to do, rows."""
    words = {rule: (label, advice) for rule, label, advice in target.warnings}
    return [(*words[one.rule], one) for one in report.warnings] if report else []


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of a report; `href` opens the rows it counts, "" where none stand on file."""

    label: object
    count: int
    href: str


def _made(target: Target, report: ImportReport | None, key: int | None = None) -> list[Figure]:
    """`key`: of the import, once its rows are on file."""
    if report is None:
        return []
    where = f"{resolve_url('office:import_rows', key)}?what=" if key is not None else ""
    return [
        Figure(label, report.made[kind], where + kind if where and kind in target.made_of else "")
        for kind, label in target.made
        if kind in report.made
    ]


@needs("exchange.see_imports")
def import_rows(request: SignedInRequest, key: int) -> HttpResponse:
    """The rows behind `?what=`, a figure of a finished import; a hundred at a time."""
    run = queries.import_run(request.actor, key)
    target = target_named(run.target)
    what = request.GET.get("what", "")
    made = target.made_of.get(what)
    if made is None:
        return redirect("office:import_run", key)
    rows = queries.imported_rows(request.actor, run, made)
    found = list(rows.filter(pk__gt=key_of(request.GET.get("after", "")) or 0)[: ROWS_SHOWN + 1])
    where = made.url_name or slots.subject_url_name(made.subject)
    context = {
        "run": run,
        "label": dict(target.made)[what],
        "what": what,
        "rows": [
            (
                row,
                resolve_url(where, attrgetter(made.link)(row)) if where else "",
                attrgetter(made.beside[0])(row) if made.beside else "",
            )
            for row in found[:ROWS_SHOWN]
        ],
        "beside": made.beside[1] if made.beside else "",
        "next_after": found[ROWS_SHOWN - 1].pk if len(found) > ROWS_SHOWN else None,
    }
    return page(request, "office/imports/rows.html", context)


def _changes(target: Target, report: ImportReport | None) -> list[tuple[FieldChange, str]]:
    """What some rows change, each with the name of the field."""
    labels = {column.key: str(column.label) for column in target.columns}
    changes = report.changes if report else ()
    return [(change, labels.get(change.field, change.field)) for change in changes]


def _pace(found: queries.Pace | None) -> str:
    """What the work does, how fast, and how long it will take, for pages that get no pushes."""
    if found is None:
        return _("waiting for a free worker")
    return _("{message}: {rate} rows per second, about {seconds} s left").format(
        message=found.message, rate=found.rate, seconds=found.seconds_left
    )


@needs("exchange.check", method="POST")
def import_check(request: SignedInRequest, key: int) -> HttpResponse:
    return _sent(request, key, lambda: actions.check_import(actor=request.actor, run=key))


@needs("exchange.correct", method="POST")
def import_correct(request: SignedInRequest, key: int) -> HttpResponse:
    """Rows corrected or taken out on the spot: they are checked again with the rest of the file."""
    run = queries.import_run(request.actor, key)
    report = queries.stored_report(run)
    cells = corrections(request.POST, report, queries.preview(run).source.header) if report else {}
    moved = left_out(request.POST, report, run.left_out) if report else {}
    if not cells and not moved:
        toast(request, _("No cell was changed."), tone="info")
        return redirect("office:import_run", key)

    def correct_and_check() -> None:
        actions.correct_import(actor=request.actor, run=key, cells=cells, left_out=moved)
        actions.check_import(actor=request.actor, run=key)

    return _sent(request, key, correct_and_check)


@needs("exchange.run", method="POST")
def import_start(request: SignedInRequest, key: int) -> HttpResponse:
    return _sent(request, key, lambda: actions.queue_import(actor=request.actor, run=key))


@needs("exchange.cancel", method="POST")
def import_cancel(request: SignedInRequest, key: int) -> HttpResponse:
    if actions.cancel_import(actor=request.actor, run=key):
        toast(request, _("The work is being stopped; nothing of it stays."), tone="info")
    return redirect("office:import_run", key)


def _sent(request: SignedInRequest, key: int, do: Callable[[], object]) -> HttpResponse:
    try:
        do()
    except actions.CannotImport as refused:
        toast(request, refused.sentence, tone="danger")
    return redirect("office:import_run", key)


@needs("exchange.see_imports")
def import_failed_rows(request: SignedInRequest, key: int) -> FileResponse:
    """The rows that were not imported, each with its line and why."""
    run = queries.import_run(request.actor, key)
    report = queries.stored_report(run)
    if report is None or not report.failed_file:
        raise Http404
    name = _("not imported from {name}").format(name=run.file_name.rpartition(".")[0] or run.file_name)
    return FileResponse(
        path_of(report.failed_file).open("rb"),
        as_attachment=True,
        filename=f"{name}.csv",
        content_type="text/csv; charset=utf-8",
    )


TONES = {
    Standing.UPLOADED: "neutral",
    Standing.MAPPED: "neutral",
    Standing.CHECKING: "info",
    Standing.CHECKED: "accent",
    Standing.CHECK_FAILED: "danger",
    Standing.RUNNING: "info",
    Standing.DONE: "success",
    Standing.FAILED: "danger",
    Standing.CANCELLED: "warning",
    Standing.UNDONE: "neutral",
}


def standing_words() -> dict[Standing, str]:
    return {
        Standing.UPLOADED: _("columns to choose"),
        Standing.MAPPED: _("to be checked"),
        Standing.CHECKING: _("being checked"),
        Standing.CHECKED: _("checked"),
        Standing.CHECK_FAILED: _("could not be checked"),
        Standing.RUNNING: _("being imported"),
        Standing.DONE: _("imported"),
        Standing.FAILED: _("failed"),
        Standing.CANCELLED: _("cancelled"),
        Standing.UNDONE: _("undone"),
    }
