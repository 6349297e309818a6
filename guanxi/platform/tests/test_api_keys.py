"""API keys: shown once, never more than their owner, at an end when revoked, expired or left."""

from datetime import UTC, date, datetime, timedelta

import pytest

from guanxi.platform.access.actions import (
    CannotGive,
    CannotSet,
    KeyIsRevoked,
    count_call,
    create_api_key,
    create_role,
    create_user,
    edit_role,
    edit_user,
    revoke_api_key,
)
from guanxi.platform.access.models import ApiKey, ApiUse, Role
from guanxi.platform.access.queries import actor_behind, actor_of, api_key_behind, api_keys, system_actor
from guanxi.platform.access.types import Scope
from guanxi.platform.journal.models import Change, ChangeSet
from guanxi.platform.verbs import Forbidden, NotFound
from guanxi.work.actions import set_follow_up

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SELLS = {
    "customers.*": 1,
    "work.*": 1,
    "access.create_api_key": 1,
    "access.see_api_keys": 1,
    "access.revoke_api_key": 1,
}


def clock() -> datetime:
    return NOON


def person(name: str, rights: dict[str, int]):
    system = system_actor("tests", clock=clock)
    role = create_role(actor=system, name=name, code=name, rights=rights)
    return create_user(actor=system, email=f"{name}@x.cn", name=name, password=None, roles=[role.pk])


@pytest.fixture
def lin():
    return person("lin", SELLS)


def acting(user):
    return actor_of(user, clock=clock)


def test_a_key_is_told_once_and_kept_as_a_digest(lin):
    key, token = create_api_key(actor=acting(lin), name=" ERP ", allowed=["customers.see"])
    assert token.startswith("gx_")
    assert len(token) == 46
    assert (key.name, key.hint, key.rights) == ("ERP", token[:7], ["customers.see"])
    assert token not in str(ApiKey.objects.values().get())
    assert api_key_behind(token, clock=clock) == key
    assert api_key_behind(token[:-1], clock=clock) is None
    assert api_key_behind("", clock=clock) is None


def test_a_program_has_the_keys_rights_with_its_owners_scopes(lin):
    key, _token = create_api_key(actor=acting(lin), name="ERP", allowed=["customers.see", "no.such"])
    program = actor_behind(key, clock=clock)
    assert program.rights == {"customers.see": Scope.OWN}
    assert (program.user_id, program.name) == (lin.pk, "lin (ERP)")


def test_what_the_owner_loses_the_key_loses_and_what_he_gains_it_does_not_get(lin):
    key, _token = create_api_key(actor=acting(lin), name="ERP", allowed=["customers.see", "customers.edit"])
    role = Role.objects.get(code="lin")
    edit_role(
        actor=system_actor("tests"),
        role=role.pk,
        name="lin",
        scopes={"customers.edit": 0, "customers.see": 5, "customers.delete": 5},
    )
    assert actor_behind(key, clock=clock).rights == {"customers.see": Scope.ALL}


def test_nobody_makes_a_key_beyond_the_own_rights(lin):
    with pytest.raises(CannotGive) as beyond:
        create_api_key(actor=acting(lin), name="ERP", allowed=["customers.see", "access.edit_role"])
    assert beyond.value.right == "access.edit_role"
    for name, allowed, last in (
        ("", ["customers.see"], None),
        ("x" * 81, ["customers.see"], None),
        ("ERP", [], None),
        ("ERP", ["customers.see"], date(2026, 3, 1)),
    ):
        with pytest.raises(CannotSet):
            create_api_key(actor=acting(lin), name=name, allowed=allowed, expires_on=last)
    with pytest.raises(Forbidden):
        create_api_key(
            actor=acting(person("wu", {"customers.see": 5})), name="ERP", allowed=["customers.see"]
        )
    with pytest.raises(CannotGive):
        create_api_key(actor=system_actor("tests"), name="ERP", allowed=["customers.see"])
    assert not ApiKey.objects.exists()
    assert Change.objects.filter(table_name="gx_access_apikey").count() == 0


def test_a_name_stands_for_one_key_of_a_person(lin):
    create_api_key(actor=acting(lin), name="ERP", allowed=["customers.see"])
    with pytest.raises(CannotSet) as told:
        create_api_key(actor=acting(lin), name="ERP", allowed=["customers.see"])
    assert "name" in told.value.fields


def test_a_key_ends_by_its_day_by_revoking_and_with_its_owner(lin):
    day = date(2026, 3, 2)
    key, token = create_api_key(actor=acting(lin), name="day", allowed=["customers.see"], expires_on=day)
    # The company's day ends at 16:00 UTC.
    assert api_key_behind(token, clock=lambda: NOON.replace(hour=15, minute=59)) == key
    assert api_key_behind(token, clock=lambda: NOON.replace(hour=16)) is None
    other, second = create_api_key(actor=acting(lin), name="other", allowed=["customers.see"])
    revoke_api_key(actor=acting(lin), api_key=other.pk)
    assert api_key_behind(second, clock=clock) is None
    with pytest.raises(KeyIsRevoked):
        revoke_api_key(actor=acting(lin), api_key=other.pk)
    create_user(
        actor=system_actor("tests"),
        email="an@x.cn",
        name="an",
        password=None,
        roles=[create_role(actor=system_actor("tests"), name="A", code="administrator", rights={"*": 5}).pk],
    )
    edit_user(actor=system_actor("tests"), user=lin.pk, values={"is_active": False})
    assert api_key_behind(token, clock=clock) is None


def test_others_see_and_revoke_only_what_their_scope_reaches(lin):
    key, _token = create_api_key(actor=acting(lin), name="ERP", allowed=["customers.see"])
    gao, an = person("gao", SELLS), person("an", {"*": 5})
    assert list(api_keys(acting(gao))) == []
    with pytest.raises(NotFound):
        revoke_api_key(actor=acting(gao), api_key=key.pk)
    assert list(api_keys(acting(an))) == [key]
    assert revoke_api_key(actor=acting(an), api_key=key.pk).revoked_at == NOON


def test_calls_are_counted_by_the_minute(lin):
    key, _token = create_api_key(actor=acting(lin), name="ERP", allowed=["customers.see"])
    assert [count_call(key, NOON + timedelta(seconds=s)) for s in (0, 1, 59)] == [1, 2, 3]
    assert count_call(key, NOON + timedelta(seconds=60)) == 1
    assert ApiUse.objects.get().last_at == NOON + timedelta(seconds=60)


def test_the_journal_tells_person_and_key(lin):
    key, _token = create_api_key(actor=acting(lin), name="ERP", allowed=["work.see", "work.set_follow_up"])
    done = set_follow_up.tracked(actor=actor_behind(key, clock=clock), title="x", due_on=NOON.date())
    told = ChangeSet.objects.get(pk=done.change_set_id)
    assert (told.actor_id, told.who) == (lin.pk, "lin (ERP)")
