"""People, teams, roles and views changed by two at the same moment: one wins, and the other is told in words."""

import pytest
from races import NOW, ROUNDS, at_once, refusals, two_actors

from guanxi.platform.access.actions import (
    LastAdministrator,
    accept_invitation,
    create_role,
    create_team,
    edit_role,
    edit_user,
    install_roles,
    invite_colleague,
    rename_team,
)
from guanxi.platform.access.models import Role, User
from guanxi.platform.access.queries import system_actor
from guanxi.platform.access.rules import ADMINISTRATOR
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Crossed, Refused
from guanxi.web.actions import TitleTaken, save_view
from guanxi.web.models import SavedView

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def actors() -> list[Actor]:
    return two_actors()


def test_an_invitation_makes_one_account(actors):
    system = system_actor("tests", clock=lambda: NOW)
    role = User.objects.get(email="lin@x.cn").roles.get()
    for at in range(ROUNDS):
        _invitation, token = invite_colleague(actor=system, email=f"new{at}@x.cn", name="chen", role=role.pk)
        found = at_once(
            *(
                lambda name=name, token=token: accept_invitation(
                    actor=system, token=token, name=name, password="Long-and-quiet-7"
                )
                for name in ("one", "two")
            )
        )
        assert len(refusals(found)) == 1
        assert all(isinstance(one, User | Refused) for one in found), found
        assert User.objects.filter(email=f"new{at}@x.cn").count() == 1


def test_two_administrators_do_not_step_down_at_once(actors):
    system = system_actor("tests", clock=lambda: NOW)
    install_roles(actor=system)
    chief = Role.objects.get(code="administrator")
    for _round in range(ROUNDS):
        for actor in actors:
            edit_user(actor=system, user=actor.user_id, values={}, roles=[chief.pk])
        found = at_once(
            *(
                lambda one=actor: edit_user(actor=one, user=one.user_id, values={}, roles=[])
                for actor in actors
            )
        )
        assert sum(isinstance(answer, LastAdministrator) for answer in found) == 1, found
        assert User.objects.filter(roles=chief).count() == 1


def test_one_saved_view_kept_four_times_at_once_is_one(actors):
    for at in range(ROUNDS):
        found = at_once(
            *(
                lambda at=at: save_view(
                    actor=actors[0], list_name="customers.customers", title=f"v{at}", state={}
                )
                for _ in range(4)
            )
        )
        assert len(refusals(found)) == 3, found
        assert set(refusals(found)) <= {TitleTaken, Crossed}, found
        assert SavedView.objects.filter(title=f"v{at}").count() == 1


def test_roles_renamed_to_one_name_at_once_end_in_words(actors):
    for at in range(ROUNDS):
        roles = [create_role(actor=actors[0], name=f"{n}{at}", code=f"{n}{at}", rights={}) for n in "abc"]
        found = at_once(
            *(
                lambda role=role, at=at: edit_role(actor=actors[0], role=role.pk, name=f"one {at}", scopes={})
                for role in roles
            )
        )
        assert all(isinstance(one, Role | Refused) for one in found), found


def test_teams_put_under_each_other_at_once_end_in_words(actors):
    for at in range(ROUNDS):
        one, two = (create_team(actor=actors[0], name=f"{n}{at}") for n in "ab")
        keys = [one.pk, two.pk]
        found = at_once(
            *(
                lambda actor=actor, team=team, above=above: rename_team(
                    actor=actor, team=team, name="x", parent=above
                )
                for actor, team, above in zip(actors, keys, keys[::-1], strict=True)
            )
        )
        assert all(not isinstance(p, Exception) or isinstance(p, Refused) for p in found), found


def test_two_who_edit_each_other_end_in_words(actors):
    keys = [actor.user_id for actor in actors]
    system = system_actor("tests", clock=lambda: NOW)
    role = create_role(actor=system, name="administrator", code=ADMINISTRATOR, rights={"*": 5}).pk
    for key in keys:
        edit_user(actor=system, user=key, values={}, roles=[role])
    for at in range(ROUNDS):
        found = at_once(
            *(
                lambda actor=actor, other=other, manager=manager, at=at: edit_user(
                    actor=actor, user=other, values={"name": f"n{at}", "manager_id": manager}
                )
                for actor, other, manager in zip(actors, keys[::-1], keys, strict=True)
            )
        )
        assert all(not isinstance(p, Exception) or isinstance(p, Refused) for p in found), found
        for key in keys:
            edit_user(actor=system, user=key, values={"manager_id": None})
