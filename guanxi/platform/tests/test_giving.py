"""Nobody gives more than he holds: not by roles, teams or invitations, and not by an undo."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.platform.access.actions import (
    CannotGive,
    InvitationOver,
    LastAdministrator,
    RoleIsFixed,
    accept_invitation,
    create_role,
    create_team,
    create_user,
    edit_role,
    edit_user,
    invite_colleague,
    reset_password,
)
from guanxi.platform.access.models import Invitation, Role, Team, User
from guanxi.platform.access.rules import compacted, effective
from guanxi.platform.access.types import Scope
from guanxi.platform.journal.actions import undo_change_set
from guanxi.platform.verbs import Forbidden

from .access_cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return Cast()


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
