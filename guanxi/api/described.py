"""The operations in the OpenAPI document: what each takes, and what it answers."""

from typing import Any, Final

from guanxi.api.bodies import schema_of
from guanxi.api.operations import Operation, fields_asked, form_for_nobody
from guanxi.api.resources import Resource

Schema = dict[str, Any]  # Any: JSON of any depth
KEY: Final[Schema] = {
    "name": "key",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "minimum": 0, "maximum": 10**18 - 1},
}
ETAG: Final[Schema] = {"ETag": {"description": "The version", "schema": {"type": "string"}}}
CHANGES: Final[Schema] = {
    "type": "object",
    "required": ["dry_run", "changes"],
    "properties": {
        "dry_run": {"const": True},
        "changes": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["of", "id", "change", "fields"],
                "properties": {
                    "of": {"type": "string", "description": "The resource, or another kind of record"},
                    "id": {"type": "integer"},
                    "change": {"enum": ["created", "changed", "deleted"]},
                    "fields": {
                        "type": "object",
                        "additionalProperties": {
                            "type": "object",
                            "required": ["before", "after"],
                            "properties": {"before": {}, "after": {}},
                        },
                    },
                },
            },
        },
    },
}
_DRY_RUN: Final[Schema] = {
    "name": "dry_run",
    "in": "query",
    "schema": {"type": "boolean", "default": False},
    "description": "Tell what would change, and change nothing",
}
_ONCE: Final[Schema] = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "description": "Asked again under this name, it is not done again: the answer of the first time returns",
}
_IF_MATCH: Final[Schema] = {
    "name": "If-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": "The ETag that was read: 412 if the record has changed since",
    "example": '"3"',
}


def address_of(resource: Resource, operation: Operation) -> str:
    parts = ["", resource.name, *(["{key}"] if operation.is_on_record else []), operation.word]
    return "/".join(parts).rstrip("/")


def described(resource: Resource, operation: Operation) -> Schema:
    found: Schema = {
        "operationId": operation_id(resource, operation),
        "summary": str(operation.verb.label),
        "description": f"`{operation.verb.name}`",
        "parameters": [*([KEY, _IF_MATCH] if operation.is_on_record else []), _ONCE, _DRY_RUN],
        "responses": _answers(resource, operation),
    }
    if operation.asks:
        schema = body_schema(operation)
        found["requestBody"] = {
            "required": bool(schema.get("required") or "oneOf" in schema),
            "content": {"application/json": {"schema": schema}},
        }
    return found


def operation_id(resource: Resource, operation: Operation) -> str:
    word = operation.word or {"POST": "create", "PATCH": "edit", "DELETE": "delete"}[operation.method]
    return f"{word}_{resource.name}"


def body_schema(operation: Operation) -> Schema:
    """One object, or one for each kind of record."""
    kinds = operation.kinds()
    if not kinds:
        return _object(operation, "")
    shapes = [_object(operation, kind) for kind in kinds]
    return {"anyOf": shapes} if operation.method == "PATCH" else {"oneOf": shapes}


def _object(operation: Operation, kind: str) -> Schema:
    form = form_for_nobody(operation, kind)
    fields = fields_asked(operation, form)
    properties = {name: schema_of(field) for name, field in fields.items()}
    needed = [
        name
        for name, field in fields.items()
        if field.required and form.get_initial_for_field(field, operation.names.get(name, name)) is None
    ]
    if operation.method == "PATCH":
        needed = []
    elif kind:
        properties = {"kind": {"const": kind}, **properties}
        needed.insert(0, "kind")
    return {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        **({"required": needed} if needed else {}),
    }


def _answers(resource: Resource, operation: Operation) -> Schema:
    of = operation.makes or resource.name
    record = {"description": "The record", **_json(of), "headers": ETAG}
    tried = {"description": "What would change, with dry_run", **_json("Changes")}
    answers: Schema = {"200": tried}
    if operation.creates:
        answers["201"] = record
    elif operation.method == "DELETE":
        answers["204"] = {"description": "It is deleted"}
    else:
        both = {"anyOf": [_ref(of), _ref("Changes")]}
        answers["200"] = {**record, "content": {"application/json": {"schema": both}}}
        answers["204"] = {"description": "It is done, and out of this key's reach now"}
    failures = [400, 401, 403, 409, 413, 422, 429, *([404, 412] if operation.is_on_record else [])]
    return answers | {
        str(status): {"$ref": f"#/components/responses/{status}"} for status in sorted(failures)
    }


def _json(name: str) -> Schema:
    return {"content": {"application/json": {"schema": _ref(name)}}}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}
