"""The palette and the lists find a customer by everything people type, among what they may see."""

import pytest
from django.test import Client

from guanxi.customers.actions import create_contact, create_customer
from guanxi.customers.models import Customer
from guanxi.customers.queries import buyers, matching, search_customers
from guanxi.customers.types import ContactDraft, CustomerDraft
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of, system_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    """Two salespeople who see only their own."""
    system = system_actor("tests")
    role = create_role(actor=system, name="r", code="r", rights={"customers.*": 1})
    return {
        name: actor_of(
            create_user(actor=system, email=f"{name}@x.cn", name=name, password=None, roles=[role.pk])
        )
        for name in ("lin", "gao")
    }


TYPED = {
    "one Han character": ("华强", "强", None),
    "Han inside": ("苏州华强电子有限公司", "强电", None),
    "simplified finds traditional": ("蘇州華強電子", "苏州华强", None),
    "traditional finds simplified": ("苏州华强电子", "蘇州華強", None),
    "pinyin": ("苏州华强电子", "huaqiang", None),
    "initials": ("苏州华强电子", "szhq", None),
    "phone tail": ("苏州华强电子", "4821", "0512-6666 4821"),
    "phone with its country": ("苏州华强电子", "+86 13800138000", "13800138000"),
    "phone beginning": ("苏州华强电子", "0512-66", "0512-6666 4821"),
    "phone beginning without the zero": ("苏州华强电子", "512666", "0512-6666 4821"),
    "beginning of a mobile": ("苏州华强电子", "138001", "+86 138 0013 8000"),
    "beginning with the country": ("苏州华强电子", "+86 1380", "13800138000"),
    "two letters swapped": ("Microsoft China", "micrsooft", None),
    "a letter missing": ("Microsoft China", "microsft", None),
    "wide letters": ("ＡＢＢ 中国", "abb", None),
}


@pytest.mark.parametrize("case", TYPED)
def test_what_people_type_finds_it(cast, case):
    name, typed, phone = TYPED[case]
    made = create_customer(actor=cast["lin"], draft=CustomerDraft(name=name, phone=phone or ""))
    create_customer(actor=cast["lin"], draft=CustomerDraft(name="无锡天成纺织", phone="13900000000"))
    assert [c.pk for c in search_customers(cast["lin"], typed)] == [made.pk]
    assert [c.pk for c in matching(buyers(cast["lin"]), typed)] == [made.pk]
    assert search_customers(cast["gao"], typed) == []
    assert list(matching(buyers(cast["gao"]), typed)) == []
    assert Customer.objects.count() == 2


def test_a_person_is_told_with_its_firm(cast):
    firm = create_customer(
        actor=cast["lin"], draft=CustomerDraft(name="苏州华强电子有限公司", short_name="华强电子")
    )
    person = CustomerDraft(name="周敏", phone="13900001234")
    create_contact(
        actor=cast["lin"], organisation=firm.pk, draft=ContactDraft(title="采购经理"), person_draft=person
    )
    client = Client()
    client.force_login(User.objects.get(pk=cast["lin"].user_id))
    (group,) = [
        g for g in client.get("/web/palette/?q=zhoumin").json()["groups"] if g["lines"][0]["title"] == "周敏"
    ]
    assert group["lines"][0]["detail"] == "华强电子 采购经理 · 13900001234"
