"""What an undo of rights, accounts or people's teams must not do: what nobody may do directly."""

from collections.abc import Callable

from guanxi.platform.access.actions.company import expect_team_within, expect_within
from guanxi.platform.access.actions.people import expect_administrator, has_administrator
from guanxi.platform.access.models import Role, User
from guanxi.platform.access.types import Actor

GUARDED = frozenset({"gx_access_role", "gx_access_user", "gx_access_user_roles"})


def guard_access(actor: Actor) -> Callable[[], None]:
    """Called before rows go back; what it returns, after. That raises CannotGive, LastAdministrator."""
    rights = _rights()
    held, places, active = _held(), _places(), _active()
    had_administrator = has_administrator()

    def check() -> None:
        now, held_now = _rights(), _held()
        for key, given in now.items():
            expect_within(actor, rights.get(key, {}), given)
        opened = _active() - active
        for user, role in held_now:
            if (user, role) not in held or user in opened:
                expect_within(actor, {}, now[role])
        for user, team in _places() - places:
            for role in (r for u, r in held_now if u == user):
                expect_team_within(actor, now[role], team)
        if had_administrator:
            expect_administrator()

    return check


def _rights() -> dict[int, dict[str, int]]:
    return dict(Role.objects.values_list("pk", "rights"))


def _held() -> set[tuple[int, int]]:
    return set(User.objects.exclude(roles=None).values_list("pk", "roles"))


def _places() -> set[tuple[int, int | None]]:
    return set(User.objects.values_list("pk", "team_id"))


def _active() -> set[int]:
    return set(User.objects.filter(is_active=True).values_list("pk", flat=True))
