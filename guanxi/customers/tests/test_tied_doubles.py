"""Records that belong together by the group tree, a link or a household are no doubles, however alike."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from guanxi.customers import actions
from guanxi.customers.actions import create_customer, merge_customers, note_doubles
from guanxi.customers.actions.doubles import note_near
from guanxi.customers.models import Customer, LikelyPair
from guanxi.customers.queries import double_groups
from guanxi.customers.types import CustomerDraft, LinkDraft
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import change_set

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.fixture
def house() -> Actor:
    return system_actor("tests", clock=lambda: NOON)


def records(actor: Actor, count: int, kind: str = "organisation") -> list[int]:
    drafts = (CustomerDraft(name="恒达机械", kind=kind, phone="021-66600001") for _at in range(count))
    return [create_customer(actor=actor, draft=draft).pk for draft in drafts]


def below(house: Actor, one: int, other: int) -> None:
    actions.set_parent(actor=house, customer=other, parent=one)


def far_below(house: Actor, one: int, other: int) -> None:
    (between,) = records(house, 1)
    below(house, between, one)
    below(house, other, between)


def linked(house: Actor, one: int, other: int) -> None:
    actions.link_customers(actor=house, customer=other, other=one, draft=LinkDraft("supplier"))


def related(house: Actor, one: int, other: int) -> None:
    home = actions.create_household(actor=house, person=one, name="家")
    actions.join_household(actor=house, household=home.pk, person=other, role="partner")


TIES = [(below, "organisation"), (far_below, "organisation"), (linked, "organisation"), (related, "person")]


@pytest.mark.parametrize(("tie", "kind"), TIES)
def test_both_scans_leave_them_out(house, tie, kind):
    one, other, third = records(house, 3, kind)
    tie(house, one, other)
    pairs = [(one, other, 0.999), (other, third, 0.9)]
    assert note_doubles(actor=house, kind=kind, pairs=pairs) == 1
    with change_set(house, "tests.begin_anew"):
        LikelyPair.objects.all().delete()
    assert note_near(actor=house, keys=[one, other], pairs=pairs) == 1
    assert list(LikelyPair.objects.values_list("one", "other")) == [(other, third)]


@pytest.mark.parametrize(("tie", "kind"), TIES)
def test_a_tie_made_later_takes_an_open_pair_off_the_page(house, tie, kind):
    one, other = records(house, 2, kind)
    note_doubles(actor=house, kind=kind, pairs=[(one, other, 0.999)])
    assert [[r.pk for r in group.records] for group in double_groups(house, limit=5)] == [[one, other]]
    tie(house, one, other)
    assert double_groups(house, limit=5) == []


def test_two_branches_of_one_parent_may_be_one(house):
    head, one, other = records(house, 3)
    for branch in (one, other):
        below(house, head, branch)
    assert note_doubles(actor=house, kind="organisation", pairs=[(one, other, 0.999)]) == 1


def test_of_three_one_is_left_out(house):
    role = create_role(actor=house, name="all", code="all", rights={"*": 5})
    user = create_user(actor=house, email="lin@x.cn", name="lin", password=None, roles=[role.pk])
    actor = actor_of(user, clock=lambda: NOON)
    client = Client()
    client.force_login(user)
    one, other, third = records(actor, 3)
    pairs = [(one, other, 0.99), (other, third, 0.9)]
    note_doubles(actor=actor, kind="organisation", pairs=pairs)
    page = client.get("/customers/doubles/").content.decode()
    assert page.count('type="checkbox" name="key"') == 3
    answer = client.post("/customers/merge/", {"key": [one, other], "beside": "1"})
    assert answer["Location"] == f"/customers/merge/?key={one}&key={other}"
    beside = client.get(f"/customers/merge/?key={one}&key={other}&key={third}").content.decode()
    assert f'href="/customers/merge/?key={one}&amp;key={other}"' in beside
    merge_customers(actor=actor, customers=[one, other], survivor=one)
    assert Customer.objects.get(pk=third).merged_into_id is None
