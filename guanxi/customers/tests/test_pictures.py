"""Pictures: each tile and tie opens what stands behind it, and shows nobody's customer but one's own."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from guanxi.customers.actions import create_contact, create_customer
from guanxi.customers.queries import completeness, customer, places, relations
from guanxi.customers.rules.china import TILES, shade
from guanxi.customers.types import ContactDraft, CustomerDraft
from guanxi.kit.regions import provinces
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor, Scope

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def test_every_province_has_one_tile_of_its_own():
    assert sorted(tile.name for tile in TILES) == sorted(provinces())
    assert len({(tile.row, tile.column) for tile in TILES}) == 34


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_shade_is_one_of_six_and_only_nobody_is_blank(count, most):
    assert 0 <= shade(count, most) <= 5
    assert (shade(count, most) == 0) == (count == 0)


@pytest.fixture
def sellers(db) -> tuple[Actor, Actor]:
    system = system_actor("tests", clock=lambda: NOON)
    role = create_role(actor=system, name="s", code="s", rights={"customers.*": int(Scope.OWN)})
    lin, gao = (
        create_user(actor=system, email=f"{n}@x.cn", name=n, password=None, roles=[role.pk])
        for n in ("lin", "gao")
    )
    return actor_of(lin), actor_of(gao)


def test_the_graph_reaches_the_second_ring_and_no_stranger(sellers):
    lin, gao = sellers
    firm = create_customer(actor=lin, draft=CustomerDraft(name="苏州泵业"))
    other = create_customer(actor=lin, draft=CustomerDraft(name="无锡阀门"))
    person = create_contact(
        actor=lin,
        organisation=firm.pk,
        draft=ContactDraft(title="采购"),
        person_draft=CustomerDraft(name="王芳"),
    ).person
    create_contact(actor=lin, organisation=other.pk, draft=ContactDraft(title="顾问"), person=person.pk)
    create_customer(actor=gao, draft=CustomerDraft(name="别人的"))
    picture = relations(lin, customer(lin, firm.pk))
    assert {name for name, _kind in picture.people.values()} == {"苏州泵业", "无锡阀门", "王芳"}
    assert {(t.start, t.end, t.words) for t in picture.ties} == {
        (firm.pk, person.pk, "采购"),
        (other.pk, person.pk, "顾问"),
    }


def test_places_and_completeness_count_what_one_may_see(sellers):
    lin, gao = sellers
    for name, province in (("甲", "江苏"), ("乙", "江苏省"), ("丙", "")):
        create_customer(actor=lin, draft=CustomerDraft(name=name, province=province, phone="1"))
    create_customer(actor=gao, draft=CustomerDraft(name="丁", province="江苏"))
    inside, outside = places(lin)
    assert inside["江苏"].customers == 2
    assert inside["江苏"].spellings == ("江苏",)  # brought into one form as it was typed
    assert [(place.name, place.customers) for place in outside] == [("", 1)]
    team = completeness(lin)[0]
    assert (team.count, team.parts["phone"], team.parts["province"]) == (3, 3, 2)
    assert team.share == pytest.approx(5 / 24)


def test_what_only_china_gives_is_not_missed_abroad(sellers):
    lin, _gao = sellers
    for name, country in (("甲", ""), ("乙", "中国"), ("Acme", "Germany")):
        create_customer(actor=lin, draft=CustomerDraft(name=name, country=country))
    create_customer(actor=lin, draft=CustomerDraft(name="王芳", kind="person"))
    (team,) = completeness(lin)
    assert (team.asked["credit_code"], team.asked["province"], team.asked["phone"]) == (2, 3, 4)
    assert (team.asked["industry"], team.asked["contacts"]) == (3, 3)


def test_a_tile_opens_the_list_behind_it(sellers):
    lin, _gao = sellers
    create_customer(actor=lin, draft=CustomerDraft(name="苏州泵业", province="江苏省"))
    create_customer(actor=lin, draft=CustomerDraft(name="杭州阀门", province="浙江"))
    client = Client()
    client.force_login(User.objects.get(pk=lin.user_id))
    text = client.get("/customers/regions/").content.decode()
    address = next(part for part in text.split('"') if "filter=" in part and "%E6%B1%9F%E8%8B%8F" in part)
    shown = client.get(address.replace("&amp;", "&")).content.decode()
    assert "苏州泵业" in shown
    assert "杭州阀门" not in shown
