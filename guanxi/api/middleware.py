"""What every call passes: its number, its language, its key, its limit; failures become JSON."""

import logging
import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final, cast
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from guanxi.api.answers import JSON
from guanxi.api.doors import Access, ProgramRequest
from guanxi.api.errors import UNREADABLE, NoKey, NotAllowedHere, TooManyCalls, answer_to, told
from guanxi.platform.access.actions import count_call
from guanxi.platform.access.queries import actor_behind, api_key_behind
from guanxi.platform.access.types import system_clock
from guanxi.platform.verbs import Forbidden, Refused

log = logging.getLogger(__name__)
PREFIX: Final = "/api/"
CALLS_A_MINUTE: Final = 600
OWN_NUMBER: Final = re.compile(r"[\w-]{8,64}", re.ASCII)
FAILED: Final = _("Something went wrong on our side. Nothing was changed; try again in a moment.")
BEARER: Final = re.compile(r"bearer (gx_[\w-]{43})", re.ASCII | re.IGNORECASE)


class ApiMiddleware:
    """Stands last: within it nothing but the views. Answers only for addresses of the API."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PREFIX):
            return self.answer(request)
        given = request.headers.get("X-Request-Id", "")
        number = given if OWN_NUMBER.fullmatch(given) else uuid4().hex
        cast("ProgramRequest", request).request_id = number
        with translation.override(translation.get_language_from_request(request)):
            response = _as_json(request, self.answer(request))
            response.headers["Content-Language"] = translation.get_language() or "en"
        response.headers["X-Request-Id"] = number
        response.headers.setdefault("Cache-Control", "no-store")
        patch_vary_headers(response, ["Accept-Language", "Authorization"])
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: Any,  # noqa: ARG002 - Django's shape
        named: Any,  # noqa: ARG002 - Django's shape
    ) -> HttpResponse | None:
        access = getattr(view, "access", None)
        if not isinstance(access, Access):
            return None
        try:
            _let_in(cast("ProgramRequest", request), access)
        except Refused as refused:
            refusal = answer_to(request, refused)
            if refusal is not None and refusal.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                refusal.headers["Allow"] = ", ".join(access.methods)
            return refusal
        return None

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        if not request.path.startswith(PREFIX):
            return None
        answer = answer_to(request, failure)
        if answer is None:
            number = getattr(request, "request_id", "")
            log.error("call %s failed", number, exc_info=failure)
            answer = told(request, 500, "failed", FAILED)
        return answer


def _as_json(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """What failed before any view was asked was answered by a page: no program reads one."""
    if response.status_code < HTTPStatus.BAD_REQUEST or response.headers["Content-Type"] == JSON:
        return response
    if response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
        return told(request, response.status_code, "bad_request", UNREADABLE)
    return told(request, response.status_code, "failed", FAILED)


def _let_in(request: ProgramRequest, access: Access) -> None:
    """Raises NoKey, TooManyCalls, NotAllowedHere, Forbidden."""
    if access.kind == "key":
        shown = BEARER.fullmatch(request.headers.get("Authorization", ""))
        key = api_key_behind(shown[1]) if shown else None
        if key is None:
            raise NoKey
        if count_call(key, system_clock()) > CALLS_A_MINUTE:
            raise TooManyCalls
        request.key, request.actor = key, actor_behind(key)
    if request.method not in access.methods:
        raise NotAllowedHere
    if access.kind == "key" and not access.open_to(request.actor, request.method):
        raise Forbidden
