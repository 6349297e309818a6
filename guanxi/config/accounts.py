"""The first accounts of an installation, and the way back in for an administrator who lost a password."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from guanxi.config.address import CannotUse
from guanxi.platform.access import actions, queries

ADMINISTRATOR = "administrator"
FIRST_EMAIL = "admin@example.com"
_PASSWORD_BYTES = 12


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who can sign in. The password is told once and kept nowhere."""

    email: str
    name: str
    role: str
    password: str


def anybody() -> bool:
    return bool(queries.people(queries.system_actor("command line")).exists())


def has_administrator() -> bool:
    people = queries.people(queries.system_actor("command line"))
    return bool(people.filter(is_active=True, roles__code=ADMINISTRATOR).exists())


def install_roles() -> None:
    """The roles every installation begins with."""
    actions.install_roles(actor=queries.system_actor("first start"))


def add_user(email: str, name: str, role_code: str = ADMINISTRATOR) -> Account:
    """A new account with a random password. Raises Refused, CannotUse."""
    actor = queries.system_actor("command line")
    role = queries.roles(actor).filter(code=role_code).first()
    if role is None:
        known = ", ".join(queries.roles(actor).values_list("code", flat=True))
        raise CannotUse(f"There is no role {role_code!r}. The roles are: {known}.")
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    actions.create_user(actor=actor, email=email, name=name, password=password, roles=[role.pk])
    return Account(email, name, role.name, password)


def reset_password(email: str) -> Account:
    """A new random password. Raises CannotUse when nobody signs in with this address."""
    actor = queries.system_actor("command line")
    user = queries.people(actor).filter(email__iexact=email).first()
    if user is None:
        raise CannotUse(f"Nobody signs in with {email}.")
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    actions.reset_password(actor=actor, user=user.pk, password=password)
    return Account(user.email, user.name, ", ".join(role.name for role in user.roles.all()), password)


def demo_accounts() -> Sequence[Account]:
    """One person for each role, each with a new random password. Nobody else has signed in yet."""
    actor = queries.system_actor("first start")
    chosen: dict[str, str] = {}
    for user in queries.people(actor).filter(is_active=True).order_by("pk"):
        for role in user.roles.all():
            chosen.setdefault(role.code, user.email)
    return [reset_password(email) for email in dict.fromkeys(chosen.values())]
