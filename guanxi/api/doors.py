"""Who may open an address of the API: every view carries it as `.access`, as the pages do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, cast

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from guanxi.platform.access.models import ApiKey
from guanxi.platform.access.types import Actor

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Access:
    """`kind` "key": a program with a key that gives the right that stands beside its method."""

    kind: Literal["public", "key"]
    methods: tuple[str, ...]
    rights: Mapping[str, str] = field(default_factory=dict)

    def open_to(self, actor: Actor | None, method: str) -> bool:
        return self.kind == "public" or (actor is not None and actor.may(self.rights[method]))


class Guarded(Protocol):
    access: Access


class ProgramRequest(HttpRequest):
    """A request behind `with_key`: the program acts, and for whom is known."""

    actor: Actor
    key: ApiKey
    request_id: str


def with_key(doors: Mapping[str, tuple[str, View]]) -> View:
    """A view and the right it takes for each method. No cookie counts here, so no forgery of forms can reach
    it.
    """

    def answer(request: HttpRequest, **named: Any) -> HttpResponse:  # Any: the address' own parts
        _right, view = doors[str(request.method)]
        return view(request, **named)

    rights = {method: right for method, (right, _view) in doors.items()}
    return _guarded(answer, Access("key", tuple(doors), rights))


def public(view: View, methods: tuple[str, ...] = ("GET",)) -> View:
    return _guarded(view, Access("public", methods))


def _guarded(view: View, access: Access) -> View:
    def answer(request: HttpRequest, **named: Any) -> HttpResponse:  # Any: the address' own parts
        return view(request, **named)

    cast("Guarded", answer).access = access
    return cast("View", csrf_exempt(answer))
