"""Who may do what: rights and row scopes resolved from roles, teams and the line of management."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F

from guanxi.platform.access.models import ApiKey, Company, Invitation, Role, Share, Team, User
from guanxi.platform.access.rules import scope_in
from guanxi.platform.access.types import Actor, Scope, system_clock
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound, rights

RESOLVE = """
with recursive
  below as (
    select id from gx_access_user where id = %(user)s
    union select u.id from gx_access_user u join below on u.manager_id = below.id),
  teams as (
    select id from gx_access_team where id = %(team)s
    union select t.id from gx_access_team t join teams on t.parent_id = teams.id)
select
  (select array_agg(id order by id) from below),
  (select array_agg(id order by id) from teams),
  (select jsonb_agg(r.rights) from gx_access_user_roles ur join gx_access_role r on r.id = ur.role_id
    where ur.user_id = %(user)s),
  (select zone from gx_access_company where id = 1),
  (select jsonb_object_agg(kind, keys) from (
    select subject_type as kind, jsonb_agg(subject_id order by subject_id) as keys from gx_access_share
    where user_id = %(user)s and (until_at is null or until_at > %(now)s) group by subject_type) shared)
"""


def actor_of(user: User, *, clock: Callable[[], datetime] = system_clock) -> Actor:
    """The actor a signed-in person is. One statement, whatever the number of roles and teams."""
    with connection.cursor() as cursor:
        cursor.execute(RESOLVE, {"user": user.pk, "team": user.team_id, "now": clock()})
        below, teams, granted, zone, shared = cursor.fetchone()
    granted, shared = _plain(granted), _plain(shared)
    return Actor(
        user_id=user.pk,
        name=user.name,
        rights=_resolve(granted or []) if user.is_active else {},
        subordinate_ids=tuple(below or ()),
        team_ids=(user.team_id,) if user.team_id else (),
        team_below_ids=tuple(teams or ()),
        shared={kind: tuple(keys) for kind, keys in (shared or {}).items()},
        language=user.language,
        zone=zone or "UTC",
        clock=clock,
    )


def _plain(value: Any) -> Any:  # Any: what the database made of JSON
    return json.loads(value) if isinstance(value, str) else value


def _resolve(granted: list[Mapping[str, int]]) -> dict[str, Scope]:
    """Every declared right with its widest scope over all roles; `area.*` and `*` stand for many."""
    found: dict[str, Scope] = {}
    for right in rights():
        scope = max((scope_in(role, right.name) for role in granted), default=Scope.NONE)
        if scope is not Scope.NONE:
            found[right.name] = scope
    return found


def api_key_behind(token: str, *, clock: Callable[[], datetime] = system_clock) -> ApiKey | None:
    """The key a program shows, unless it is revoked, past its last day, or its owner's account is closed."""
    found: ApiKey | None = (
        ApiKey.objects.select_related("user")
        .filter(token_digest=token_digest(token), revoked_at=None)
        .first()
    )
    if found is None or not found.user.is_active:
        return None
    return found if found.expires_on is None or found.expires_on >= _today(clock) else None


def actor_behind(key: ApiKey, *, clock: Callable[[], datetime] = system_clock) -> Actor:
    """The key's owner at work through it: of the owner's rights of this moment those the key names.

    The journal tells the key's name beside the owner's.
    """
    owner = actor_of(key.user, clock=clock)
    rights = {name: scope for name, scope in owner.rights.items() if name in key.rights}
    return replace(owner, name=f"{owner.name} ({key.name})", rights=rights)


def _today(clock: Callable[[], datetime]) -> date:
    return clock().astimezone(ZoneInfo(company().zone)).date()


def api_keys(actor: Actor) -> RecordQuerySet:
    """The newest first; those not revoked before those that are."""
    return (
        ApiKey.objects.visible_to(actor)
        .select_related("user", "use")
        .order_by(F("revoked_at").desc(nulls_first=True), "-created_at", "-pk")
    )


def system_actor(reason: str, *, clock: Callable[[], datetime] = system_clock) -> Actor:
    """The system at work for `reason`, on all rows."""
    company = Company.objects.first()
    return Actor(
        user_id=None, name=reason, is_system=True, clock=clock, zone=company.zone if company else "UTC"
    )


def company() -> Company:
    """The company of this installation. Every signed-in person may read its name."""
    found = Company.objects.first()
    return found or Company(id=1, name="Guanxi")


def people(actor: Actor) -> RecordQuerySet:
    found: RecordQuerySet = (
        User.objects.visible_to(actor)
        .select_related("team", "manager")
        .prefetch_related("roles")
        .order_by("name", "pk")
    )
    return found


def colleagues(actor: Actor) -> RecordQuerySet:
    """People who may be given work: names only, for every signed-in person."""
    found: RecordQuerySet = User.objects.filter(is_active=True).order_by("name", "pk")
    return found if actor.user_id is not None or actor.is_system else found.none()


def teams(actor: Actor) -> RecordQuerySet:
    return Team.objects.visible_to(actor).select_related("parent").order_by("name", "pk")


def person(actor: Actor, key: int) -> User:
    """Raises NotFound."""
    found: User = _one(people(actor), key)
    return found


def team(actor: Actor, key: int) -> Team:
    """Raises NotFound."""
    found: Team = _one(teams(actor), key)
    return found


def role(actor: Actor, key: int) -> Role:
    """Raises NotFound."""
    found: Role = _one(roles(actor), key)
    return found


def invitation_behind(token: str, now: datetime) -> Invitation | None:
    """The open invitation a link stands for, for its holder who has not signed in yet."""
    return (
        Invitation.objects.select_related("role")
        .filter(token_digest=token_digest(token), accepted_at=None, expires_at__gt=now)
        .first()
    )


def token_digest(token: str) -> str:
    """What is kept of an invitation's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _one(rows: RecordQuerySet, key: int) -> Any:
    found = rows.filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def roles(actor: Actor) -> RecordQuerySet:
    return Role.objects.visible_to(actor).order_by("name", "pk")


def invitations(actor: Actor) -> RecordQuerySet:
    """Open invitations."""
    return (
        Invitation.objects.visible_to(actor)
        .select_related("role", "team", "invited_by")
        .filter(accepted_at=None, expires_at__gt=actor.now())
        .order_by("-created_at", "pk")
    )


def joined_by_link(actor: Actor) -> bool:
    """Whether this person took up an invitation, and so chose the first password."""
    emails = User.objects.filter(pk=actor.user_id).values("email")
    return Invitation.objects.filter(email__in=emails, accepted_at__isnull=False).exists()


def shares_of(subject: tuple[str, int]) -> RecordQuerySet:
    """Who shares a record that its reader has loaded, the first first."""
    kind, key = subject
    found: RecordQuerySet = Share.objects.filter(subject_type=kind, subject_id=key)
    return found.select_related("user", "given_by").order_by("at", "pk")


def own_role_keys(actor: Actor) -> frozenset[int]:
    """Roles of the actor; none for the system."""
    held = (
        User.objects.visible_to(system_actor("own roles"))
        .filter(pk=actor.user_id)
        .exclude(roles=None)
        .order_by("roles")
    )
    return frozenset(held.values_list("roles", flat=True))
