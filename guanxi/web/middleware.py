"""What every request passes: the actor, the language, closed by default, refusals in words, safe headers."""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from guanxi.platform.access.queries import actor_of
from guanxi.platform.verbs import Forbidden, NotFound, Refused, Stale
from guanxi.web.charset import FOREIGN_CHARSET
from guanxi.web.current import answering
from guanxi.web.pages import deliver_toasts, refusal
from guanxi.web.templating import render

log = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponseBase]
LANGUAGE_COOKIE = "gx_language"


class ActorMiddleware:
    """`request.actor`: who acts, or None; and that person's language and zone for the time of the request."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        actor = actor_of(request.user) if request.user.is_authenticated else None
        request.actor = actor  # type: ignore[attr-defined]  # Django's request has no place for it
        language = actor.language if actor else _language_of_stranger(request)
        with (
            translation.override(language),
            timezone.override(actor.zone if actor else None),
            answering(request),
        ):
            response = self.answer(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "en")
            deliver_toasts(request, response)
        return response


def _language_of_stranger(request: HttpRequest) -> str:
    chosen = request.COOKIES.get(LANGUAGE_COOKIE)
    if chosen in dict(settings.LANGUAGES):
        return str(chosen)
    return translation.get_language_from_request(request)


class ClosedByDefaultMiddleware:
    """A view that does not say who may open it is not there; refusals become sentences."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.answer(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        args: Any,  # noqa: ARG002 - Django's shape
        named: Any,  # noqa: ARG002 - Django's shape
    ) -> HttpResponse | None:
        if hasattr(view, "access"):
            return None
        log.error("view %s.%s has no access rule; answered with 404", view.__module__, view.__qualname__)
        return _not_found(request)

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        match failure:
            case NotFound() | Http404():
                return _not_found(request)
            case Forbidden():
                return refusal(request, 403, _("You may not do this"), failure.sentence)
            case Stale():
                return refusal(request, 409, _("Changed meanwhile"), failure.sentence)
            case Refused():
                return refusal(request, 422, _("This was not done"), failure.sentence)
            case _:
                return None


def _not_found(request: HttpRequest) -> HttpResponse:
    sentence = _(
        "There is nothing at this address, or you may not see it. It may have been moved or deleted."
    )
    return refusal(request, 404, _("Not found"), sentence)


class SafetyHeadersMiddleware:
    """Strict headers on every answer; a view that needs others (a sandboxed mail body) sets its own first."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.policy = content_policy(getattr(settings, "GUANXI_LIVE_URL", ""))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.answer(request)
        headers = response.headers
        headers.setdefault("Content-Security-Policy", self.policy)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault(
            "Permissions-Policy", "camera=(self), microphone=(self), geolocation=(self), payment=()"
        )
        return response


class ReadableMiddleware:
    """What no request of a browser looks like is refused in words before anything reads it."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return unreadable(request) if FOREIGN_CHARSET in request.META else self.answer(request)


def unreadable(request: HttpRequest) -> HttpResponse:
    """A page of its own: it may touch neither the body nor the host's name, which may be what is wrong."""
    with translation.override(_language_of_stranger(request)):
        sentence = _(
            "This request cannot be read: it is too large, broken, or meant for another site. Go back and"
            " send less at once."
        )
        found = {"title": _("This request cannot be read"), "sentence": sentence}
        return HttpResponse(render("web/failure.html", found), status=400)


def content_policy(live_url: str) -> str:
    """The content security policy; the live server is the only other origin a page may talk to."""
    live = urlsplit(live_url)
    origin = f" {live.scheme}://{live.netloc}" if live.netloc else ""
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self'",
            "style-src-attr 'unsafe-inline'",
            "img-src 'self' data: blob:",
            f"connect-src 'self'{origin}",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )
