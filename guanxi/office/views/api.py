"""The API of this installation, to be read by people."""

from dataclasses import dataclass

from django.http import HttpResponse

from guanxi.api.openapi import FAILURES, record_schema
from guanxi.api.resources import Resource, resources
from guanxi.web.pages import SignedInRequest, needs, page


@dataclass(frozen=True, slots=True)
class FieldLine:
    name: str
    label: str
    type: str


@dataclass(frozen=True, slots=True)
class ResourceCard:
    name: str
    label: str
    sorts: str
    lines: list[FieldLine]


@needs("access.see_api_keys")
def reference(request: SignedInRequest) -> HttpResponse:
    """Drawn from what the OpenAPI document says."""
    site = request.build_absolute_uri("/api/v1")
    shown = {"site": site, "cards": [_card(one) for one in resources()], "failures": FAILURES}
    return page(request, "office/api.html", shown)


def _card(resource: Resource) -> ResourceCard:
    properties = record_schema(resource)["properties"]
    lines = [FieldLine(name, schema["title"], _type(schema)) for name, schema in properties.items()]
    return ResourceCard(
        resource.name,
        str(resource.label),
        ", ".join(resource.sorts),
        lines,
    )


def _type(schema: dict[str, object]) -> str:
    kind = schema["type"]
    words = ", ".join(map(str, kind)) if isinstance(kind, list) else str(kind)
    return f"{words} ({schema['format']})" if "format" in schema else words
