"""The pages: a marketer's whole way in the browser's requests, and what a stranger gets."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from guanxi.customers.models import Touch
from guanxi.marketing.actions import create_list
from guanxi.marketing.models import Campaign, Cell, CellMember, CustomerList, Response
from guanxi.platform.access.models import User

from .conftest import EVERYONE, launched, offer, people, planned

pytestmark = pytest.mark.django_db


def browser(actor) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def test_from_list_to_answer(cast):
    people(cast.shen, 12)
    one, other = offer(cast.shen), offer(cast.shen, "包邮")
    client = browser(cast.shen)
    condition = '{"fact": "customers.city", "is": "=", "value": "上海"}'
    assert client.post(reverse("marketing:count"), {"conditions": condition}).json()["count"] == 12
    assert client.get(reverse("marketing:new_list")).status_code == 200
    made = client.post(reverse("marketing:new_list"), {"name": "上海客户", "condition": condition})
    chosen = CustomerList.objects.get()
    assert made.headers["Location"] == reverse("marketing:list", args=[chosen.pk])
    assert client.get(made.headers["Location"]).status_code == 200
    assert client.get(reverse("marketing:edit_list", args=[chosen.pk])).status_code == 200
    form = {
        "name": "春季回访", "objective": "x", "customer_list": chosen.pk, "response_days": 30, "offer_a": one.pk,
        "share_a": 40, "offer_b": other.pk, "share_b": 40, "share_control": 20, "channel": "letter",
        "language": "zh", "letter": "{salutation}{code}", "seed": 7, "subject": "",
    }  # fmt: skip
    assert client.get(reverse("marketing:new_campaign")).status_code == 200
    refused = client.post(reverse("marketing:new_campaign"), {**form, "share_control": 30})
    assert refused.status_code == 422
    client.post(reverse("marketing:new_campaign"), form)
    campaign = Campaign.objects.get()
    page = reverse("marketing:campaign", args=[campaign.pk])
    review = client.get(page).content.decode()
    cells = list(Cell.objects.order_by("position"))
    assert [c.size for c in cells] == [5, 5, 2]
    assert all(c.code.code in review for c in cells)
    client.post(reverse("marketing:launch", args=[campaign.pk]))
    assert Touch.objects.count() == 10
    file = client.post(reverse("marketing:cell_file", args=[cells[0].pk]), {"form": "csv"})
    assert file.getvalue().decode("utf-8-sig").count(cells[0].code.code) == 10  # the column and the text
    customer = CellMember.objects.filter(cell=cells[0]).first().customer
    typed = {"code": cells[0].code.code, "customer": customer.code, "revenue": "88"}
    asked = client.post(reverse("marketing:enter"), typed).content.decode()
    assert customer.name in asked
    assert not Response.objects.exists()
    client.post(reverse("marketing:enter"), {**typed, "step": "record"})
    assert Response.objects.get().revenue == 88
    measured = client.get(page).content.decode()
    assert "data-chart" in measured
    assert customer.name in client.get(reverse("marketing:answers", args=[campaign.pk])).content.decode()


def test_without_an_offer_b_its_share_goes_to_a(cast):
    people(cast.shen, 10)
    one, client = offer(cast.shen), browser(cast.shen)
    client.post(reverse("marketing:new_list"), {"name": "上海客户", "condition": '{"all": []}'})
    form = {
        "name": "春季回访", "customer_list": CustomerList.objects.get().pk, "response_days": 30, "offer_a": one.pk,
        "share_a": 40, "offer_b": "", "share_b": 40, "share_control": 20, "channel": "letter", "language": "zh",
        "letter": "{salutation}{code}", "seed": 7,
    }  # fmt: skip
    client.post(reverse("marketing:new_campaign"), form)
    assert [c.size for c in Cell.objects.order_by("position")] == [8, 2]


def test_a_mistyped_code_is_explained_at_the_field(cast):
    people(cast.shen, 6)
    launched(cast.shen)
    answer = browser(cast.bai).post(reverse("marketing:enter"), {"code": "AAAAAA2", "customer": "C-1"})
    assert answer.status_code == 422
    assert not Response.objects.exists()


def pages(cast):
    people(cast.shen, 6)
    chosen = create_list(actor=cast.shen, name="geheim", condition=EVERYONE)
    made = planned(cast.shen, name="geheim")
    cell = made.cells[0].cell_id
    return {
        "get": [
            reverse("marketing:list", args=[chosen.pk]),
            reverse("marketing:edit_list", args=[chosen.pk]),
            reverse("marketing:campaign", args=[made.campaign_id]),
            reverse("marketing:answers", args=[made.campaign_id]),
            reverse("marketing:letter", args=[made.program_id]),
            reverse("marketing:preview", args=[cell]),
        ],
        "post": [
            reverse("marketing:freeze", args=[chosen.pk]),
            reverse("marketing:launch", args=[made.campaign_id]),
            reverse("marketing:cell_file", args=[cell]),
        ],
    }


def test_a_stranger_finds_nothing_at_any_address(cast):
    found = pages(cast)
    stranger, owner = browser(cast.gao), browser(cast.shen)
    for address in found["get"]:
        assert owner.get(address).status_code == 200, address
        assert stranger.get(address).status_code == 404, address
    for address in found["post"]:
        assert stranger.post(address).status_code == 404, address
    for name in ("lists", "campaigns"):
        assert "geheim" in owner.get(reverse(f"marketing:{name}")).content.decode()
        assert "geheim" not in stranger.get(reverse(f"marketing:{name}")).content.decode()
    assert Campaign.objects.get().launched_at is None
    assert stranger.post(reverse("marketing:count"), {"conditions": ""}).json()["count"] == 0


def test_both_languages_are_complete(cast):
    found = pages(cast)
    owner = User.objects.get(pk=cast.shen.user_id)
    for language in ("zh-hans", "en"):
        from guanxi.platform.access.actions import set_preferences

        set_preferences(actor=cast.shen, values={"language": language})
        owner.refresh_from_db()
        client = Client()
        client.force_login(owner)
        words = {"zh-hans": "营销活动", "en": "Campaigns"}[language]
        assert words in client.get(reverse("marketing:campaigns")).content.decode()
        page = client.get(found["get"][2]).content.decode()
        visible = re.sub(r"<[^>]+>|\s+", " ", page.split("<main", 1)[1])
        assert ("Nobody has been written to" in visible) is (language == "en")
