"""The shell's own pages: signing in, own password, preferences, undo, the palette's answers."""

import json
import logging

from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from guanxi.platform.access.actions import set_preferences
from guanxi.platform.access.queries import company
from guanxi.platform.access.types import Actor
from guanxi.platform.journal.actions import CannotUndo, undo_change_set
from guanxi.platform.journal.queries import last_undoable
from guanxi.platform.live import token_for
from guanxi.platform.queries import standings
from guanxi.platform.slots import subject_url_name
from guanxi.platform.verbs import Refused, verb_named
from guanxi.web.actions import change_password, check_sign_in, delete_view, save_view
from guanxi.web.entry import PasswordForm, SignInForm, ViewForm
from guanxi.web.formats import moment
from guanxi.web.forms import form_page, submit
from guanxi.web.given import came_from, client_address, key_of, onward, with_query
from guanxi.web.lists.state import ListState
from guanxi.web.middleware import LANGUAGE_COOKIE, unreadable
from guanxi.web.pages import SignedInRequest, is_fragment, page, public, refusal, signed_in, toast
from guanxi.web.search import palette_groups
from guanxi.web.shell import DENSITIES, DENSITY_COOKIE, THEME_COOKIE, THEMES
from guanxi.web.templating import render

log = logging.getLogger(__name__)
YEAR = 365 * 24 * 3600


@public
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST or None)
    user = submit(
        request,
        form,
        lambda data: check_sign_in(
            request,
            email=data["email"],
            password=data["password"],
            address=client_address(request),
            now=timezone.now(),
        ),
    )
    if user is None:
        return form_page(request, "web/auth/sign_in.html", form, {"next": onward(request)})
    login(request, user)
    return redirect(onward(request))


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("web:sign_in")


@signed_in
def password(request: SignedInRequest) -> HttpResponse:
    form = PasswordForm(request.POST or None)
    user = submit(
        request,
        form,
        lambda data: change_password(
            request.actor,
            current=data["current"],
            password=data["password"],
            address=client_address(request),
        ),
    )
    if user is None:
        return form_page(request, "web/auth/password.html", form)
    update_session_auth_hash(request, user)
    toast(request, _("Your password was changed. You were signed out everywhere else."))
    return redirect(resolve_url("web:password"))


@public
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Language, appearance and density: kept with the person, and for a stranger in this browser."""
    languages, themes = dict(settings.LANGUAGES), {t[0] for t in THEMES}
    chosen = {
        name: value
        for name, allowed in (("language", languages), ("theme", themes))
        if (value := request.POST.get(name, "")) in allowed
    }
    actor = getattr(request, "actor", None)
    if actor is not None and chosen:
        set_preferences(actor=actor, values=chosen)
    response = redirect(came_from(request))
    if "language" in chosen:
        response.set_cookie(LANGUAGE_COOKIE, chosen["language"], max_age=YEAR, samesite="Lax")
    if "theme" in chosen:
        response.set_cookie(THEME_COOKIE, chosen["theme"], max_age=YEAR, samesite="Lax")
    if request.POST.get("density") in dict(DENSITIES):
        response.set_cookie(DENSITY_COOKIE, request.POST["density"], max_age=YEAR, samesite="Lax")
    return response


@signed_in
@require_POST
def undo(request: SignedInRequest) -> HttpResponse:
    """Undo a change set. What stands in the way is told in words, and leads to where it can be seen."""
    wanted = key_of(request.POST.get("change_set", ""))
    if wanted is None:
        raise Http404
    try:
        done = undo_change_set.tracked(actor=request.actor, change_set=wanted)
    except CannotUndo as refused:
        return refusal(
            request, 422, _("This was not done"), refused.sentence, **_way_on(request.actor, wanted)
        )
    toast(request, _("Undone."), undo=done.change_set_id)
    return redirect(came_from(request))


def _way_on(actor: Actor, change_set: int) -> dict[str, str]:
    """Where an undo that met something goes on: the change's own page, for those who may see it."""
    page_of = subject_url_name("change_set")
    if page_of is None or not actor.may("journal.see"):
        return {}
    return {"href": resolve_url(page_of, change_set), "link": _("See what stands in the way")}


@signed_in
@require_GET
def last_change(request: SignedInRequest) -> JsonResponse:
    """One's latest change that can be undone, as a toast that asks; or that there is none."""
    found = last_undoable(request.actor)
    if found is None:
        return JsonResponse({"text": _("You have changed nothing that can be undone."), "tone": "info"})
    what = verb_named(found.verb).label
    asked = _("Undo “%(what)s” of %(when)s?") % {"what": what, "when": moment(found.at)}
    way = _way_on(request.actor, found.pk) | {"link": _("See it")}
    return JsonResponse({"text": asked, "tone": "info", "undo": found.pk, **way})


@signed_in
@require_POST
def keep_view(request: SignedInRequest) -> HttpResponse:
    """A list's state under a name; then the list in that view."""
    form = ViewForm(request.POST)
    if "state" in form.errors:
        raise Refused(_("This view cannot be read."))
    if not form.is_valid():
        toast(request, _("Give the view a name."), tone="warning")
        return redirect(onward(request))
    done = save_view.tracked(
        actor=request.actor,
        list_name=form.cleaned_data["list"],
        title=form.cleaned_data["title"],
        state=form.cleaned_data["state"],
    )
    toast(request, _("The view was saved."), undo=done.change_set_id)
    address = ListState.from_choices(done.result.state, str(done.result.pk)).query()
    return redirect(with_query(onward(request), address))


@signed_in
@require_POST
def drop_view(request: SignedInRequest) -> HttpResponse:
    wanted = key_of(request.POST.get("view", ""))
    if wanted is None:
        raise Http404
    done = delete_view.tracked(actor=request.actor, saved_view_id=wanted)
    toast(request, _("The view was deleted."), undo=done.change_set_id)
    return redirect(onward(request))


@signed_in
@require_GET
def palette(request: SignedInRequest) -> JsonResponse:
    return JsonResponse({"groups": palette_groups(request.actor, request.GET.get("q", ""))})


@signed_in
@require_GET
def live_token(request: SignedInRequest) -> JsonResponse:
    """A token for the topics asked for, and how these stand now: a page without pushes asks again."""
    assert request.actor.user_id is not None
    now = standings(request.actor, request.GET.getlist("topic"))
    token = token_for(request.actor.user_id, list(now))
    return JsonResponse({"token": token, "url": settings.GUANXI_LIVE_URL, "now": now})


@public
@require_GET
def app_manifest(request: HttpRequest) -> HttpResponse:
    """Makes the site installable on a phone."""
    name = company().name
    mark = {"src": static("web/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    manifest = {"name": name, "short_name": name, "start_url": "/", "display": "standalone", "icons": [mark]}
    manifest |= {"background_color": "#f4f4f5", "theme_color": "#0f766e"}
    return HttpResponse(json.dumps(manifest), content_type="application/manifest+json")


@signed_in
@require_GET
def components(request: SignedInRequest) -> HttpResponse:
    from guanxi.web.showcase import showcase

    return page(request, "web/showcase.html", showcase())


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """handler400: a body over the limits, a broken one, or a name this site does not go by."""
    return unreadable(request)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's shape
    """handler404: an address nobody knows."""
    sentence = _(
        "There is nothing at this address, or you may not see it. It may have been moved or deleted."
    )
    return refusal(request, 404, _("Not found"), sentence)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: mostly a page that stood open while somebody signed out."""
    log.info("refused a form: %s", reason)
    sentence = _("This page stood open too long. Reload it and send the form again.")
    return refusal(request, 403, _("Please send it again"), sentence)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: needs neither database nor session, for these may be what failed."""
    if is_fragment(request):
        return HttpResponse(status=500)
    sentence = _("Something went wrong on our side. Nothing was changed; try again in a moment.")
    return HttpResponse(
        render("web/failure.html", {"title": _("This did not work"), "sentence": sentence}), status=500
    )
