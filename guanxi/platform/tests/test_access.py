"""People, invitations and roles: nobody gives more than he holds, and the last administrator stays."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.platform.access.actions import (
    CannotGive,
    CannotSet,
    EmailTaken,
    InvitationOver,
    LastAdministrator,
    RoleIsFixed,
    WeakPassword,
    accept_invitation,
    create_role,
    create_team,
    create_user,
    edit_company,
    edit_role,
    edit_user,
    install_roles,
    invite_colleague,
    rename_team,
    reset_password,
    withdraw_invitation,
)
from guanxi.platform.access.models import Company, Invitation, Role, Team, User
from guanxi.platform.access.queries import actor_of, invitation_behind, system_actor
from guanxi.platform.access.rules import compacted, effective
from guanxi.platform.access.types import Scope
from guanxi.platform.journal.actions import undo_change_set
from guanxi.platform.verbs import Forbidden, NotFound, Stale

pytestmark = pytest.mark.django_db
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


@pytest.fixture
def cast() -> Cast:
    return Cast()


def accept(cast: Cast, token: str, at: datetime = NOON, password: str = PASSWORD) -> User:
    return accept_invitation(
        actor=system_actor("invitation", clock=lambda: at), token=token, name="陈", password=password
    )


def test_an_invitation_opens_one_account_once(cast):
    team = create_team(actor=cast.system, name="North")
    invitation, token = invite_colleague(
        actor=cast.actor(cast.an),
        email="chen@x.cn",
        name="陈",
        role=cast.roles["salesperson"],
        team=team.pk,
        manager=cast.an.pk,
    )
    assert token not in Invitation.objects.values_list("token_digest", flat=True)
    assert invitation_behind(token, NOON) == invitation
    user = accept(cast, token)
    assert (user.email, user.team_id, user.manager_id) == ("chen@x.cn", team.pk, cast.an.pk)
    assert [r.code for r in user.roles.all()] == ["salesperson"]
    assert invitation_behind(token, NOON) is None
    with pytest.raises(InvitationOver):
        accept(cast, token)
    assert User.objects.count() == 4


@pytest.mark.parametrize("days", [7, 8])
def test_an_old_or_forged_link_opens_nothing(cast, days):
    _invitation, token = invite_colleague(
        actor=cast.actor(cast.an), email="chen@x.cn", name="陈", role=cast.roles["salesperson"]
    )
    late = NOON + timedelta(days=days)
    assert invitation_behind(token, late) is None
    with pytest.raises(InvitationOver):
        accept(cast, token, at=late)
    with pytest.raises(InvitationOver):
        accept(cast, token[:-1])
    assert User.objects.count() == 3


def test_a_weak_password_leaves_the_invitation_open(cast):
    _invitation, token = invite_colleague(
        actor=cast.actor(cast.an), email="chen@x.cn", name="陈", role=cast.roles["salesperson"]
    )
    with pytest.raises(WeakPassword):
        accept(cast, token, password="1234567890")
    assert User.objects.count() == 3
    assert accept(cast, token).email == "chen@x.cn"


def test_a_withdrawn_invitation_opens_nothing(cast):
    invitation, token = invite_colleague(
        actor=cast.actor(cast.an), email="chen@x.cn", name="陈", role=cast.roles["salesperson"]
    )
    with pytest.raises(Forbidden):
        withdraw_invitation(actor=cast.actor(cast.lin), invitation=invitation.pk)
    assert invitation_behind(token, NOON) == invitation
    withdraw_invitation(actor=cast.actor(cast.an), invitation=invitation.pk)
    with pytest.raises(InvitationOver):
        accept(cast, token)
    with pytest.raises(NotFound):
        withdraw_invitation(actor=cast.actor(cast.an), invitation=invitation.pk)


def test_one_address_signs_in_once(cast):
    with pytest.raises(EmailTaken):
        invite_colleague(
            actor=cast.actor(cast.an), email="LIN@x.cn", name="林", role=cast.roles["salesperson"]
        )
    assert not Invitation.objects.exists()


def test_nobody_invites_or_creates_above_himself(cast):
    office = cast.actor(cast.wang)
    with pytest.raises(CannotGive) as refused:
        invite_colleague(actor=office, email="new@x.cn", name="新", role=cast.roles["administrator"])
    assert refused.value.fields == {"role": CannotGive.sentence}
    with pytest.raises(CannotGive):
        create_user(
            actor=office, email="new@x.cn", name="新", password=None, roles=[cast.roles["administrator"]]
        )
    with pytest.raises(CannotGive):
        create_role(actor=office, name="Strong", code="strong", rights={"*": Scope.ALL})
    assert not Invitation.objects.exists()
    assert User.objects.count() == 3
    assert not Role.objects.filter(code="strong").exists()
    assert invite_colleague(actor=office, email="new@x.cn", name="新", role=cast.roles["office"])


def test_nobody_raises_his_own_account(cast):
    with pytest.raises(CannotGive):
        edit_user(
            actor=cast.actor(cast.wang), user=cast.wang.pk, values={}, roles=[cast.roles["administrator"]]
        )
    assert [r.code for r in cast.wang.roles.all()] == ["office"]


def test_nobody_changes_the_account_of_a_more_powerful_person(cast):
    for values in ({"is_active": False}, {"name": "x"}):
        with pytest.raises(CannotGive):
            edit_user(actor=cast.actor(cast.wang), user=cast.an.pk, values=values)
    with pytest.raises(CannotGive):
        reset_password(actor=cast.actor(cast.wang), user=cast.an.pk, password=PASSWORD)
    cast.an.refresh_from_db()
    assert (cast.an.is_active, cast.an.name, cast.an.has_usable_password()) == (True, "an", False)


def test_edit_user_sets_nothing_but_the_account(cast):
    edit_user(
        actor=cast.actor(cast.an),
        user=cast.lin.pk,
        values={"name": "林静", "password": "x", "email": "y@x.cn"},
    )
    cast.lin.refresh_from_db()
    assert (cast.lin.name, cast.lin.email, cast.lin.has_usable_password()) == ("林静", "lin@x.cn", False)


@pytest.mark.parametrize("change", ["inactive", "role"])
def test_the_last_administrator_stays(cast, change):
    admin = cast.actor(cast.an)
    values, roles = ({"is_active": False}, None) if change == "inactive" else ({}, [cast.roles["office"]])
    with pytest.raises(LastAdministrator):
        edit_user(actor=admin, user=cast.an.pk, values=values, roles=roles)
    cast.an.refresh_from_db()
    assert cast.an.is_active
    assert [r.code for r in cast.an.roles.all()] == ["administrator"]
    cast.user("second", "administrator")
    edit_user(actor=admin, user=cast.an.pk, values=values, roles=roles)
    assert not actor_of(User.objects.get(pk=cast.an.pk)).may("journal.undo")


def test_nobody_stands_below_himself(cast):
    admin = cast.actor(cast.an)
    edit_user(actor=admin, user=cast.lin.pk, values={"manager_id": cast.wang.pk})
    with pytest.raises(CannotSet):
        edit_user(actor=admin, user=cast.wang.pk, values={"manager_id": cast.lin.pk})
    assert User.objects.get(pk=cast.wang.pk).manager_id is None


def test_an_old_page_overwrites_nothing(cast):
    admin = cast.actor(cast.an)
    edit_user(actor=admin, user=cast.lin.pk, values={"name": "林静"}, version=1)
    with pytest.raises(Stale):
        edit_user(actor=admin, user=cast.lin.pk, values={"name": "林"}, version=1)
    assert User.objects.get(pk=cast.lin.pk).name == "林静"


def test_a_role_changes_right_by_right(cast):
    admin = cast.actor(cast.an)
    role = edit_role(
        actor=admin,
        role=cast.roles["salesperson"],
        name="Seller",
        scopes={"access.see_people": Scope.NONE, "access.see_company": Scope.ALL},
    )
    role.refresh_from_db()
    assert role.name == "Seller"
    assert "access.see_people" not in role.rights
    assert role.rights["access.see_company"] == Scope.ALL
    seller = cast.actor(cast.lin)
    assert (seller.may("access.see_people"), seller.may("access.see_company")) == (False, True)
    assert seller.scope("work.see") is Scope.OWN


def test_nobody_widens_a_role_beyond_himself(cast):
    office = cast.actor(cast.wang)
    before = Role.objects.get(code="office").rights
    with pytest.raises(CannotGive) as refused:
        edit_role(actor=office, role=cast.roles["office"], name="Office", scopes={"work.see": Scope.ALL})
    assert refused.value.right == "work.see"
    assert Role.objects.get(code="office").rights == before
    with pytest.raises(Forbidden):
        edit_role(actor=cast.actor(cast.lin), role=cast.roles["salesperson"], name="x", scopes={})
    assert Role.objects.get(code="salesperson").name == "Salesperson"


def test_the_administrators_role_is_fixed(cast):
    with pytest.raises(RoleIsFixed):
        edit_role(actor=cast.actor(cast.an), role=cast.roles["administrator"], name="A", scopes={})
    assert Role.objects.get(code="administrator").rights == {"*": Scope.ALL}


def test_teams_are_renamed_and_stand_in_a_tree(cast):
    admin = cast.actor(cast.an)
    north = create_team(actor=admin, name="  North ")
    south = create_team(actor=admin, name="South", parent=north.pk)
    assert (north.name, south.parent) == ("North", north)
    with pytest.raises(CannotSet):
        rename_team(actor=admin, team=north.pk, name="North", parent=south.pk)
    with pytest.raises(CannotSet):
        rename_team(actor=admin, team=north.pk, name="  ")
    assert list(Team.objects.order_by("pk").values_list("name", "parent")) == [
        ("North", None),
        ("South", north.pk),
    ]
    assert rename_team(actor=admin, team=south.pk, name="West").parent is None


@pytest.mark.parametrize(
    "values", [{"name": " "}, {"zone": "Mars/Base"}, {"currency": "YUAN"}, {"currency": "¥¥¥"}]
)
def test_the_company_refuses_what_it_cannot_use(cast, values):
    admin = cast.actor(cast.an)
    edit_company(actor=admin, values={"name": "华东精密", "zone": "Asia/Shanghai", "currency": "cny"})
    with pytest.raises(CannotSet) as refused:
        edit_company(actor=admin, values=values)
    assert refused.value.fields.keys() == values.keys()
    company = Company.objects.get()
    assert (company.name, company.zone, company.currency) == ("华东精密", "Asia/Shanghai", "CNY")


NAMES = ["a.see", "a.edit", "b.see", "b.edit", "c.see"]
SCOPES = st.sampled_from(list(Scope))


@given(
    stored=st.dictionaries(st.sampled_from([*NAMES, "a.*", "b.*", "*", "gone.see"]), SCOPES),
    wanted=st.fixed_dictionaries(dict.fromkeys(NAMES, SCOPES)),
)
def test_what_is_stored_means_what_was_wanted(stored, wanted):
    kept = compacted(stored, wanted)
    assert effective(kept, NAMES) == wanted
    assert kept.get("gone.see") == stored.get("gone.see")
    assert "*" not in kept


def manager_of(cast, team: Team) -> User:
    return create_user(
        actor=cast.system,
        email=f"m{team.pk}@x.cn",
        name="m",
        password=None,
        roles=[cast.roles["manager"]],
        team=team.pk,
    )


def test_nobody_opens_a_team_beyond_his_own(cast):
    whole = create_team(actor=cast.system, name="whole")
    east = create_team(actor=cast.system, name="east", parent=whole.pk)
    below = create_team(actor=cast.system, name="below", parent=east.pk)
    chen = cast.actor(manager_of(cast, east))
    given = {"actor": chen, "name": "n", "role": cast.roles["manager"]}
    with pytest.raises(CannotGive) as refused:
        invite_colleague(**given, email="a@x.cn", team=whole.pk)
    assert set(refused.value.fields) == {"team"}
    assert Invitation.objects.count() == 0
    invite_colleague(**given, email="a@x.cn", team=below.pk)
    invite_colleague(**given | {"role": cast.roles["salesperson"]}, email="b@x.cn", team=whole.pk)  # own rows
    assert Invitation.objects.count() == 2


@pytest.mark.parametrize("change", ["closed", "narrowed"])
def test_an_invitation_ends_with_its_givers_account_or_rights(cast, change):
    east = create_team(actor=cast.system, name="east")
    chen = manager_of(cast, east)
    _row, token = invite_colleague(
        actor=cast.actor(chen), email="a@x.cn", name="n", role=cast.roles["manager"], team=east.pk
    )
    if change == "closed":
        edit_user(actor=cast.system, user=chen.pk, values={"is_active": False})
    else:
        edit_user(actor=cast.system, user=chen.pk, values={}, roles=[cast.roles["salesperson"]])
    with pytest.raises(InvitationOver):
        accept_invitation(actor=cast.system, token=token, name="n", password=PASSWORD)
    assert not User.objects.filter(email="a@x.cn").exists()


def test_an_undo_gives_no_rights_one_could_not_give(cast):
    role = create_role(actor=cast.system, name="w", code="w", rights={"customers.delete": 5, "journal.*": 5})
    narrow = {"customers.delete": 0}
    done = edit_role.tracked(actor=cast.actor(cast.an), role=role.pk, name="w", scopes=narrow)
    office = Role.objects.get(code="office")
    edit_role(
        actor=cast.actor(cast.an), role=office.pk, name="o", scopes={"journal.see": 5, "journal.undo": 5}
    )
    with pytest.raises(CannotGive):
        undo_change_set(actor=cast.actor(cast.wang), change_set=done.change_set_id)
    assert "customers.delete" not in {k for k, v in Role.objects.get(code="w").rights.items() if v}
    undo_change_set(actor=cast.actor(cast.an), change_set=done.change_set_id)
    assert Role.objects.get(code="w").rights["customers.delete"] == 5


def test_an_undo_leaves_an_administrator(cast):
    gave = edit_user.tracked(
        actor=cast.actor(cast.an), user=cast.wang.pk, values={}, roles=[cast.roles["administrator"]]
    )
    edit_user(actor=cast.actor(cast.wang), user=cast.an.pk, values={}, roles=[cast.roles["salesperson"]])
    with pytest.raises(LastAdministrator):
        undo_change_set(actor=cast.actor(cast.wang), change_set=gave.change_set_id)
    assert User.objects.filter(roles__code="administrator").get() == cast.wang
