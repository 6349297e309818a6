"""Verbs on people, invitations and one's own account."""

import secrets
from collections.abc import Mapping
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guanxi.kit.identifiers import NotAnEmail, checked_email
from guanxi.platform.access.actions.company import (
    CannotGive,
    CannotSet,
    expect_team_within,
    expect_within,
)
from guanxi.platform.access.models import Invitation, Role, Team, User
from guanxi.platform.access.queries import actor_of, token_digest
from guanxi.platform.access.rules import ADMINISTRATOR
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Refused, expect_version, verb

INVITATION_DAYS = 7
LONGEST_EMAIL = 254
EDITABLE = frozenset({"name", "team", "team_id", "manager", "manager_id", "is_active"})


# Django 5.2 asks its Chinese catalogue for a sentence that is not in it.
_TOO_SHORT = _("This password is too short: choose at least %(min_length)d characters.")


class WrongPassword(Refused):
    sentence = _("The current password is not right.")


class WeakPassword(Refused):
    sentence = _("This password is too easy to guess.")


class EmailTaken(Refused):
    sentence = _("Somebody already signs in with this e-mail address.")


class InvitationOver(Refused):
    sentence = _("This invitation was used already or has expired. Ask your colleague for a new one.")


class LastAdministrator(Refused):
    sentence = _("This is the last administrator; give the role to somebody else first.")


@verb("access.create_user", label=_("Create an account"), undo="never")
def create_user(
    *,
    actor: Actor,
    email: str,
    name: str,
    password: str | None,
    roles: list[Role],
    team: Team | None = None,
    manager: User | None = None,
    language: str = User.Language.CHINESE,
) -> User:
    """Raises CannotSet for what is no address, EmailTaken, WeakPassword, CannotGive."""
    _expect_free(email)
    for role in roles:
        expect_within(actor, {}, role.rights)
        expect_team_within(actor, role.rights, team.pk if team else None)
    user = User(email=email, name=name, team=team, manager=manager, language=language)
    if password is None:
        user.set_unusable_password()
    else:
        _accept_password(user, password)
    user.save()
    user.roles.set(roles)
    return user


@verb("access.invite_colleague", label=_("Invite a colleague"), undo="rows")
def invite_colleague(
    *,
    actor: Actor,
    email: str,
    name: str,
    role: Role,
    team: Team | None = None,
    manager: User | None = None,
) -> tuple[Invitation, str]:
    """Returns the invitation and the token of its link, which is told once and kept nowhere.

    Raises EmailTaken, CannotGive.
    """
    _expect_free(email)
    try:
        expect_within(actor, {}, role.rights)
    except CannotGive as beyond:
        raise CannotGive(beyond.right, field="role") from beyond
    expect_team_within(actor, role.rights, team.pk if team else None)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        name=name,
        role=role,
        team=team,
        manager=manager,
        token_digest=token_digest(token),
        expires_at=actor.now() + timedelta(days=INVITATION_DAYS),
        invited_by_id=actor.user_id,
    )
    return invitation, token


@verb(
    "access.accept_invitation",
    label=_("Accept an invitation"),
    undo="never",
    parts=("access.create_user",),
)
def accept_invitation(
    *, actor: Actor, token: str, name: str, password: str, language: str = User.Language.CHINESE
) -> User:
    """Called by the system for the holder of the link.

    An invitation ends with the account, or with the rights, of whoever gave it.
    Raises InvitationOver, EmailTaken, WeakPassword.
    """
    invitation = Invitation.objects.select_for_update().filter(token_digest=token_digest(token)).first()
    if invitation is None or invitation.accepted_at or invitation.expires_at <= actor.now():
        raise InvitationOver
    _expect_still_given(invitation)
    invitation.change({"accepted_at": actor.now()}, actor=actor)
    return create_user(
        actor=actor,
        email=invitation.email,
        name=name,
        password=password,
        roles=[invitation.role_id],
        team=invitation.team_id,
        manager=invitation.manager_id,
        language=language,
    )


@verb("access.withdraw_invitation", label=_("Withdraw an invitation"))
def withdraw_invitation(*, actor: Actor, invitation: Invitation) -> None:
    """Its link opens nothing any more. Raises InvitationOver when somebody joined by it already."""
    if invitation.accepted_at:
        raise InvitationOver
    invitation.delete()


@verb("access.set_own_password", label=_("Set one's own password"), undo="never", open_to_all=True)
def set_own_password(*, actor: Actor, current: str, password: str) -> User:
    """Raises WrongPassword, WeakPassword. Other sessions of this person end."""
    user: User = User.objects.select_for_update().get(pk=actor.user_id)
    if not user.check_password(current):
        raise WrongPassword(fields={"current": WrongPassword.sentence})
    _accept_password(user, password)
    user.save(update_fields=["password"])
    return user


@verb("access.reset_password", label=_("Reset a password"), undo="never")
def reset_password(*, actor: Actor, user: User, password: str) -> User:
    """Raises CannotGive for the account of somebody who may do more than oneself, WeakPassword."""
    _expect_not_above(actor, user)
    _accept_password(user, password)
    user.save(update_fields=["password"])
    return user


@verb("access.set_preferences", label=_("Set one's own preferences"), open_to_all=True)
def set_preferences(*, actor: Actor, values: Mapping[str, str]) -> User:
    """Language, theme, time zone and name of oneself."""
    user: User = User.objects.select_for_update().get(pk=actor.user_id)
    allowed = {k: v for k, v in values.items() if k in {"language", "theme", "zone", "name"}}
    user.change(allowed, actor=actor)
    return user


@verb("access.edit_user", label=_("Edit a colleague's account"))
def edit_user(
    *,
    actor: Actor,
    user: User,
    values: Mapping[str, object],
    roles: list[Role] | None = None,
    version: int | None = None,
) -> User:
    """Name, team, manager (keys or rows), active or not, roles.

    Raises CannotGive (a role beyond one's own; the account of somebody who may do more than oneself),
    CannotSet (somebody managing himself), LastAdministrator, Stale.
    """
    expect_version(user, version)
    _expect_not_above(actor, user)
    allowed = {k: v for k, v in values.items() if k in EDITABLE}
    manager = allowed.get("manager") or User.objects.filter(pk=allowed.get("manager_id")).first()
    if isinstance(manager, User) and _manages(user, manager):
        raise CannotSet(fields={"manager": _("A person cannot stand below himself.")})
    moved = user.change(allowed, actor=actor)
    if roles is not None:
        for role in roles:
            expect_within(actor, {}, role.rights)
        if {role.pk for role in roles} != set(user.roles.values_list("pk", flat=True)):
            user.roles.set(roles)
            if not moved:  # roles stand in a table of their own; who edits at the same time must notice too
                user.version += 1
                user.save(update_fields=["version"])
    if roles is not None or {"team", "team_id"}.intersection(moved):
        for role in user.roles.all():
            expect_team_within(actor, role.rights, user.team_id)
    expect_administrator()
    return user


def expect_administrator() -> None:
    """Raises LastAdministrator when nobody is left who can sign in and may do everything.

    One after the other: two who step down at once would each still see the other.
    """
    Role.objects.select_for_update().filter(code=ADMINISTRATOR).order_by("pk").first()
    if not has_administrator():
        raise LastAdministrator


def has_administrator() -> bool:
    """Whether anybody can sign in and may do everything."""
    is_there: bool = User.objects.filter(is_active=True, roles__code=ADMINISTRATOR).exists()
    return is_there


def _expect_still_given(invitation: Invitation) -> None:
    giver = User.objects.filter(pk=invitation.invited_by_id).first()
    if giver is None:  # the system's own, of an installation's first hour
        return
    actor = actor_of(giver)
    if not giver.is_active or not actor.may("access.invite_colleague"):
        raise InvitationOver
    try:
        expect_within(actor, {}, invitation.role.rights)
        expect_team_within(actor, invitation.role.rights, invitation.team_id)
    except CannotGive as beyond:
        raise InvitationOver from beyond


def _expect_not_above(actor: Actor, user: User) -> None:
    """Whoever could change the account of a more powerful person could become that person."""
    if user.pk != actor.user_id:
        for role in user.roles.all():
            expect_within(actor, {}, role.rights)


def _manages(user: User, manager: User | None) -> bool:
    """Whether `user` stands above (or is) `manager`."""
    while manager is not None:
        if manager.pk == user.pk:
            return True
        manager = manager.manager
    return False


def _expect_free(email: str) -> None:
    if len(email) > LONGEST_EMAIL:
        raise CannotSet(fields={"email": _("This text is too long.")})
    try:
        checked_email(email)
    except NotAnEmail as problem:
        raise CannotSet(fields={"email": _("This is not an e-mail address.")}) from problem
    if User.objects.filter(email__iexact=email).exists():
        raise EmailTaken(fields={"email": EmailTaken.sentence})


def _accept_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as problem:
        said = " ".join(
            _TOO_SHORT % one.params if one.code == "password_too_short" and one.params else one.messages[0]
            for one in problem.error_list
        )
        raise WeakPassword(said, fields={"password": said}) from None
    user.set_password(password)
