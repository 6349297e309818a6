"""The OpenAPI 3.1 document of this installation: its resources, fields, sorts and choices as they are now."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.api.asking import MOST, USUAL
from guanxi.api.described import CHANGES, ETAG, KEY, address_of, described
from guanxi.api.resources import Field, Resource, fields_of, resources
from guanxi.platform.conditions import Kind

Schema = dict[str, Any]  # Any: JSON of any depth
FAILURES: Final[Mapping[int, str | Promise]] = {
    400: _("The body is no JSON object that can be read"),
    401: _("No key, or one that is revoked or expired"),
    403: _("The key does not give this right"),
    404: _("No such record, or none this key may see"),
    409: _("Somebody else wrote the same at this moment; ask again"),
    412: _("If-Match names another version than the present one; fields names what changed since"),
    413: _("The body is larger than one megabyte"),
    422: _("Query or body cannot be taken as they are; fields names what"),
    429: _("Too many calls within a minute"),
}
_TYPES: Final[tuple[tuple[type["models.Field[Any, Any]"], Mapping[str, str]], ...]] = (
    (models.BooleanField, {"type": "boolean"}),
    (models.DateTimeField, {"type": "string", "format": "date-time"}),
    (models.DateField, {"type": "string", "format": "date"}),
    (models.DecimalField, {"type": "string", "format": "decimal"}),
    (models.ForeignKey, {"type": "integer"}),
    (models.IntegerField, {"type": "integer"}),
    (models.FloatField, {"type": "number"}),
)
_ERROR: Final[Schema] = {
    "type": "object",
    "required": ["code", "message", "fields", "request_id"],
    "properties": {
        "code": {"type": "string"},
        "message": {"type": "string", "description": "For people, in the language of Accept-Language"},
        "fields": {"type": "object", "additionalProperties": {"type": "string"}},
        "request_id": {"type": "string"},
    },
}


def document(server: str) -> Schema:
    """Labels are in the active language; nothing in it depends on who asks."""
    paths: Schema = {}
    schemas: Schema = {"Error": _ERROR, "Changes": CHANGES}
    for resource in resources():
        schemas[resource.name] = record_schema(resource)
        paths[f"/{resource.name}"] = {"get": _list(resource)}
        paths[f"/{resource.name}/{{key}}"] = {"get": _one(resource)}
        for operation in resource.operations:
            path = paths.setdefault(address_of(resource, operation), {})
            path[operation.method.lower()] = described(resource, operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Guanxi",
            "version": "1",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "responses": {str(status): _failure(str(words)) for status, words in FAILURES.items()},
        },
    }


def record_schema(resource: Resource) -> Schema:
    """Every field that exists; which of them a key may see its owner's rights decide."""
    found = fields_of(resource)
    return {
        "type": "object",
        "title": str(resource.label),
        "required": ["id", "version"],
        "properties": {name: _property(field) for name, field in found.items()},
    }


def _property(field: Field) -> Schema:
    schema = _type(field)
    if field.fact is not None and field.fact.kind is Kind.CHOICE and not field.fact.whole_choices:
        schema["enum"] = [value for value, _label in field.fact.offered()]
        if field.source.blank or field.model is not None:
            schema["enum"].append("")
    absent = field.source.null or field.model is not None
    if absent:
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema:
            schema["enum"].append(None)
    return {**schema, "title": str(field.label)}


def _type(field: Field) -> Schema:
    if field.fact is not None and field.fact.kind is Kind.WORDS:
        return {"type": "array", "items": {"type": "string"}}
    return dict(next((t for kind, t in _TYPES if isinstance(field.source, kind)), {"type": "string"}))


def _list(resource: Resource) -> Schema:
    sorts: list[object] = [f"{sign}{name}" for name in resource.sorts for sign in ("", "-")]
    listed = {"type": "array", "items": {"$ref": f"#/components/schemas/{resource.name}"}}
    return {
        "operationId": f"list_{resource.name}",
        "summary": str(resource.label),
        "parameters": [
            _fields(resource),
            _parameter(
                "where", {"type": "string"}, "A condition as JSON, as lists keep their filters", _EXAMPLE
            ),
            _parameter(
                "sort", {"type": "string", "enum": sorts, "default": resource.sort}, "- turns it round"
            ),
            *([_parameter("q", {"type": "string"}, "Search")] if resource.search else []),
            _parameter("limit", {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}, "Rows"),
            _parameter("cursor", {"type": "string"}, "`next` of the page before"),
        ],
        "responses": {
            "200": _json(
                {
                    "type": "object",
                    "required": ["data", "next"],
                    "properties": {"data": listed, "next": {"type": ["string", "null"]}},
                }
            ),
            **_failures(401, 403, 422, 429),
        },
    }


def _one(resource: Resource) -> Schema:
    return {
        "operationId": f"get_{resource.name}",
        "summary": str(resource.label),
        "parameters": [
            KEY,
            _fields(resource),
        ],
        "responses": {
            "200": _json({"$ref": f"#/components/schemas/{resource.name}"}) | {"headers": ETAG},
            **_failures(401, 403, 404, 422, 429),
        },
    }


_EXAMPLE: Final = '{"all": [{"fact": "customers.city", "is": "=", "value": "上海"}]}'


def _fields(resource: Resource) -> Schema:
    schema = {"type": "array", "items": {"type": "string", "enum": list(fields_of(resource))}}
    found = _parameter("fields", schema, "Without it the record's own fields")
    return found | {"style": "form", "explode": False}


def _parameter(name: str, schema: Schema, description: str, example: str | None = None) -> Schema:
    found = {"name": name, "in": "query", "schema": schema, "description": description}
    return found if example is None else found | {"example": example}


def _json(schema: Schema) -> Schema:
    return {"description": "What was asked for", "content": {"application/json": {"schema": schema}}}


def _failure(words: str) -> Schema:
    return {
        "description": words,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }


def _failures(*statuses: int) -> Schema:
    return {str(status): {"$ref": f"#/components/responses/{status}"} for status in statuses}
