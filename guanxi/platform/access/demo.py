"""The demo company's people: 海川工业设备有限公司, its teams and who works there.

Everything of the demo company follows from the seed and from the day it is built: its books end on the
evening before, so that its last calls were yesterday. The same day gives the same company. Only follow-ups
and papers are placed around the moment of building, because Home shows what is due today.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from guanxi.platform.access import queries
from guanxi.platform.access.actions import create_team, create_user, edit_company, install_roles
from guanxi.platform.access.models import User
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import change_set

# Customers drawn by lot to try the house under load stand at a fixed moment: their figures are compared.
AS_OF = datetime(2026, 6, 30, 10, tzinfo=UTC)  # 18:00 in Shanghai
_LONG = timedelta(days=3 * 365)
COMPANY = "海川工业设备有限公司"
DOMAIN = "haichuan.example"
HEAD_OFFICE = "总部"
TEAMS = ("华东", "华南", "华北", "市场部")


@dataclass(frozen=True, slots=True)
class Span:
    """The time the demo company's books cover."""

    began: datetime
    as_of: datetime

    def part(self, share: float) -> datetime:
        """The moment when so much of it had gone by."""
        return self.began + (self.as_of - self.began) * share


def span_before(today: date) -> Span:
    """Three years up to six in the evening, in Shanghai, of the day before."""
    as_of = datetime.combine(today - timedelta(days=1), time(10), tzinfo=UTC)
    return Span((as_of - _LONG).replace(hour=0), as_of)


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    email: str
    role: str
    team: str
    manager: str | None = None


PEOPLE = (
    _Person("周海", "zhouhai", "administrator", HEAD_OFFICE),
    _Person("陈立", "chenli", "manager", HEAD_OFFICE, "周海"),
    _Person("林悦", "linyue", "salesperson", "华东", "陈立"),
    _Person("高峰", "gaofeng", "salesperson", "华南", "陈立"),
    _Person("吴晓", "wuxiao", "salesperson", "华北", "陈立"),
    _Person("孙琪", "sunqi", "marketer", "市场部", "周海"),
    _Person("顾文清", "guwenqing", "analyst", "市场部", "孙琪"),
    _Person("许婧", "xujing", "salesperson", "华东", "林悦"),
    _Person("郑凯", "zhengkai", "salesperson", "华南", "高峰"),
    _Person("何敏", "hemin", "salesperson", "华北", "吴晓"),
)


def demo_actor(area: str, at: datetime = AS_OF) -> Actor:
    """The system, building the demo company at a fixed moment."""
    return replace(queries.system_actor(f"demo: {area}", clock=lambda: at), zone="Asia/Shanghai")


def speaking_for(actor: Actor, user: User, at: datetime) -> Actor:
    """The same actor with a colleague's name on what it writes, at another moment."""
    teams = (user.team_id,) if user.team_id else ()
    return replace(actor, user_id=user.pk, name=user.name, team_ids=teams, clock=lambda: at)


def build(seed: int, span: Span) -> None:  # noqa: ARG001 - nothing here is drawn by lot
    actor = demo_actor("people", span.as_of)
    with change_set(actor, "demo.access"):
        edit_company(actor=actor, values={"name": COMPANY, "zone": "Asia/Shanghai", "currency": "CNY"})
        install_roles(actor=actor)
        teams = {HEAD_OFFICE: create_team(actor=actor, name=HEAD_OFFICE).pk}
        for name in TEAMS:
            teams[name] = create_team(actor=actor, name=name, parent=teams[HEAD_OFFICE]).pk
        _create_people(actor, teams)


def _create_people(actor: Actor, teams: dict[str, int]) -> None:
    """Without passwords: whoever starts the demo is told new ones (guanxi.config.accounts)."""
    roles = {role.code: role.pk for role in queries.roles(actor)}
    made: dict[str, int] = {}
    for person in PEOPLE:
        made[person.name] = create_user(
            actor=actor,
            email=f"{person.email}@{DOMAIN}",
            name=person.name,
            password=None,
            roles=[roles[person.role]],
            team=teams[person.team],
            manager=made[person.manager] if person.manager else None,
        ).pk


def enlarge(team_count: int = 50, sellers_per_team: int = 4) -> list[tuple[int, int]]:
    """Teams with a manager and salespeople each, made once. Returns (user, team) of the salespeople."""
    actor = demo_actor("many people")
    known = queries.people(actor).filter(email__startswith="seller", email__endswith=f"@{DOMAIN}")
    if not known.exists():
        with change_set(actor, "demo.enlarge_people"):
            install_roles(actor=actor)
            _create_teams(actor, team_count, sellers_per_team)
    return list(known.filter(team__isnull=False).order_by("pk").values_list("pk", "team_id"))


def _create_teams(actor: Actor, team_count: int, sellers_per_team: int) -> None:
    roles = {role.code: role.pk for role in queries.roles(actor)}
    above = queries.teams(actor).filter(name=HEAD_OFFICE).first()
    for number in range(1, team_count + 1):
        team = create_team(actor=actor, name=f"销售{number:02d}部", parent=above.pk if above else None)
        manager = create_user(
            actor=actor, email=f"manager{number:02d}@{DOMAIN}", name=f"经理{number:02d}", password=None,
            roles=[roles["manager"]], team=team.pk,
        )  # fmt: skip
        for place in range(1, sellers_per_team + 1):
            create_user(
                actor=actor, email=f"seller{number:02d}-{place}@{DOMAIN}", name=f"销售{number:02d}-{place}",
                password=None, roles=[roles["salesperson"]], team=team.pk, manager=manager.pk,
            )  # fmt: skip
