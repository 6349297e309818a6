"""Who may open an address of the API: every view carries it as `.access`, as the pages do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, Protocol, cast

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from guanxi.platform.access.models import ApiKey
from guanxi.platform.access.types import Actor

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Access:
    """`kind` "key": a program with a key that gives all these rights."""

    kind: Literal["public", "key"]
    methods: tuple[str, ...]
    rights: tuple[str, ...] = ()

    def open_to(self, actor: Actor | None) -> bool:
        return self.kind == "public" or (actor is not None and all(actor.may(r) for r in self.rights))


class Guarded(Protocol):
    access: Access


class ProgramRequest(HttpRequest):
    """A request behind `with_key`: the program acts, and for whom is known."""

    actor: Actor
    key: ApiKey
    request_id: str


def with_key(view: View, *rights: str, methods: tuple[str, ...] = ("GET",)) -> View:
    """Only with a key that gives these rights. No cookie counts here, so no forgery of forms can reach it."""
    return _guarded(view, Access("key", methods, rights))


def public(view: View, methods: tuple[str, ...] = ("GET",)) -> View:
    return _guarded(view, Access("public", methods))


def _guarded(view: View, access: Access) -> View:
    def answer(request: HttpRequest, **named: Any) -> HttpResponse:  # Any: the address' own parts
        return view(request, **named)

    cast("Guarded", answer).access = access
    return cast("View", csrf_exempt(answer))
