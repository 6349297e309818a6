"""How a call writes: its body goes through the page's form, its verb runs, and the record is the answer."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from django.db import transaction
from django.forms import BaseForm
from django.http import HttpResponse, QueryDict
from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from guanxi.api.answers import answer, etag
from guanxi.api.asking import asked_fields
from guanxi.api.bodies import put, read_body, write
from guanxi.api.changes import changed_since, what_would_change
from guanxi.api.doors import ProgramRequest
from guanxi.api.errors import OtherVersion, WrongInput, WrongQuery
from guanxi.api.once import once
from guanxi.api.operations import Operation, Task, fields_asked
from guanxi.api.resources import Resource, held, resource_named, values_of
from guanxi.platform.records import Record, check_constraints
from guanxi.platform.verbs import Forbidden, NotFound, Refused, until_through

OF_WRITING: Final = ("fields", "dry_run")
TRUE: Final = ("1", "true")
TAG: Final = re.compile(r'"([^"]*)"')
ANY_VERSION: Final = "*"


def carry_out(
    request: ProgramRequest, resource: Resource, operation: Operation, key: int | None
) -> HttpResponse:
    """One transaction: what it would change is told and taken back where only that was asked for."""
    is_tried = _is_tried(request.GET)
    body = read_body(request)

    def work() -> HttpResponse:
        with transaction.atomic():
            said = _written(request, resource, operation, body, key, is_tried=is_tried)
            transaction.set_rollback(is_tried)
        return said

    try:
        if is_tried:
            return until_through(work, operation.verb.name)
        return until_through(lambda: once(request, work), operation.verb.name)
    except Refused as refused:
        if refused.afterwards:
            refused.afterwards()
        raise


def _written(
    request: ProgramRequest,
    resource: Resource,
    operation: Operation,
    body: Mapping[str, object],
    key: int | None,
    *,
    is_tried: bool,
) -> HttpResponse:
    record = held(resource, request.actor, key) if key is not None else None
    if record is not None:
        _expect_match(request, resource, record)
    task = Task(request.actor, record, _kind(operation, body, record))
    form = _form(operation, task, body)
    try:
        done = operation.does(task, form)
    except (Forbidden, NotFound):
        raise
    except Refused as refused:
        refused.fields = _by_body(operation, refused.fields)
        raise
    if is_tried:
        check_constraints()
        return answer({"dry_run": True, "changes": what_would_change(request.actor, done.change_set_id)})
    return _told(request, resource, operation, done.result, key)


def _kind(operation: Operation, body: Mapping[str, object], record: Any) -> str:  # Any: a record or none
    kinds = operation.kinds()
    if not kinds:
        return ""
    kind = body.get("kind") if record is None else record.kind
    if kind not in kinds:
        raise WrongInput(fields={"kind": _("One of these is expected: %s.") % ", ".join(kinds)})
    return str(kind)


def _form(operation: Operation, task: Task, body: Mapping[str, object]) -> BaseForm | None:
    """The page's own form, filled and found good. Raises WrongInput."""
    if not operation.asks:
        write({}, {}, body, QueryDict(mutable=True))
        return None
    sent = {name: value for name, value in body.items() if not (name == "kind" and operation.kinds())}
    data = QueryDict(mutable=True)
    form = operation.asks[task.kind](task, data)  # which reads it when it is asked whether it is valid
    fields = fields_asked(operation, form)
    write(fields, operation.names, sent, data)
    for name in fields.keys() - sent.keys():
        of_form = operation.names.get(name, name)
        if operation.is_partial:
            del form.fields[of_form]
        else:
            put(data, fields[name], of_form, form.get_initial_for_field(fields[name], of_form))
    if not form.is_valid():
        _refuse(operation, form)
    return form


def _refuse(operation: Operation, form: BaseForm) -> None:
    wrong = {name: " ".join(map(str, lines)) for name, lines in form.errors.items()}
    of_all = wrong.pop("__all__", None)
    raise WrongInput(of_all, fields=_by_body(operation, wrong))


def _by_body(operation: Operation, fields: Mapping[str, Any]) -> dict[str, Any]:  # Any: words, perhaps lazy
    own = {of_form: of_body for of_body, of_form in operation.names.items()}
    return {own.get(name, name): words for name, words in fields.items()}


def _expect_match(request: ProgramRequest, resource: Resource, record: Any) -> None:  # Any: a record
    """Raises OtherVersion."""
    given = request.headers.get("If-Match")
    if given is None or given.strip() == ANY_VERSION:
        return
    tags = TAG.findall(given)
    if str(record.version) not in tags:
        seen = next((int(tag) for tag in tags if tag.isascii() and tag.isdigit() and len(tag) < 10), None)  # noqa: PLR2004 - a version is an integer
        changed = changed_since(resource, request.actor, record, seen) if seen is not None else ()
        raise OtherVersion(
            record.version, fields={name: _("Somebody changed this meanwhile.") for name in changed}
        )


def _told(
    request: ProgramRequest,
    resource: Resource,
    operation: Operation,
    made: Any,  # Any: what the verb returned
    key: int | None,
) -> HttpResponse:
    """The record as it stands now; 204 where there is none to show."""
    of = resource_named(operation.makes) if operation.makes else resource
    shown = made.pk if operation.creates else key
    found = None if operation.method == "DELETE" else _found(request, of, shown)
    if found is None and not operation.creates:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    values: dict[str, object] = {"id": shown, "version": made.version} if found is None else {}
    if found is not None:
        (values,) = values_of(request.actor, [found], asked_fields(of, request.actor, request.GET))
    said = answer(values, status=HTTPStatus.CREATED if operation.creates else HTTPStatus.OK)
    said.headers["ETag"] = etag((found or made).version)
    if operation.creates:
        said.headers["Location"] = resolve_url(f"api:{of.name}_one", shown)
    return said


def _found(request: ProgramRequest, resource: Resource, key: Any) -> Record | None:  # Any: a record's key
    """None: it is gone, or in other hands now, or the key may write and not read."""
    try:
        return resource.one(request.actor, key) if request.actor.may(resource.right) else None
    except NotFound:
        return None


def _is_tried(query: QueryDict) -> bool:
    """Raises WrongQuery."""
    unknown = sorted(set(query) - set(OF_WRITING))
    if unknown:
        raise WrongQuery(
            fields={
                unknown[0][:200]: _("There is no such part of a query. Possible: %s.") % ", ".join(OF_WRITING)
            }
        )
    given = query.get("dry_run")
    if given not in (None, "0", "false", *TRUE):
        raise WrongQuery(fields={"dry_run": _("true or false is expected.")})
    return given in TRUE
