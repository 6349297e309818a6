"""Every failure as `{code, message, fields, request_id}`, in the caller's language."""

import re
from collections.abc import Mapping
from typing import Final

import msgspec
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.platform.conditions import ConditionError
from guanxi.platform.verbs import Forbidden, NotFound, Refused, Stale

Text = str | Promise
JSON: Final = "application/json"


class NoKey(Refused):
    sentence = _("Send an API key in the header Authorization: Bearer gx_… It may be revoked or expired.")


class TooManyCalls(Refused):
    sentence = _("These are too many calls within a minute. Wait, then go on.")


class WrongQuery(Refused):
    sentence = _("The query cannot be read as it is.")


class NotAllowedHere(Refused):
    sentence = _("This address does not know this method.")


STATUS: Final[tuple[tuple[type[Exception], int], ...]] = (
    (NoKey, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (Http404, 404),
    (NotAllowedHere, 405),
    (Stale, 409),
    (TooManyCalls, 429),
    (BadRequest, 400),
    (Refused, 422),
    (ConditionError, 422),
)
_HEADERS: Final[Mapping[int, Mapping[str, str]]] = {
    401: {"WWW-Authenticate": 'Bearer realm="guanxi"'},
    429: {"Retry-After": "60"},
}


def answer_to(request: HttpRequest, failure: Exception) -> HttpResponse | None:
    """The answer to an expected failure; None for any other."""
    status = next((status for kind, status in STATUS if isinstance(failure, kind)), None)
    if status is None:
        return None
    match failure:
        case Refused():
            return told(request, status, code_of(failure), failure.sentence, failure.fields)
        case ConditionError():
            return told(request, status, code_of(failure), failure.sentence, {"where": str(failure)})
        case BadRequest():
            return told(request, status, "bad_request", _("This request cannot be read."))
        case _:
            return told(request, status, "not_found", NotFound.sentence)


def told(
    request: HttpRequest, status: int, code: str, message: Text, fields: Mapping[str, Text] | None = None
) -> HttpResponse:
    problem = {
        "code": code,
        "message": str(message),
        "fields": {name: str(words) for name, words in (fields or {}).items()},
        "request_id": getattr(request, "request_id", ""),
    }
    headers = _HEADERS.get(status, {})
    return HttpResponse(msgspec.json.encode(problem), status=status, content_type=JSON, headers=headers)


def code_of(failure: Exception) -> str:
    """`CodeTaken` is `code_taken`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(failure).__name__).lower()
