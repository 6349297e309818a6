"""How an area answers with a page.

A view is short: who may, what to ask, what to show. Every view names its access; one that names none is
answered with "not found" and logged.

    from guanxi.web.pages import needs, page, toast

    @needs("customers.see")
    def customer(request, key):
        return page(request, "customers/page.html", {"customer": customer_file(request.actor, key)})

    @needs("customers.rename", method="POST")
    def rename(request, key):
        done = rename_customer.tracked(actor=request.actor, customer=key, name=...)
        toast(request, _("Renamed."), undo=done.change_set_id)
        return redirect("customers:page", key)

A template extends "web/base.html" and fills the blocks `title` (plain words), `actions` (buttons of the
header), `tabs`, `content`, and when it needs more room `header` (replaces the whole page header).
The same address gives the whole page, or for htmx only its content, or (asked for by a side panel)
the panel with its own header. The view does not notice.

Macros: {% from "web/components.html" import button, badge, card, empty, ... %}; /web/components/ shows all.
Lists: see `guanxi.web.lists`; forms: see `guanxi.web.forms`.

Failures: let `Refused` and its kin out of the view; the middleware answers with a sentence and the right
status. A form view that wants the sentence beside its fields uses `guanxi.web.forms.submit`.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import wraps
from typing import Concatenate, Literal, ParamSpec, Protocol, cast

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import resolve_url
from django.utils.functional import Promise
from django.utils.http import urlencode

from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Forbidden
from guanxi.web.given import with_query
from guanxi.web.templating import render

P = ParamSpec("P")
Text = str | Promise
Tone = Literal["done", "info", "warning", "danger"]
TOASTS = "gx_toasts"


class SignedInRequest(HttpRequest):
    """A request behind `needs` or `signed_in`: the actor is there."""

    actor: Actor


def viewer(request: HttpRequest) -> Actor:
    """Who looks at the page for which a slot is drawn: slots are drawn for signed-in people only."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # Django's request has no place for it
    return actor


View = Callable[Concatenate[SignedInRequest, P], HttpResponseBase]
AnyView = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Access:
    """Who may open a view; every view carries one as `.access` (a contract walks all addresses)."""

    kind: Literal["public", "signed_in", "right"]
    rights: tuple[str, ...] = ()

    def open_to(self, actor: Actor | None) -> bool:
        if self.kind == "public":
            return True
        return actor is not None and all(actor.may(r) for r in self.rights)


class Guarded(Protocol):
    access: Access


def needs(*rights: str, method: str | None = None) -> Callable[[View[P]], AnyView[P]]:
    """Only for people with all these rights; others get the refusal page, strangers the sign-in page."""
    if not rights:
        raise ValueError("name a right, or use signed_in")
    return _guard(Access("right", rights), method)


def signed_in(view: View[P]) -> AnyView[P]:
    return _guard(Access("signed_in"), None)(view)


def public(view: AnyView[P]) -> AnyView[P]:
    """Open to everybody, signed in or not. `request.actor` may be None."""
    cast("Guarded", view).access = Access("public")
    return view


def _guard(access: Access, method: str | None) -> Callable[[View[P]], AnyView[P]]:
    def decorate(view: View[P]) -> AnyView[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **named: P.kwargs) -> HttpResponseBase:
            actor: Actor | None = getattr(request, "actor", None)
            if actor is None:
                return to_sign_in(request)
            if not access.open_to(actor):
                raise Forbidden
            if method and request.method != method:
                return HttpResponseNotAllowed([method])
            return view(cast("SignedInRequest", request), *args, **named)

        cast("Guarded", guarded).access = access
        return cast("AnyView[P]", guarded)

    return decorate


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a stranger to the sign-in page and back afterwards."""
    asked = request.get_full_path() if request.method == "GET" and not is_fragment(request) else "/"
    address = with_query(resolve_url("web:sign_in"), f"?{urlencode({'next': asked})}")
    if is_fragment(request):
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def is_fragment(request: HttpRequest) -> bool:
    """Htmx asks for a piece of a page (not for a page it could not find in its history)."""
    return (
        request.headers.get("HX-Request") == "true"
        and request.headers.get("HX-Boosted") != "true"
        and request.headers.get("HX-History-Restore-Request") != "true"
    )


def layout_for(request: HttpRequest) -> str:
    if not is_fragment(request):
        return "web/layouts/shell.html" if getattr(request, "actor", None) else "web/layouts/plain.html"
    in_panel = request.headers.get("HX-Target", "") == "panel-body"
    return "web/layouts/panel.html" if in_panel else "web/layouts/fragment.html"


def page(
    request: HttpRequest, template: str, context: Mapping[str, object] | None = None, *, status: int = 200
) -> HttpResponse:
    """The drawn page: whole, fragment or panel, as the request asks."""
    from guanxi.web.shell import shell_context

    layout = layout_for(request)
    everything = {"request": request, "layout": layout, **(context or {})}
    if layout.endswith(("shell.html", "plain.html")):
        everything["shell"] = shell_context(request)
    response = HttpResponse(render(template, everything), status=status)
    response.headers["Vary"] = "HX-Request, HX-Target, Cookie, Accept-Language"
    return response


@dataclass(frozen=True, slots=True)
class Toast:
    """A short word at the edge of the page; `undo` names the change set its button undoes.

    `back`: where to go once it is undone, when the page one stands on goes with it.
    """

    text: str
    tone: Tone = "done"
    undo: int | None = None
    href: str | None = None
    link: str | None = None
    back: str | None = None


def toast(  # one call, many optional parts
    request: HttpRequest,
    text: Text,
    *,
    undo: int | None = None,
    tone: Tone = "done",
    href: str | None = None,
    link: Text | None = None,
    back: str | None = None,
) -> None:
    """Say what happened, with the answer to this request or, after a redirect, with the next page."""
    waiting: list[Toast] = request.__dict__.setdefault(TOASTS, [])
    waiting.append(Toast(str(text), tone, undo, href, None if link is None else str(link), back))


def take_toasts(request: HttpRequest) -> list[dict[str, object]]:
    """Everything to be said now; it is said once."""
    said_now = [asdict(t) for t in request.__dict__.pop(TOASTS, [])]
    kept: list[dict[str, object]] = request.session.pop(TOASTS, []) if hasattr(request, "session") else []
    return kept + said_now


def deliver_toasts(request: HttpRequest, response: HttpResponseBase) -> None:
    """What no page has said goes with this htmx answer, or waits in the session for the next page."""
    waiting: list[Toast] = request.__dict__.get(TOASTS, [])
    if not waiting:
        return
    moves_on = response.status_code in {301, 302, 303} or response.has_header("HX-Redirect")
    if is_fragment(request) and not moves_on:
        events = json.loads(response.headers.get("HX-Trigger", "{}"))
        response.headers["HX-Trigger"] = json.dumps(events | {"gx:toast": {"items": take_toasts(request)}})
    else:
        request.session[TOASTS] = request.session.get(TOASTS, []) + [asdict(t) for t in waiting]
        del request.__dict__[TOASTS]


def refusal(
    request: HttpRequest,
    status: int,
    title: Text,
    sentence: Text,
    *,
    href: str | None = None,
    link: Text | None = None,
) -> HttpResponse:
    """A refusal in words: a page, or for a fragment a toast that leaves the page as it is.

    `href` and `link`: where to go on from here; without them the start page.
    """
    if is_fragment(request):
        toast(request, sentence, tone="danger", href=href, link=link)
        return HttpResponse(status=status, headers={"HX-Reswap": "none"})
    told = {"title": title, "sentence": sentence, "status": status, "href": href, "link": link}
    return page(request, "web/refusal.html", told, status=status)
