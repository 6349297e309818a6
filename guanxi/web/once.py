"""A form sent twice is carried out once: a double click, or a second try on a bad line.

Two sendings are the same when page, address and everything in the form are: whoever goes back and changes a
word sends another one. The page's name stands in each form of it (`csrf()` draws it).
"""

import hashlib
import re
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guanxi.platform.verbs.once import Answer, Sending, SentAlready, StillAtWork, sending
from guanxi.web.given import came_from
from guanxi.web.pages import is_fragment, layout_for, refusal, toast

_PAGE_NAME = re.compile(r"[\w-]{16}", re.ASCII)
_MOVED = frozenset({301, 302, 303, 307, 308})
_REFUSED, _FAILED = 400, 500


class OnceMiddleware:
    """Names each form that is sent, and leads a second sending to what became of the first."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with ExitStack() as stack:
            request.__dict__["gx_sendings"] = stack
            response = self.answer(request)
            sent: Sending | None = request.__dict__.get("gx_sent")
            if sent is not None and sent.is_noted:
                _keep(sent, response)
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],  # noqa: ARG002 - Django's shape
        args: Any,  # noqa: ARG002 - Django's shape
        named: Any,  # noqa: ARG002 - Django's shape
    ) -> HttpResponse | None:
        """After the check of the form's origin, before anything is done."""
        actor = getattr(request, "actor", None)
        name = sent_name(request)
        if name is None or actor is None or actor.user_id is None:
            return None
        try:
            sent = request.__dict__["gx_sendings"].enter_context(sending(actor.user_id, name))
        except StillAtWork as refused:
            return refusal(request, 409, _("Still at work"), refused.sentence)
        request.__dict__["gx_sent"] = sent
        before = sent.answered()
        return None if before is None else _led_to(request, before)

    def process_exception(self, request: HttpRequest, failure: Exception) -> HttpResponse | None:
        if not isinstance(failure, SentAlready):
            return None
        sent: Sending = request.__dict__["gx_sent"]
        return _led_to(request, sent.answered() or Answer())


def sent_name(request: HttpRequest) -> str | None:
    """What this sending is known by; None for what no page drew, and for what a page asks while one types."""
    if is_fragment(request) and layout_for(request) != "web/layouts/panel.html":
        return None
    if request.method != "POST" or not _PAGE_NAME.fullmatch(request.POST.get("once", "")):
        return None
    digest = hashlib.sha256(request.get_full_path().encode())
    for name in sorted(set(request.POST) - {"csrfmiddlewaretoken"}):
        for value in request.POST.getlist(name):
            digest.update(f"\0{len(name)} {name}={len(value)} {value}".encode("utf-8", "surrogatepass"))
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            digest.update(f"\0{name}={file.name} {file.size} ".encode("utf-8", "surrogatepass"))
            for chunk in file.chunks():
                digest.update(chunk)
            file.seek(0)  # whoever takes the file reads it from its beginning
    return f"form {digest.hexdigest()}"


def _keep(sent: Sending, response: HttpResponseBase) -> None:
    """What was refused half-way, and a file, may be asked for again."""
    status = response.status_code
    is_file = response.streaming or response.headers.get("Content-Disposition", "").startswith("attachment")
    if is_file or _REFUSED <= status < _FAILED:
        sent.forget()
    elif status in _MOVED:
        sent.keep(Answer(status, response.headers["Location"]))


def _led_to(request: HttpRequest, before: Answer) -> HttpResponse:
    if before.location:
        words = _("This was sent twice and done once. To do the same again, open the form anew.")
        toast(request, words, tone="info")
        return redirect(before.location)
    sentence = _("This was sent before and is done; it was not done a second time.")
    return refusal(request, 409, _("Done already"), sentence, href=came_from(request), link=_("Back"))
