"""People of an office, for tests of who may do what."""

from datetime import UTC, datetime

from guanxi.platform.access.actions import (
    create_role,
    create_user,
    install_roles,
)
from guanxi.platform.access.models import Role, User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Scope

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


PASSWORD = "three green bicycles"


class Cast:
    """安 the administrator, 王 who runs the office without selling, 林 who sells."""

    def __init__(self) -> None:
        self.system = system_actor("tests", clock=lambda: NOON)
        install_roles(actor=self.system)
        self.roles = {r.code: r.pk for r in Role.objects.all()}
        office = {
            "access.*": Scope.ALL,
            "customers.see": Scope.OWN,
            "work.*": Scope.OWN,
        }
        self.roles["office"] = create_role(actor=self.system, name="Office", code="office", rights=office).pk
        self.an = self.user("an", "administrator")
        self.wang = self.user("wang", "office")
        self.lin = self.user("lin", "salesperson")

    def user(self, name: str, role: str) -> User:
        return create_user(
            actor=self.system, email=f"{name}@x.cn", name=name, password=None, roles=[self.roles[role]]
        )

    def actor(self, user: User, *, at: datetime = NOON):
        return actor_of(user, clock=lambda: at)
