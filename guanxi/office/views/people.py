"""Pages of people, invitations and teams."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from guanxi.office.forms.people import AccountForm, InvitationForm, JoinForm, OwnNameForm, TeamForm
from guanxi.office.views.editing import stale
from guanxi.platform.access import queries
from guanxi.platform.access.actions import (
    accept_invitation,
    create_team,
    edit_user,
    invite_colleague,
    rename_team,
    set_preferences,
    withdraw_invitation,
)
from guanxi.web.actions import forget_tries, slow_down
from guanxi.web.forms import form_page, submit
from guanxi.web.given import client_address
from guanxi.web.pages import SignedInRequest, needs, page, public, signed_in, toast

_THIS_COMPUTER = ("127.0.0.1", "localhost", "[::1]")


@needs("access.see_people")
def people(request: SignedInRequest) -> HttpResponse:
    return page(
        request,
        "office/people.html",
        {
            "people": list(queries.people(request.actor)),
            "invitations": list(queries.invitations(request.actor)),
            "teams": list(queries.teams(request.actor)),
        },
    )


@needs("access.invite_colleague", "access.see_people")
def invite(request: SignedInRequest) -> HttpResponse:
    """The link is shown once, on the answer to this POST: only its digest is kept."""
    form = InvitationForm(request.POST or None, actor=request.actor)
    done = submit(
        request,
        form,
        lambda data: invite_colleague.tracked(
            actor=request.actor,
            email=data["email"],
            name=data["name"],
            role=data["role"].pk,
            team=_key(data["team"]),
            manager=_key(data["manager"]),
        ),
    )
    if done is None:
        return form_page(request, "office/invite.html", form)
    invitation, token = done.result
    link = request.build_absolute_uri(reverse("office:join", args=[token]))
    here_only = split_domain_port(request.get_host())[0] in _THIS_COMPUTER
    shown = {"invitation": invitation, "link": link, "here_only": here_only}
    answer = page(request, "office/invited.html", shown)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@needs("access.withdraw_invitation", method="POST")
def withdraw(request: SignedInRequest, key: int) -> HttpResponse:
    done = withdraw_invitation.tracked(actor=request.actor, invitation=key)
    toast(request, _("Withdrawn. The link opens nothing any more."), undo=done.change_set_id)
    return redirect("office:people")


@needs("access.edit_user", "access.see_people")
def person(request: SignedInRequest, key: int) -> HttpResponse:
    user = queries.person(request.actor, key)
    initial = {
        "name": user.name,
        "team": user.team_id,
        "manager": user.manager_id,
        "roles": [role.pk for role in user.roles.all()],
        "is_active": user.is_active,
        "version": user.version,
    }
    form = AccountForm(request.POST or None, actor=request.actor, initial=initial)
    done = submit(
        request,
        form,
        lambda data: edit_user.tracked(
            actor=request.actor,
            user=key,
            values={n: data[n] for n in ("name", "team", "manager", "is_active")},
            roles=[role.pk for role in data["roles"]],
            version=data["version"],
        ),
    )
    if done is None:
        changes = stale(request, form, user)
        return form_page(request, "office/person.html", form, {"person": user, "changes": changes})
    toast(request, _("Saved."), undo=done.change_set_id)
    return redirect("office:people")


@needs("access.create_team", "access.see_people")
def new_team(request: SignedInRequest) -> HttpResponse:
    form = TeamForm(request.POST or None, actor=request.actor)
    done = submit(
        request,
        form,
        lambda data: create_team.tracked(actor=request.actor, name=data["name"], parent=_key(data["parent"])),
    )
    if done is None:
        return form_page(request, "office/team.html", form, {"title": _("New team"), "changes": []})
    toast(request, _("The team was created."), undo=done.change_set_id)
    return redirect("office:people")


@needs("access.rename_team", "access.see_people")
def team(request: SignedInRequest, key: int) -> HttpResponse:
    found = queries.team(request.actor, key)
    form = TeamForm(
        request.POST or None,
        actor=request.actor,
        but=key,
        initial={"name": found.name, "parent": found.parent_id, "version": found.version},
    )
    form.fields["version"].required = True
    done = submit(
        request,
        form,
        lambda data: rename_team.tracked(
            actor=request.actor,
            team=key,
            name=data["name"],
            parent=_key(data["parent"]),
            version=data["version"],
        ),
    )
    if done is None:
        told = {"title": _("Edit team"), "changes": stale(request, form, found)}
        return form_page(request, "office/team.html", form, told)
    toast(request, _("Saved."), undo=done.change_set_id)
    return redirect("office:people")


@signed_in
def own_name(request: SignedInRequest) -> HttpResponse:
    """One's own name; the password has its own page."""
    form = OwnNameForm(request.POST or None, initial={"name": request.actor.name})
    done = submit(
        request,
        form,
        lambda data: set_preferences.tracked(actor=request.actor, values={"name": data["name"]}),
    )
    if done is None:
        return form_page(request, "office/own_name.html", form)
    toast(request, _("Saved."), undo=done.change_set_id)
    return redirect("office:own_name")


@public
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The holder of the link chooses name and password, and is signed in. Tries are slowed like sign-ins."""
    now = timezone.now()
    address = client_address(request)
    slow_down("join", address=address, now=now)
    invitation = queries.invitation_behind(token, now)
    if invitation is None:
        return page(request, "office/join_over.html", status=404)
    forget_tries("join", address=address)
    form = JoinForm(request.POST or None, initial={"name": invitation.name})
    user = submit(
        request,
        form,
        lambda data: accept_invitation(
            actor=queries.system_actor("invitation"),
            token=token,
            name=data["name"],
            password=data["password"],
            language=get_language() or "en",
        ),
    )
    if user is None:
        return form_page(request, "office/join.html", form, {"invitation": invitation})
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    toast(request, _("Welcome, %(name)s.") % {"name": user.name})
    return redirect("/")


def _key(row: object) -> int | None:
    return None if row is None else int(row.pk)  # type: ignore[attr-defined]  # a record of a form's choice
