"""The base of every stored record, and the one row policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, models
from django.db.models import Q

from guanxi.platform.access.types import Actor, Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from guanxi.platform.merging import OnMerge

NOBODY = Q(pk__in=())


@dataclass(frozen=True, slots=True)
class Own:
    """Rows belong to a user (`owner`) and, where named, to that user's team (`team`).

    `shared`: under what word rows are shared with others (guanxi.platform.access.models.Share). Whoever
    shares a row reaches it with every right as if it were an own one, but not with those in `alone`.
    """

    see: str
    owner: str = "owner"
    team: str | None = "team"
    shared: str = ""
    alone: frozenset[str] = frozenset()

    def rows(self, actor: Actor, right: str, prefix: str = "") -> Q | None:
        """None: every row. The lists of people, teams and shared rows stand in the actor, so that the test
        is one column, or two for the few with whom something is shared.
        """
        scope = actor.scope(right)
        if scope is Scope.ALL:
            return None
        reach = self._reach(actor, scope, prefix)
        shared = actor.shared.get(self.shared, ()) if scope and right not in self.alone else ()
        return reach | Q(**{f"{prefix}pk__in": shared}) if shared else reach

    def _reach(self, actor: Actor, scope: Scope, prefix: str) -> Q:
        mine = Q(**{f"{prefix}{self.owner}__in": (actor.user_id,)})
        if scope is Scope.OWN:
            return mine
        if scope is Scope.SUBORDINATES:
            return Q(**{f"{prefix}{self.owner}__in": actor.subordinate_ids})
        if scope in (Scope.TEAM, Scope.TEAM_BELOW) and self.team:
            teams = actor.team_ids if scope is Scope.TEAM else actor.team_below_ids
            return mine | Q(**{f"{prefix}{self.team}__in": teams})
        return NOBODY


@dataclass(frozen=True, slots=True)
class Through:
    """Rows follow a named parent: who may see the parent may see them.

    `see` names a right of its own that the actor must hold as well (else the parent's suffices).
    """

    parent: str
    model: str
    see: str | None = None

    def rows(self, actor: Actor, right: str, prefix: str = "") -> Q | None:
        from django.apps import apps

        parent = policy_of(apps.get_model(self.model))
        if not actor.may(right):
            return NOBODY
        return parent.rows(actor, right, f"{prefix}{self.parent}__")


@dataclass(frozen=True, slots=True)
class Everyone:
    """Company-wide records (products, teams): whoever holds a right on them holds it on all of them.

    No scope narrows it; the page of roles therefore asks only yes or no (`guanxi.platform.reach`).
    """

    see: str

    def rows(self, actor: Actor, right: str, prefix: str = "") -> Q | None:  # noqa: ARG002 - one shape for all policies
        return None if actor.may(right) else NOBODY


Policy = Own | Through | Everyone


def policy_of(model: type[models.Model]) -> Policy:
    policy = getattr(model, "policy", None)
    if not isinstance(policy, Own | Through | Everyone):
        raise ImproperlyConfigured(f"{model.__name__} declares no row policy")
    return policy


def see_right(model: type[models.Model]) -> str:
    """The right whose scope decides which rows of this model a person sees."""
    policy = policy_of(model)
    if policy.see:
        return policy.see
    if isinstance(policy, Through):
        from django.apps import apps

        return see_right(apps.get_model(policy.model))
    raise ImproperlyConfigured(f"{model.__name__}: the policy names no right")


class RecordQuerySet(models.QuerySet[Any]):
    """Any: one queryset class serves every record; each model's manager is typed by its model."""

    def visible_to(self, actor: Actor, right: str | None = None) -> Self:
        """Rows `actor` may reach with `right` (the model's own see right by default). Closed by default."""
        wanted = right or see_right(self.model)
        if actor.is_system:
            return self
        if not actor.may(wanted):
            return self.none()
        rows = policy_of(self.model).rows(actor, wanted)
        return self if rows is None else self.filter(rows)


def check_constraints() -> None:
    """Ask now what would be asked at the end of the transaction. Raises django.db.IntegrityError."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
        # Those that wait for the end of a statement only are not to wait longer.
        cursor.execute(
            "select string_agg(distinct quote_ident(conname), ', ') from pg_constraint"
            " where condeferrable and not condeferred and connamespace = current_schema()::regnamespace"
        )
        (names,) = cursor.fetchone()
        if names:
            cursor.execute(f"set constraints {names} immediate")


class Record(models.Model):
    """A journaled row: bigint identity key, version counted up by every verb that changes it."""

    id = models.BigAutoField(primary_key=True)
    version = models.IntegerField(default=1, db_default=1)
    created_at = models.DateTimeField(db_default=models.functions.Now())
    updated_at = models.DateTimeField(db_default=models.functions.Now())
    custom = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()), blank=True)

    policy: ClassVar[Policy]
    # Columns the journal shows to nobody: who may see the row may not know them all.
    veiled: ClassVar[frozenset[str]] = frozenset()
    # What a merge does with its rows, for each of its references: guanxi.platform.merging.
    on_merge: ClassVar[tuple[OnMerge, ...]] = ()
    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True

    def change(self, values: Mapping[str, object], *, actor: Actor) -> list[str]:
        """Set what differs, count the version up and save only those columns. Returns what changed."""
        changed = [name for name, value in values.items() if getattr(self, name) != value]
        if changed:
            for name in changed:
                setattr(self, name, values[name])
            self.version += 1
            self.updated_at = actor.now()
            self.save(update_fields=[*changed, "version", "updated_at"])
        return changed
