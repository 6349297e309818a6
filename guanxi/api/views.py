"""The answers: one page of a list, one record, what there is to ask."""

import msgspec
from django.http import HttpRequest, HttpResponse

from guanxi.api.asking import asked_fields, asked_of_list, expect_only_fields, page_for
from guanxi.api.doors import ProgramRequest, View, public, with_key
from guanxi.api.errors import JSON
from guanxi.api.openapi import document
from guanxi.api.resources import Resource, values_of
from guanxi.platform.verbs import NotFound


def list_view(resource: Resource) -> View:
    """GET: a page of the records the key's owner may see, and the cursor of the next."""

    def records(request: ProgramRequest) -> HttpResponse:
        asked = asked_of_list(resource, request.actor, request.GET)
        page = page_for(resource, request.actor, asked)
        data = values_of(request.actor, page.rows, asked.fields)
        return answer({"data": data, "next": page.next})

    return with_key(records, resource.right)


def record_view(resource: Resource) -> View:
    """GET: one record; its version stands in the header ETag."""

    def record(request: ProgramRequest, key: int) -> HttpResponse:
        expect_only_fields(request.GET)
        fields = asked_fields(resource, request.actor, request.GET)
        found = resource.one(request.actor, key)
        (values,) = values_of(request.actor, [found], fields)
        response = answer(values)
        response.headers["ETag"] = f'"{found.version}"'
        return response

    return with_key(record, resource.right)


def answer(content: object) -> HttpResponse:
    """Amounts are texts: no reader of JSON may round them."""
    return HttpResponse(msgspec.json.encode(content, enc_hook=str), content_type=JSON)


def _openapi(request: HttpRequest) -> HttpResponse:
    return answer(document(request.build_absolute_uri("/api/v1")))


def _nowhere(request: HttpRequest) -> HttpResponse:
    raise NotFound


openapi = public(_openapi)
nowhere = public(_nowhere, ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"))
