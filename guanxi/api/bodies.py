"""The body of a call: JSON in, what a form reads out; and each field of a form as a JSON schema."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final, cast

import msgspec
from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.api.errors import NotJson, TooLarge, WrongInput

Schema = dict[str, Any]  # Any: JSON of any depth
Text = str | Promise
LARGEST: Final = 1 << 20  # bytes
LONGEST_SHOWN: Final = 100
DECIMAL: Final = r"^-?[0-9]+(\.[0-9]+)?$"
TAGS: Final = "tags"
_COMMAS: Final = (",", "，")


class _Kind(msgspec.Struct, frozen=True):
    """How a field of a form is written in JSON."""

    fields: tuple[type[forms.Field], ...]
    type: Any  # Any: a type as msgspec reads it
    schema: Mapping[str, Any]  # Any: JSON of any depth
    sentence: Text


_KEY: Final = _Kind(
    (forms.ModelChoiceField,), int, {"type": "integer"}, _("The key of a record is expected.")
)
_WORDS: Final = _Kind(
    (), list[str], {"type": "array", "items": {"type": "string"}}, _("A list of texts is expected.")
)
_KINDS: Final = (
    _Kind((forms.BooleanField,), bool, {"type": "boolean"}, _("true or false is expected.")),
    _Kind((forms.MultipleChoiceField,), list[str], _WORDS.schema, _WORDS.sentence),
    _KEY,
    _Kind(
        (forms.DecimalField,),
        Annotated[str, msgspec.Meta(pattern=DECIMAL)],
        {"type": "string", "format": "decimal", "pattern": DECIMAL},
        _("An amount as text is expected, such as “1234.50”."),
    ),
    _Kind((forms.IntegerField,), int, {"type": "integer"}, _("A whole number is expected.")),
    _Kind(
        (forms.DateTimeField,),
        Annotated[datetime, msgspec.Meta(tz=True)],
        {"type": "string", "format": "date-time"},
        _("A moment with its time zone is expected, such as 2026-03-02T14:30:00+08:00."),
    ),
    _Kind(
        (forms.DateField,),
        date,
        {"type": "string", "format": "date"},
        _("A day is expected, such as 2026-03-02."),
    ),
    _Kind((forms.Field,), str, {"type": "string"}, _("A text is expected.")),
)


def read_body(request: HttpRequest) -> Mapping[str, object]:
    """The object that was sent; an empty body holds nothing. Raises TooLarge, NotJson."""
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not (length.isascii() and length.isdigit()) or int(length[:LONGEST_SHOWN]) > LARGEST:
        raise TooLarge
    if length.strip("0") == "":
        return {}
    if request.content_type != "application/json":  # a form's body was read by now, and is gone
        raise NotJson(_("Send the header Content-Type: application/json."))
    try:
        found = msgspec.json.decode(request.body, type=dict[str, Any])  # Any: typed field by field below
        msgspec.json.encode(found)  # halves of characters stand in no text
    except (msgspec.DecodeError, UnicodeError, RecursionError) as problem:
        raise NotJson from problem
    return found


def write(
    fields: Mapping[str, forms.Field], names: Mapping[str, str], body: Mapping[str, object], data: QueryDict
) -> None:
    """The body into `data` as the form of these fields reads it. Raises WrongInput naming every field that is
    none.
    """
    wrong: dict[str, Text] = {}
    for name, value in body.items():
        if name not in fields:
            wrong[name[:LONGEST_SHOWN]] = _("There is no such field here.")
            continue
        kind = _kind_of(fields[name])
        try:
            typed = None if value is None else msgspec.convert(value, kind.type)
        except msgspec.ValidationError:
            wrong[name] = kind.sentence
            continue
        if _splits(fields[name], typed):
            wrong[name] = _("A word holds no comma: send each as a text of its own.")
        put(data, fields[name], names.get(name, name), typed)
    if wrong:
        raise WrongInput(fields=wrong)


def put(data: QueryDict, field: forms.Field, name: str, value: object) -> None:
    """A value as a browser would send it; what is absent is not sent."""
    if value is None or value is False:
        return
    if isinstance(value, list | tuple):
        words = [str(one) for one in value]
        data.setlist(name, [", ".join(words)] if _is_tags(field) else words)
    elif isinstance(value, date):  # a moment is one too
        data[name] = value.isoformat()
    elif isinstance(value, Decimal):
        data[name] = format(value, "f")
    else:
        data[name] = "on" if value is True else str(value)


def schema_of(field: forms.Field) -> Schema:
    """One field of a form. What may be left out may also be null."""
    kind = _kind_of(field)
    schema = {**kind.schema, **_limits(field)}
    if not field.required and not isinstance(field, forms.BooleanField):
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema:
            schema["enum"] = [*schema["enum"], None]
    words = {"title": field.label, "description": field.help_text}
    return schema | {name: str(text) for name, text in words.items() if text}


def _limits(field: forms.Field) -> Schema:
    found: Schema = {}
    match field:
        case forms.MultipleChoiceField():
            return {"items": {"type": "string", "enum": _choices(field)}}
        case forms.ChoiceField() if _is_key(field):
            return {"minimum": 1, "maximum": (1 << 63) - 1}
        case forms.ChoiceField():
            return {"enum": _choices(field)}
        case forms.DecimalField():
            return {}
        case forms.IntegerField():
            found = {"minimum": field.min_value, "maximum": field.max_value}
        case forms.CharField() if not _is_tags(field):
            found = {"maxLength": field.max_length}
    return {name: limit for name, limit in found.items() if limit is not None}


def _choices(field: forms.ChoiceField) -> list[str]:
    pairs = cast("Iterable[tuple[object, object]]", field.choices)
    return [str(value) for value, _label in pairs]


def _kind_of(field: forms.Field) -> _Kind:
    if _is_tags(field):
        return _WORDS
    if _is_key(field):
        return _KEY
    return next(kind for kind in _KINDS if isinstance(field, kind.fields))


def _is_key(field: forms.Field) -> bool:
    """Whether it chooses among records."""
    typed = isinstance(field, forms.TypedChoiceField) and field.coerce is int
    return typed or isinstance(field, forms.ModelChoiceField)


def _is_tags(field: forms.Field) -> bool:
    return getattr(field.widget, "kind", "") == TAGS


def _splits(field: forms.Field, typed: object) -> bool:
    """Words are typed with commas between them."""
    return (
        _is_tags(field)
        and isinstance(typed, list)
        and any(sign in word for word in typed for sign in _COMMAS)
    )
