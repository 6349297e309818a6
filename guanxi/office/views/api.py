"""The API of this installation, to be read by people."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from guanxi.api.described import address_of, body_schema
from guanxi.api.openapi import FAILURES, record_schema
from guanxi.api.operations import Operation
from guanxi.api.resources import Resource, resources
from guanxi.web.pages import SignedInRequest, needs, page


@dataclass(frozen=True, slots=True)
class FieldLine:
    name: str
    label: str
    type: str
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class OperationLine:
    call: str
    label: str
    right: str
    lines: list[FieldLine]


@dataclass(frozen=True, slots=True)
class ResourceCard:
    name: str
    label: str
    sorts: str
    lines: list[FieldLine]
    operations: list[OperationLine]


@needs("access.see_api_keys")
def reference(request: SignedInRequest) -> HttpResponse:
    """Drawn from what the OpenAPI document says."""
    site = request.build_absolute_uri("/api/v1")
    shown = {"site": site, "cards": [_card(one) for one in resources()], "failures": FAILURES}
    return page(request, "office/api.html", shown)


def _card(resource: Resource) -> ResourceCard:
    properties = record_schema(resource)["properties"]
    lines = [_line(name, schema) for name, schema in properties.items()]
    return ResourceCard(
        resource.name,
        str(resource.label),
        ", ".join(resource.sorts),
        lines,
        [_operation(resource, one) for one in resource.operations],
    )


def _operation(resource: Resource, operation: Operation) -> OperationLine:
    """What any of its kinds of record takes, each field once."""
    schema = body_schema(operation) if operation.asks else {"properties": {}}
    shapes = schema.get("oneOf") or schema.get("anyOf") or [schema]
    lines: dict[str, FieldLine] = {}
    for shape in shapes:
        for name, asked in shape["properties"].items():
            lines.setdefault(name, _line(name, asked, is_needed=name in shape.get("required", ())))
    call = f"{operation.method} /api/v1{address_of(resource, operation)}"
    return OperationLine(call, str(operation.verb.label), operation.verb.name, list(lines.values()))


def _line(name: str, schema: dict[str, Any], *, is_needed: bool = False) -> FieldLine:  # Any: JSON
    return FieldLine(name, schema.get("title", ""), _type(schema), is_needed)


def _type(schema: dict[str, object]) -> str:
    kind = schema.get("type", "string")
    words = ", ".join(map(str, kind)) if isinstance(kind, list) else str(kind)
    return f"{words} ({schema['format']})" if "format" in schema else words
