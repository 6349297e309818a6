"""Verbs on people, teams, roles and the company."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from guanxi.platform.access.models import Company, Invitation, Role, Team, User
from guanxi.platform.access.rules import BUILT_IN
from guanxi.platform.access.types import Actor, Scope
from guanxi.platform.verbs import Refused, expect_version, right, verb

INVITATION_DAYS = 7

right("access.see_company", _("See the company's settings"))
right("access.see_people", _("See people, teams and roles"))


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


@verb("access.edit_company", label=_("Edit the company's settings"))
def edit_company(*, actor: Actor, values: Mapping[str, object]) -> Company:
    company = Company.objects.select_for_update().filter(pk=1).first() or Company.objects.create(
        id=1, name="Guanxi"
    )
    company.change(values, actor=actor)
    return company


@verb("access.create_team", label=_("Create a team"))
def create_team(*, actor: Actor, name: str, parent: Team | None = None) -> Team:
    return Team.objects.create(name=name, parent=parent)


@verb("access.create_role", label=_("Create a role"))
def create_role(*, actor: Actor, name: str, code: str, rights: Mapping[str, int]) -> Role:
    return Role.objects.create(name=name, code=code, rights={k: int(v) for k, v in rights.items()})


@verb("access.install_roles", label=_("Install the roles to begin with"), parts=("access.create_role",))
def install_roles(*, actor: Actor) -> list[Role]:
    """The built-in roles that are missing; those an administrator changed stay as they are."""
    known = set(Role.objects.values_list("code", flat=True))
    return [
        create_role(actor=actor, name=role.name, code=role.code, rights=role.rights)
        for role in BUILT_IN
        if role.code not in known
    ]


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
    """Raises EmailTaken, WeakPassword."""
    if User.objects.filter(email__iexact=email).exists():
        raise EmailTaken(fields={"email": EmailTaken.sentence})
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
    """Returns the invitation and the token of its link, which is told once and kept nowhere."""
    if User.objects.filter(email__iexact=email).exists():
        raise EmailTaken(fields={"email": EmailTaken.sentence})
    if not _covers(actor, role):
        raise Refused(
            _("You cannot give a role that may do more than you may."),
            fields={"role": _("This role may do more than you may.")},
        )
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        name=name,
        role=role,
        team=team,
        manager=manager,
        token_digest=_digest(token),
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
    """Called by the system for the holder of the link. Raises InvitationOver, EmailTaken, WeakPassword."""
    invitation = Invitation.objects.select_for_update().filter(token_digest=_digest(token)).first()
    if invitation is None or invitation.accepted_at or invitation.expires_at <= actor.now():
        raise InvitationOver
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
    """Team, manager, name, active or not, roles. Raises LastAdministrator, Stale."""
    expect_version(user, version)
    user.change(values, actor=actor)
    if roles is not None:
        for role in roles:
            if not _covers(actor, role):
                raise Refused(_("You cannot give a role that may do more than you may."))
        user.roles.set(roles)
    if not User.objects.filter(is_active=True, roles__code="administrator").exists():
        raise LastAdministrator
    return user


def _accept_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as problem:
        raise WeakPassword(
            " ".join(problem.messages), fields={"password": " ".join(problem.messages)}
        ) from None
    user.set_password(password)


def _covers(actor: Actor, role: Role) -> bool:
    """Nobody gives away more than he holds."""
    from guanxi.platform.verbs import rights as all_rights

    for one in all_rights():
        names = (one.name, f"{one.area}.*", "*")
        scope = max((role.rights[n] for n in names if n in role.rights), default=Scope.NONE)
        if scope > actor.scope(one.name):
            return False
    return True


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
