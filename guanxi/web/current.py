"""The request being answered, for what templates need of it without being handed it (CSRF, the actor)."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest

_request: ContextVar[HttpRequest | None] = ContextVar("guanxi_request", default=None)


def current_request() -> HttpRequest | None:
    return _request.get()


def page_name() -> str:
    """The name of the page being drawn; its forms carry it (`guanxi.web.once`)."""
    request = current_request()
    return "" if request is None else str(request.__dict__.setdefault("gx_once", secrets.token_urlsafe(12)))


@contextmanager
def answering(request: HttpRequest) -> Iterator[None]:
    """Make `request` the current one for the time of the block."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)
