"""Invitations, accounts, teams and the company; the last administrator stays."""

from datetime import datetime, timedelta

import pytest

from guanxi.platform.access.actions import (
    CannotSet,
    EmailTaken,
    InvitationOver,
    LastAdministrator,
    WeakPassword,
    accept_invitation,
    create_team,
    create_user,
    edit_company,
    edit_user,
    invite_colleague,
    rename_team,
    withdraw_invitation,
)
from guanxi.platform.access.models import Company, Invitation, Team, User
from guanxi.platform.access.queries import actor_of, invitation_behind, system_actor
from guanxi.platform.verbs import Forbidden, NotFound, Stale

from .access_cast import NOON, PASSWORD, Cast

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(
    "email",
    ["", "lin", "lin@", "@x.cn", "lin@x", "lin x@x.cn", "lin@x.cn, gao@x.cn", "<lin@x.cn>", "lin@x..cn"],
)
def test_what_is_no_address_makes_no_account(cast, email):
    """Neither by `guanxi user add`, which calls the same verb, nor by an invitation."""
    admin = cast.actor(cast.an)
    before = User.objects.count()
    with pytest.raises(CannotSet) as refused:
        create_user(actor=admin, email=email, name="lin", password=PASSWORD, roles=[])
    with pytest.raises(CannotSet):
        invite_colleague(actor=admin, email=email, name="lin", role=cast.roles["salesperson"])
    assert refused.value.fields.keys() == {"email"}
    assert (User.objects.count(), Invitation.objects.filter(email=email).count()) == (before, 0)
