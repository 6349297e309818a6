"""A small company for the rights walk: every kind of record once for 林 and once for the stranger 高."""

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import customer_builders  # noqa: F401 - registers its kinds
from builders import BUILDERS, NOON, SECRET, builds

from guanxi.decisions.actions import create_offer
from guanxi.decisions.types import OfferDraft
from guanxi.marketing.actions.campaigns import plan_campaign
from guanxi.marketing.actions.lists import create_list
from guanxi.marketing.types import CampaignDraft, CellPlan, ProgramDraft
from guanxi.platform.access.actions import (
    create_api_key,
    create_role,
    create_team,
    create_user,
    install_roles,
    invite_colleague,
)
from guanxi.platform.access.models import Role, User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor, Scope
from guanxi.platform.exchange.actions import import_file
from guanxi.platform.jobs import start_job
from guanxi.platform.journal.models import ChangeSet
from guanxi.work.actions import set_follow_up

ROLES = ("administrator", "manager", "salesperson", "marketer", "analyst", "nobody")


@dataclass
class World:
    people: dict[str, User]
    owner: Actor
    stranger: Actor
    own: dict[str, int]
    foreign: dict[str, int]


@builds("follow_up")
def _follow_up(actor: Actor, made: dict[str, int], mark: str) -> int:
    return set_follow_up(
        actor=actor,
        title=mark,
        due_on=(NOON + timedelta(days=1)).date(),
        subject=("customer", made["customer"]),
    ).pk


@builds("import_run")
def _import_run(actor: Actor, made: dict[str, int], mark: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"{mark}.csv")
        path.write_text(f"name,phone\n{mark}firm,123\n,{mark}\n", "utf-8")
        report = import_file(actor, path, "customers.list")
    assert report.run_id is not None
    return report.run_id


@builds("user")
def _user(actor: Actor, made: dict[str, int], mark: str) -> int:
    assert actor.user_id is not None
    return actor.user_id


@builds("api_key")
def _api_key(actor: Actor, made: dict[str, int], mark: str) -> int:
    key, token = create_api_key(actor=actor, name=mark, allowed=list(actor.rights))
    made["api_token"] = token  # type: ignore[assignment]  # a text, as the join token is
    return key.pk


@builds("team")
def _team(actor: Actor, made: dict[str, int], mark: str) -> int:
    return actor.team_ids[0]


@builds("role")
def _role(actor: Actor, made: dict[str, int], mark: str) -> int:
    return Role.objects.get(code="own_all").pk


@builds("invitation")
def _invitation(actor: Actor, made: dict[str, int], mark: str) -> int:
    """Kept in the company's view: its name is no secret of one person."""
    invitation, token = invite_colleague(
        actor=system_actor("world", clock=lambda: datetime.now(UTC)),
        email=f"guest{actor.user_id}@x.cn",
        name="陈",
        role=made["role"],
    )
    made["join_token"] = token  # type: ignore[assignment]  # the one key which is no number
    return invitation.pk


@builds("change_set")
def _change_set(actor: Actor, made: dict[str, int], mark: str) -> int:
    found = ChangeSet.objects.filter(actor_id=actor.user_id, verb="customers.create").first()
    assert found is not None
    return found.pk


@builds("job")
def _job(actor: Actor, made: dict[str, int], mark: str) -> int:
    return start_job(actor, "office.remove_demo", {"mark": mark}).pk


@builds("offer")
def _offer(actor: Actor, made: dict[str, int], mark: str) -> int:
    """Offers are the company's: who may see one may see all."""
    return create_offer(actor=actor, draft=OfferDraft(name=f"offer {len(made)}", text_en="x")).pk


@builds("list")
def _list(actor: Actor, made: dict[str, int], mark: str) -> int:
    return create_list(actor=actor, name=mark, condition={"all": []}).pk


@builds("campaign")
def _campaign(actor: Actor, made: dict[str, int], mark: str) -> int:
    planned = plan_campaign(
        actor=actor,
        customer_list=made["list"],
        draft=CampaignDraft(name=mark),
        program=ProgramDraft(name=mark, letter=mark),
        cells=[CellPlan("a", 1, made["offer"]), CellPlan("control", 1)],
        seed=1,
    )
    made["program"], made["cell"] = planned.program_id, planned.cells[0].cell_id
    return planned.campaign_id


def build_world() -> World:
    system = system_actor("world", clock=lambda: NOON)
    install_roles(actor=system)
    create_role(actor=system, name="Nobody", code="nobody", rights={})
    north = create_team(actor=system, name="华北")
    south = create_team(actor=system, name="华南")
    codes = {role.code: role.pk for role in Role.objects.all()}
    people = {
        code: create_user(
            actor=system, email=f"{code}@x.cn", name=code, password=None, roles=[codes[code]], team=north.pk
        )
        for code in ROLES
    }
    full = {"*": int(Scope.OWN)}
    everything = create_role(actor=system, name="Own all", code="own_all", rights=full)
    owner, stranger = (
        actor_of(
            create_user(
                actor=system, email=f"{n}@x.cn", name=n, password=None, roles=[everything.pk], team=team.pk
            ),
            clock=lambda: NOON,
        )
        for n, team in (("lin", north), ("gao", south))
    )
    people["own_all"] = User.objects.get(pk=owner.user_id)
    own: dict[str, int] = {}
    foreign: dict[str, int] = {}
    for kind, build in BUILDERS.items():
        own[kind] = build(owner, own, "eigen")
        foreign[kind] = build(stranger, foreign, SECRET)
    return World(people, owner, stranger, own, foreign)
