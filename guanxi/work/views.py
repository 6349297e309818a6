"""Home and follow-ups."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from guanxi.platform import slots
from guanxi.platform.access.types import Actor
from guanxi.web.forms import form_page, submit
from guanxi.web.given import key_of, site_path
from guanxi.web.pages import SignedInRequest, needs, page, signed_in, toast, viewer
from guanxi.web.templating import render_safe
from guanxi.work import queries
from guanxi.work.actions import finish_follow_up, move_follow_up, set_follow_up
from guanxi.work.forms import FollowUpForm, MoveForm

MOST_SHOWN = 50


@signed_in
def home(request: SignedInRequest) -> HttpResponse:
    """Work first, then what happened; every card is a slot."""
    context = {"today": request.actor.today()}
    cards = [f.render(request, **context) for f in slots.fillings("home.card", request.actor)]
    steps = [f.render(request, **context) for f in slots.fillings("home.tour", request.actor)]
    return page(
        request,
        "work/home.html",
        {"cards": [c for c in cards if c], "steps": [s for s in steps if s], **context},
    )


def follow_ups_card(request: HttpRequest, **_context: object) -> str:
    actor = viewer(request)
    due = list(queries.due_today(actor)[:MOST_SHOWN])
    coming = list(queries.coming(actor)[:5])
    return render_safe(
        "work/card.html",
        {
            "request": request,
            "due": due,
            "coming": coming,
            "today": actor.today(),
            **_links(actor, [*due, *coming]),
        },
    )


@needs("work.see")
def follow_ups(request: SignedInRequest) -> HttpResponse:
    rows = list(queries.follow_ups(request.actor)[: MOST_SHOWN * 4])
    return page(
        request,
        "work/follow_ups.html",
        {"rows": rows, "today": request.actor.today(), **_links(request.actor, rows)},
    )


@needs("work.set_follow_up")
def new_follow_up(request: SignedInRequest) -> HttpResponse:
    """For a record when the address names one (`?about=customer:12`); who may not see it gets none."""
    about = _about(request)
    form = FollowUpForm(request.POST or None, actor=request.actor)
    done = submit(
        request,
        form,
        lambda data: set_follow_up.tracked(
            actor=request.actor,
            title=data["title"],
            due_on=data["due_on"],
            note=data["note"],
            owner=data["owner"].pk if data["owner"] else None,
            subject=about,
        ),
    )
    if done is None:
        name = slots.subject_names(request.actor, [about]).get(about) if about else None
        return form_page(request, "work/new_follow_up.html", form, {"about": name, "back": _back(request)})
    toast(request, _("Follow-up set."), undo=done.change_set_id)
    return redirect(_back(request))


@needs("work.finish_follow_up", method="POST")
def finish(request: SignedInRequest, key: int) -> HttpResponse:
    done = finish_follow_up.tracked(actor=request.actor, follow_up=key)
    toast(request, _("Done."), undo=done.change_set_id)
    return redirect(_back(request))


@needs("work.move_follow_up", method="POST")
def move(request: SignedInRequest, key: int) -> HttpResponse:
    """To the day given, or by default to tomorrow."""
    form = MoveForm(request.POST)
    day = form.cleaned_data["due_on"] if form.is_valid() else request.actor.today() + timedelta(days=1)
    done = move_follow_up.tracked(actor=request.actor, follow_up=key, due_on=day)
    toast(request, _("Moved."), undo=done.change_set_id)
    return redirect(_back(request))


def _links(actor: Actor, rows: list[object]) -> dict[str, object]:
    """Names and addresses of the records the follow-ups are about."""
    subjects = [(r.subject_type, r.subject_id) for r in rows if r.subject_id]  # type: ignore[attr-defined]  # follow-ups
    names = slots.subject_names(actor, subjects)
    urls = {(kind, key): resolve_url(str(slots.subject_url_name(kind)), key) for kind, key in names}
    return {"names": names, "urls": urls}


def _about(request: HttpRequest) -> tuple[str, int] | None:
    kind, _colon, key = (request.GET.get("about") or "").partition(":")
    number = key_of(key)
    about = (kind, number) if number is not None else None
    actor = viewer(request)
    return about if about and about in slots.subject_names(actor, [about]) else None


def _back(request: HttpRequest) -> str:
    back = request.POST.get("back") or request.GET.get("back") or ""
    return site_path(request, back, resolve_url("home"))
