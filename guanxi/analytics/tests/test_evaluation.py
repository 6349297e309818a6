"""One evaluation: every customer judged, traits written, news told, everything undone with one action."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from guanxi.analytics import rules
from guanxi.analytics.actions import NoCopyYet, NothingToEvaluate, evaluate_customers, refresh
from guanxi.analytics.models import CustomerScore, Evaluation
from guanxi.analytics.queries import scorecard
from guanxi.analytics.types import Purchases
from guanxi.commerce.models import Order
from guanxi.customers.models import Customer
from guanxi.platform.access.types import Actor
from guanxi.platform.journal.actions import undo_change_set
from guanxi.platform.journal.models import Change, ChangeSet
from guanxi.platform.models import News
from guanxi.platform.verbs import Forbidden, change_set


@pytest.fixture
def company(shop, system):
    """安 buys every month, 白 came once last week, 陈 was a good customer long ago, 丁 only sent goods back."""
    keys = shop.customers("安", "白", "陈", "丁", "无")
    shop.orders(
        [(keys[0], f"2025-{month:02}-10", "100") for month in range(1, 13)]
        + [(keys[0], "2026-01-10", "100"), (keys[0], "2026-02-10", "100"), (keys[0], "2026-02-20", "-30.5")]
        + [(keys[1], "2026-02-25T03:00:00", "9.99")]
        + [(keys[2], "2024-01-01", "2000"), (keys[2], "2024-02-01", "2000.0001")]
        + [(keys[3], "2026-01-05", "-12")]
    )
    refresh(system)
    return keys


def scores() -> dict[int, CustomerScore]:
    return {s.customer_id: s for s in CustomerScore.objects.order_by("pk")}


def test_every_customer_with_business_is_judged(company, system):
    an, bai, chen, ding, _ = company
    report = evaluate_customers(actor=system)
    assert report.as_of == datetime(2026, 2, 25, 3, tzinfo=UTC)
    assert report.as_of_on == date(2026, 2, 25)
    assert (report.customers, report.changed, report.removed) == (4, 4, 0)
    assert report.stages == {"active": 1, "lost": 1, "new": 1}
    assert report.pareto == {"A": 2, "C": 2}
    # Ranks 0, 1, 2 of three buyers score 1, 2 and 4.
    assert report.rfm == {"124": 1, "242": 1, "411": 1}
    assert report.rfm_groups == {"hibernating": 1, "promising": 1, "at_risk": 1}
    found = scores()
    assert found.keys() == {an, bai, chen, ding}
    one = found[an]
    assert (one.orders, one.returns, one.purchase_days, one.recency_days) == (14, 1, 14, 15)
    assert (one.sales, one.refunds, one.net_revenue) == (Decimal(1400), Decimal("30.5"), Decimal("1369.5"))
    assert (one.average_order, one.stage, one.pareto) == (Decimal(100), "active", "A")
    lost = found[chen]
    assert (lost.stage, lost.pareto, lost.average_order) == ("lost", "A", Decimal("2000.0001"))
    assert lost.lost_on == date(2024, 8, 6)  # 31 days between purchases: silent for more than 186
    back = found[ding]
    assert (back.stage, back.rfm, back.recency_days, back.average_order, back.pareto) == (
        None,
        None,
        None,
        None,
        "C",
    )


def test_the_reason_can_be_told_from_the_row(company, system):
    evaluate_customers(actor=system)
    for score in CustomerScore.objects.exclude(stage=None).order_by("pk"):
        staged = rules.stage_of(
            Purchases(
                score.first_order_on, score.last_order_on, score.purchase_days, score.recent, score.earlier
            ),
            date(2026, 2, 25),
            Fraction(score.gap_span, score.gap_steps),
        )
        assert (staged.stage, staged.reason) == (score.stage, score.stage_reason)


def test_only_what_differs_is_written(company, system):
    evaluate_customers(actor=system)
    last = Change.objects.order_by("-id").values_list("id", flat=True)[0]
    assert evaluate_customers(actor=system).changed == 0
    written = Change.objects.filter(id__gt=last).values_list("table_name", flat=True)
    assert list(written) == ["gx_analytics_evaluation"]


def test_a_past_moment_knows_nothing_of_later_orders(company, system):
    report = evaluate_customers(actor=system, as_of=datetime(2025, 3, 31, 12, tzinfo=UTC))
    assert report.stages == {"lost": 1, "new": 1}
    assert scores()[company[0]].orders == 3


def test_an_evaluation_is_undone_whole(company, system, shop):
    evaluate_customers(actor=system)
    before = list(CustomerScore.objects.order_by("pk").values("customer_id", "as_of", "stage", "net_revenue"))
    shop.order(company[1], "2026-03-01", "5000")
    refresh(system)
    assert evaluate_customers(actor=system).changed == 4
    made = ChangeSet.objects.filter(verb="analytics.evaluate").order_by("-id")[0]
    undo_change_set(actor=system, change_set=made.pk)
    assert (
        list(CustomerScore.objects.order_by("pk").values("customer_id", "as_of", "stage", "net_revenue"))
        == before
    )
    assert Evaluation.objects.count() == 1


def test_customers_who_left_lose_their_row(company, system, shop):
    evaluate_customers(actor=system)
    with change_set(system, "tests.leave"):
        Order.objects.filter(customer_id=company[3])._raw_delete("default")
        Customer.objects.filter(pk=company[3])._raw_delete("default")
    assert evaluate_customers(actor=system).removed == 1  # not refreshed yet, but the customer is gone
    refresh(system)
    report = evaluate_customers(actor=system)
    assert (report.customers, report.removed) == (3, 0)
    assert company[3] not in scores()


def test_the_news_names_the_change_set(company, system):
    report = evaluate_customers(actor=system)
    [news] = News.objects.filter(name="analytics.CustomersScored")
    assert news.payload["changed"] == report.changed == 4
    assert ChangeSet.objects.get(pk=news.change_set_id).verb == "analytics.evaluate"


def test_nothing_to_evaluate_is_said_and_nothing_changes(system):
    with pytest.raises(NoCopyYet):
        evaluate_customers(actor=system)
    refresh(system)
    with pytest.raises(NothingToEvaluate):
        evaluate_customers(actor=system)
    assert not ChangeSet.objects.exists()


def test_strangers_may_neither_evaluate_nor_see_the_figures(company, system):
    stranger = Actor(user_id=None, name="stranger")
    for call in (
        lambda: evaluate_customers(actor=stranger),
        lambda: scorecard(stranger),
        lambda: refresh(stranger),
    ):
        with pytest.raises(Forbidden):
            call()
    assert not CustomerScore.objects.exists()


def test_the_scorecard_is_exact_and_the_same_every_time(company, system):
    card = evaluate_customers(actor=system).scorecard
    assert card == scorecard(system)
    assert card["customers"] == {"total": 3, "before": 2}
    assert card["period"] == {"days": 90, "first": "2025-11-28", "last": "2026-02-25"}
    assert card["period_before"] == {"first": "2025-08-30", "last": "2025-11-27"}
    now, before = card["now"], card["before"]
    assert now["orders"] == 4
    assert now["returns"] == 2
    assert now["net_revenue"] == "267.4900"
    assert (now["sales"], now["refunds"]) == ("309.9900", "42.5000")
    assert now["average_order"] == "77.4975"
    assert (now["new"], now["lost"], now["buyers"]) == (1, 0, 2)
    assert (before["net_revenue"], before["orders"], before["new"]) == ("300.0000", 3, 0)
    assert card["currencies"] == ["GBP"]
    assert card["stage"] == [
        {"stage": "active", "customers": 1, "net_revenue": "1369.5000"},
        {"stage": "lost", "customers": 1, "net_revenue": "4000.0001"},
        {"stage": "new", "customers": 1, "net_revenue": "9.9900"},
    ]
    assert card["pareto"] == [
        {"pareto": "A", "customers": 2, "net_revenue": "5369.5001"},
        {"pareto": "C", "customers": 2, "net_revenue": "-2.0100"},
    ]
    assert card["flow"] == [
        {"from_stage": None, "to_stage": "new", "customers": 1},
        {"from_stage": "active", "to_stage": "active", "customers": 1},
        {"from_stage": "lost", "to_stage": "lost", "customers": 1},
    ]
    months = {m["month"]: m for m in card["months"]}
    assert len(months) == 24
    assert next(iter(months)) == "2024-03"
    assert months["2024-08"]["lost"] == 1
    assert months["2025-01"]["new"] == 1
    assert months["2026-02"] == {
        "month": "2026-02",
        "orders": 2,
        "returns": 1,
        "buyers": 2,
        "sales": "109.9900",
        "refunds": "30.5000",
        "net_revenue": "79.4900",
        "average_order": "54.9950",
        "new": 1,
        "lost": 0,
    }
    assert months["2024-05"]["average_order"] is None
    assert card["curve"][-1] == {"at": 4, "revenue": "5379.4901"}
