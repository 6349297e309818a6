"""The request being answered, for what templates need of it without being handed it (CSRF, the actor)."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.http import HttpRequest

_request: ContextVar[HttpRequest | None] = ContextVar("guanxi_request", default=None)


def current_request() -> HttpRequest | None:
    return _request.get()


@contextmanager
def answering(request: HttpRequest) -> Iterator[None]:
    """Make `request` the current one for the time of the block."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)
