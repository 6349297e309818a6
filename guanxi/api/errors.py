"""Every failure as `{code, message, fields, request_id}`, in the caller's language."""

import re
from collections.abc import Mapping
from typing import Final

import msgspec
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.api.answers import JSON, etag
from guanxi.platform.conditions import ConditionError
from guanxi.platform.verbs import Clashes, Forbidden, NotFound, Refused, Stale
from guanxi.platform.verbs.once import StillAtWork

Text = str | Promise


class NoKey(Refused):
    sentence = _("Send an API key in the header Authorization: Bearer gx_… It may be revoked or expired.")


class TooManyCalls(Refused):
    sentence = _("These are too many calls within a minute. Wait, then go on.")


class WrongQuery(Refused):
    sentence = _("The query cannot be read as it is.")


class NotAllowedHere(Refused):
    sentence = _("This address does not know this method.")


class NotJson(Refused):
    sentence = _("The body is no JSON object that can be read.")


class TooLarge(Refused):
    sentence = _("A body has at most one megabyte.")


class WrongInput(Refused):
    sentence = _("Something sent cannot be kept as it is; fields names it.")


class OtherVersion(Refused):
    """`fields` names what became different since; `version` is the present one."""

    sentence = _("The record has another version than the one named in If-Match. Nothing was changed.")

    def __init__(self, version: int, *, fields: Mapping[str, Text]) -> None:
        super().__init__(fields=dict(fields))
        self.version = version


UNREADABLE: Final = _("This request cannot be read.")
STATUS: Final[tuple[tuple[type[Exception], int], ...]] = (
    (NoKey, 401),
    (Forbidden, 403),
    (NotFound, 404),
    (Http404, 404),
    (NotAllowedHere, 405),
    (NotJson, 400),
    (TooLarge, 413),
    (RequestDataTooBig, 413),
    (OtherVersion, 412),
    (Stale, 409),
    (Clashes, 409),
    (StillAtWork, 409),
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
    answer = told(request, status, *_words(failure))
    if isinstance(failure, OtherVersion):
        answer.headers["ETag"] = etag(failure.version)
    return answer


def _words(failure: Exception) -> tuple[str, Text, Mapping[str, Text]]:
    """Code, message and fields."""
    match failure:
        case Refused():
            return code_of(failure), failure.sentence, failure.fields
        case ConditionError():
            return code_of(failure), failure.sentence, {"where": str(failure)}
        case RequestDataTooBig():
            return code_of(TooLarge()), TooLarge.sentence, {}
        case BadRequest():
            return "bad_request", UNREADABLE, {}
        case _:
            return "not_found", NotFound.sentence, {}


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
