"""The pages of competitors and of the ladder, which are the whole company's."""

import pytest
from desk import Desk, desk

from guanxi.customers import actions, queries
from guanxi.customers.models import LadderStep
from guanxi.customers.types import (
    CompetitorDraft,
    RivalPurchaseDraft,
)
from guanxi.platform.access.queries import system_actor
from guanxi.platform.access.types import Scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin() -> Desk:
    return desk("lin", **{"customers.*": Scope.OWN, "work.*": Scope.OWN, "ladder.*": Scope.ALL})


def test_what_a_customer_buys_elsewhere_stands_on_both_pages(lin):
    key = lin.firm("甲厂")
    rival = actions.create_competitor(actor=lin.actor, draft=CompetitorDraft("蓝岭阀门"))
    bought = {"competitor": rival.pk, "product": "球阀", "reason": "三天到货"}
    assert lin.post(f"/customers/{key}/rivals/new/", **bought) == 302
    assert "三天到货" in lin.get(f"/customers/{key}/about/")
    assert "甲厂" in lin.get(f"/customers/competitors/{rival.pk}/")
    assert [line.buyers for line in queries.competitor_lines(lin.actor)] == [1]
    gao = desk("gao", **{"customers.*": Scope.OWN})
    assert "甲厂" not in gao.get(f"/customers/competitors/{rival.pk}/")
    assert [line.buyers for line in queries.competitor_lines(gao.actor)] == [0]
    (purchase,) = queries.rival_purchases(lin.actor, key)
    assert lin.post(f"/customers/rivals/{purchase.pk}/end/", on="2026-03-01") == 302
    assert [line.buyers for line in queries.competitor_lines(lin.actor)] == [0]


def test_who_may_not_see_competitors_reads_nothing_of_them(lin):
    key = lin.firm("甲厂")
    rival = actions.create_competitor(actor=lin.actor, draft=CompetitorDraft("蓝岭阀门"))
    actions.record_rival_purchase(
        actor=lin.actor, customer=key, competitor=rival.pk, draft=RivalPurchaseDraft("便宜")
    )
    guest = desk("guest", **{"customers.see": Scope.ALL})
    assert "蓝岭阀门" not in guest.get(f"/customers/{key}/about/")


def test_a_competitor_with_its_prices_and_what_was_learned(lin):
    source = lin.firm("消息灵通厂")
    assert lin.post("/customers/competitors/new/", name="远瓴", strategy="铺货") == 302
    key = queries.competitors(lin.actor).get().pk
    assert lin.post(f"/customers/competitors/{key}/products/new/", name="6208", price="19") == 302
    learned = {"text": "明年开直营仓", "told_by": "采购", "customer": f"消息灵通厂 #{source}"}
    assert lin.post(f"/customers/competitors/{key}/notes/new/", **learned) == 302
    shown = lin.get(f"/customers/competitors/{key}/")
    assert all(word in shown for word in ("铺货", "6208", "明年开直营仓", "消息灵通厂"))
    assert "消息灵通厂" not in desk("gao", **{"customers.*": Scope.OWN}).get(f"/customers/competitors/{key}/")


def ladder_values(steps: list[LadderStep]) -> dict[str, object]:
    values: dict[str, object] = {"seen": ",".join(str(step.pk) for step in steps)}
    for at, step in enumerate(steps):
        values |= {f"place_{at}": at + 1, f"name_{at}": str(step), f"used_{at}": "true"}
    return values


def test_the_ladder_is_reordered_named_added_to_and_retired(lin):
    steps = list(LadderStep.objects.order_by("place", "pk"))
    values = ladder_values(steps)
    values |= {"place_0": 2, "place_1": 1, "name_2": "报价中", f"name_{len(steps)}": "老客户"}
    values[f"used_{len(steps)}"] = "true"
    del values["used_3"]
    assert lin.post("/customers/ladder/", **values) == 302
    found = [(step.name, step.is_active) for step in LadderStep.objects.order_by("place")]
    assert found[:4] == [("Interested", True), ("Potential", True), ("报价中", True), ("Signed", False)]
    assert found[-1] == ("老客户", True)


def test_a_step_a_colleague_added_meanwhile_is_not_deleted_unseen(lin):
    steps = list(LadderStep.objects.order_by("place", "pk"))
    values = ladder_values(steps)
    known: list[tuple[int | None, str, bool]] = [(step.pk, step.name, True) for step in steps]
    actions.edit_ladder(actor=system_actor("a colleague"), steps=[*known, (None, "新加", True)])
    assert lin.post("/customers/ladder/", **values) == 422
    assert LadderStep.objects.filter(name="新加").exists()
