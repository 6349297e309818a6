"""The answers: one page of a list, one record, what was written, what there is to ask."""

from django.http import HttpRequest, HttpResponse

from guanxi.api.answers import answer, etag
from guanxi.api.asking import asked_fields, asked_of_list, expect_only_fields, page_for
from guanxi.api.doors import ProgramRequest, View, public, with_key
from guanxi.api.openapi import document
from guanxi.api.operations import Operation
from guanxi.api.resources import Resource, values_of
from guanxi.api.writing import carry_out
from guanxi.platform.verbs import NotFound


def list_view(resource: Resource) -> View:
    """GET: a page of the records the key's owner may see, and the cursor of the next. POST: a new record."""

    def records(request: ProgramRequest) -> HttpResponse:
        asked = asked_of_list(resource, request.actor, request.GET)
        page = page_for(resource, request.actor, asked)
        data = values_of(request.actor, page.rows, asked.fields)
        return answer({"data": data, "next": page.next})

    writing = [one for one in resource.operations if not one.is_on_record]
    return with_key({"GET": (resource.right, records), **_doors(resource, writing)})


def record_view(resource: Resource) -> View:
    """GET: one record; its version stands in the header ETag. PATCH and DELETE where its area offers them."""

    def record(request: ProgramRequest, key: int) -> HttpResponse:
        expect_only_fields(request.GET)
        fields = asked_fields(resource, request.actor, request.GET)
        found = resource.one(request.actor, key)
        (values,) = values_of(request.actor, [found], fields)
        response = answer(values)
        response.headers["ETag"] = etag(found.version)
        return response

    writing = [one for one in resource.operations if one.is_on_record and not one.word]
    return with_key({"GET": (resource.right, record), **_doors(resource, writing)})


def word_view(resource: Resource, operation: Operation) -> View:
    """POST: what is done with one record by the word at the end of its address."""
    return with_key(_doors(resource, [operation]))


def _doors(resource: Resource, operations: list[Operation]) -> dict[str, tuple[str, View]]:
    return {one.method: (one.verb.name, _writing(resource, one)) for one in operations}


def _writing(resource: Resource, operation: Operation) -> View:
    def write(request: ProgramRequest, key: int | None = None) -> HttpResponse:
        return carry_out(request, resource, operation, key)

    return write


def _openapi(request: HttpRequest) -> HttpResponse:
    return answer(document(request.build_absolute_uri("/api/v1")))


def _nowhere(request: HttpRequest) -> HttpResponse:
    raise NotFound


openapi = public(_openapi)
nowhere = public(_nowhere, ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"))
