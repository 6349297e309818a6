"""The journal: no write without a change set, undo brings everything back, conflicts are named."""

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from guanxi.platform.access.actions import create_role, create_team, create_user, edit_user
from guanxi.platform.access.models import Role, Team, User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.journal.actions import UndoConflicts, UndoneAlready, undo_change_set
from guanxi.platform.journal.models import Change, ChangeSet
from guanxi.platform.journal.queries import conflicts_of, field_history
from guanxi.platform.journal.triggers import journaled_tables
from guanxi.platform.verbs import Forbidden, NotFound, UnlistedPart, change_set, verb

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.fixture
def system() -> Actor:
    return system_actor("tests", clock=lambda: NOON)


def test_a_write_outside_a_change_set_is_refused(system):
    with pytest.raises(DatabaseError, match="outside a change set"), transaction.atomic():
        Team.objects.create(name="North")
    assert not Team.objects.exists()


def test_a_write_after_a_verb_is_refused_again(system):
    create_team(actor=system, name="North")
    with pytest.raises(DatabaseError, match="outside a change set"), transaction.atomic():
        Team.objects.update(name="South")
    assert Team.objects.get().name == "North"


def test_truncate_and_key_changes_are_refused(system):
    team = create_team(actor=system, name="North")
    connection.cursor().execute("set constraints all immediate")
    with pytest.raises(DatabaseError, match="may not be truncated"), transaction.atomic():
        connection.cursor().execute("truncate gx_access_team cascade")
    with (
        pytest.raises(DatabaseError, match="key of gx_access_team"),
        change_set(system, "tests.change_key"),
    ):
        Team.objects.filter(pk=team.pk).update(id=team.pk + 1000)
    assert Team.objects.get().pk == team.pk


def test_every_table_is_journaled_or_listed():
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, count(*) from pg_trigger t join pg_class c on c.oid = t.tgrelid"
            " where t.tgname like 'gx_journal_%' group by 1"
        )
        guarded = {name for name, count in cursor.fetchall() if count == 4}
    assert guarded == set(journaled_tables())
    assert "gx_access_user_roles" in guarded


def test_undo_takes_back_a_creation_and_its_links(system):
    role = create_role(actor=system, name="Seller", code="seller", rights={})
    done = create_user.tracked(
        actor=system, email="a@x.cn", name="A", password=None, roles=[role.pk], team=None
    )
    entry = done.change_set_id
    ChangeSet.objects.filter(pk=entry).update(undo="rows")
    report = undo_change_set(actor=system, change_set=entry)
    assert (report.removed, report.restored, report.brought_back) == (2, 0, 0)
    assert not User.objects.exists()
    assert not User.roles.through.objects.exists()


def test_undo_of_undo_brings_back(system):
    done = create_team.tracked(actor=system, name="North")
    undone = undo_change_set.tracked(actor=system, change_set=done.change_set_id)
    assert not Team.objects.exists()
    report = undo_change_set(actor=system, change_set=undone.change_set_id)
    assert report.brought_back == 1
    assert Team.objects.get(pk=done.result.pk).name == "North"


def test_undo_restores_only_what_the_set_changed(system):
    team = create_team(actor=system, name="North").pk
    user = create_user(actor=system, email="a@x.cn", name="A", password=None, roles=[_admin(system)])
    renamed = edit_user.tracked(actor=system, user=user.pk, values={"name": "B"})
    edit_user(actor=system, user=user.pk, values={"team_id": team})
    assert conflicts_of(renamed.change_set_id) == []
    undo_change_set(actor=system, change_set=renamed.change_set_id)
    user.refresh_from_db()
    assert (user.name, user.team_id, user.version) == ("A", team, 4)


def test_a_field_changed_since_is_a_conflict_and_nothing_moves(system):
    team = create_team(actor=system, name="North").pk
    user = create_user(actor=system, email="a@x.cn", name="A", password=None, roles=[_admin(system)])
    renamed = edit_user.tracked(actor=system, user=user.pk, values={"name": "B", "team_id": team})
    edit_user(actor=system, user=user.pk, values={"name": "C"})
    with pytest.raises(UndoConflicts) as refusal:
        undo_change_set(actor=system, change_set=renamed.change_set_id)
    (conflict,) = refusal.value.conflicts
    assert conflict.fields == {"name": ("A", "B", "C")}
    user.refresh_from_db()
    assert (user.name, user.team_id) == ("C", team)
    report = undo_change_set(actor=system, change_set=renamed.change_set_id, leave_conflicts=True)
    assert report.restored == 0
    assert len(report.conflicts) == 1


def test_a_row_used_since_is_a_conflict(system):
    done = create_team.tracked(actor=system, name="North")
    create_team(actor=system, name="Below", parent=done.result.pk)
    with pytest.raises(UndoConflicts) as refusal:
        undo_change_set(actor=system, change_set=done.change_set_id)
    assert [(c.reason, c.used_by) for c in refusal.value.conflicts] == [("used", "gx_access_team")]
    assert Team.objects.count() == 2


def test_undo_twice_is_refused(system):
    done = create_team.tracked(actor=system, name="North")
    undo_change_set(actor=system, change_set=done.change_set_id)
    with pytest.raises(UndoneAlready):
        undo_change_set(actor=system, change_set=done.change_set_id)


def test_a_verb_without_right_changes_nothing(system):
    role = create_role(actor=system, name="Guest", code="guest", rights={"access.see_people": 5})
    guest = actor_of(create_user(actor=system, email="g@x.cn", name="G", password=None, roles=[role.pk]))
    before = ChangeSet.objects.count()
    with pytest.raises(Forbidden):
        create_team(actor=guest, name="Mine")
    with pytest.raises(Forbidden):
        edit_user(actor=guest, user=guest.user_id, values={"name": "Boss"})
    assert not Team.objects.exists()
    assert ChangeSet.objects.count() == before


def test_what_does_not_exist_is_not_found(system):
    with pytest.raises(NotFound):
        edit_user(actor=system, user=987654321, values={"name": "X"})


def test_passwords_stay_out_of_field_history(system):
    user = create_user(actor=system, email="a@x.cn", name="A", password=None, roles=[_admin(system)])
    edit_user(actor=system, user=user.pk, values={"name": "B"})
    history = field_history("gx_access_user", user.pk)
    assert [(h.field, h.before, h.after, h.who) for h in history] == [("name", "A", "B", "the system")]
    assert "password" not in Change.objects.filter(table_name="gx_access_user", kind="U").get().before


def test_an_undeclared_part_is_refused(system):
    @verb("tests.outer_without_parts", label="outer")
    def outer(*, actor: Actor) -> None:
        create_team(actor=actor, name="Smuggled")

    role = create_role(actor=system, name="Outer", code="outer", rights={"tests.outer_without_parts": 5})
    user = create_user(actor=system, email="o@x.cn", name="O", password=None, roles=[role.pk])
    with pytest.raises(UnlistedPart):
        outer(actor=actor_of(user))
    assert not Team.objects.exists()


def _admin(system: Actor) -> int:
    found = Role.objects.filter(code="administrator").first()
    return (
        found.pk
        if found
        else create_role(actor=system, name="Administrator", code="administrator", rights={"*": 5}).pk
    )
