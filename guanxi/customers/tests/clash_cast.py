"""Who takes part in the stories of clashes: 林 meets a customer of 高, 陈 is the superior of both."""

from dataclasses import dataclass
from datetime import UTC, datetime

from guanxi.customers.actions import answer_clash, claim_customer, create_customer
from guanxi.customers.models import Customer, Dispute
from guanxi.customers.types import CustomerDraft
from guanxi.platform.access.actions import create_role, create_team, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor, Scope

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@dataclass
class Cast:
    system: Actor
    boss: Actor
    lin: Actor
    gao: Actor


def gathered() -> Cast:
    system = system_actor("tests", clock=lambda: NOON)
    head = create_team(actor=system, name="总部")
    teams = [create_team(actor=system, name=n, parent=head.pk) for n in ("华北", "华南")]
    names = ("customers.*", "journal.*", "work.*")
    roles = [
        create_role(actor=system, name=n, code=n, rights=dict.fromkeys(names, int(scope)))
        for n, scope in (("seller", Scope.OWN), ("boss", Scope.TEAM_BELOW))
    ]

    def person(account: str, name: str, team: int, role: int) -> int:
        return create_user(
            actor=system, email=f"{account}@x.cn", name=name, password=None, roles=[role], team=team
        ).pk

    keys = (
        person("chen", "陈岚", head.pk, roles[1].pk),
        person("lin", "林晓", teams[0].pk, roles[0].pk),
        person("gao", "高远", teams[1].pk, roles[0].pk),
    )
    return Cast(system, *(actor_of(User.objects.get(pk=key), clock=lambda: NOON) for key in keys))


def theirs(cast: Cast, **more: object) -> Customer:
    facts = {"name": "深圳市华强电子有限公司", "phone": "0755-83001234", **more}
    return create_customer(actor=cast.gao, draft=CustomerDraft(**facts))


def claimed(cast: Cast) -> Dispute:
    theirs(cast)
    (answer,) = answer_clash(actor=cast.lin, kind="organisation", typed={"name": "华强电子"})
    return claim_customer(actor=cast.lin, answer=answer.answer, evidence="展会上谈过")
