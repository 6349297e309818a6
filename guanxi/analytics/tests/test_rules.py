from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.analytics.rules import (
    LifeCycle,
    average_order,
    company_gap,
    mean_gap,
    rfm_scores,
    stage_of,
    value_classes,
)
from guanxi.analytics.types import CannotStage, Purchases, RfmScore, Stage

AS_OF = date(2024, 12, 31)
MONTH = Fraction(30)


def bought(first, last, days, recent=100, earlier=100):
    """`first` and `last` are days before the day of judgement."""
    return Purchases(
        AS_OF - timedelta(first), AS_OF - timedelta(last), days, Decimal(recent), Decimal(earlier)
    )


@pytest.mark.parametrize(
    ("purchases", "stage", "reason"),
    [
        (bought(90, 90, 1), "new", "new"),
        (bought(91, 91, 1), "dormant", "dormant"),  # company gap 30: 91 > 90
        (bought(180, 180, 1), "dormant", "dormant"),
        (bought(181, 181, 1), "lost", "lost"),
        (bought(360, 0, 13), "active", "active"),  # every 30 days
        (bought(420, 60, 13), "active", "active"),  # exactly two gaps are not late yet
        (bought(421, 61, 13), "declining", "late"),
        (bought(450, 90, 13), "declining", "late"),
        (bought(451, 91, 13), "dormant", "dormant"),
        (bought(540, 180, 13), "dormant", "dormant"),
        (bought(541, 181, 13), "lost", "lost"),
        (bought(360, 0, 13, 126, 100), "growing", "rising"),
        (bought(360, 0, 13, 125, 100), "active", "active"),
        (bought(360, 0, 13, 75, 100), "active", "active"),
        (bought(360, 0, 13, 74, 100), "declining", "falling"),
        (bought(360, 0, 13, 5, 0), "growing", "rising"),
        (bought(360, 0, 5, 900, 100), "active", "active"),  # a gap of 90 days puts one purchase in a window
        (bought(179, 0, 8, 900, 100), "active", "active"),  # the earlier window is older than the customer
        (bought(100, 97, 4), "lost", "lost"),  # gap held at 7
        (bought(2000, 700, 2), "active", "active"),  # gap held at 365: 700 < 730
    ],
)
def test_stage(purchases, stage, reason):
    staged = stage_of(purchases, AS_OF, MONTH)
    assert (staged.stage, staged.reason) == (stage, reason)


def test_the_reason_carries_the_figures():
    staged = stage_of(bought(451, 91, 13), AS_OF, MONTH)
    assert staged.en == "Silent for 91 days, more than 3 times its usual gap of 30.0 days."
    assert staged.zh == "已91天未购买，超过通常间隔30.0天的3倍。"


def test_gaps():
    assert mean_gap(bought(10, 0, 4)) == Fraction(10, 3)
    assert mean_gap(bought(10, 10, 1)) is None
    assert company_gap([bought(10, 0, 2), bought(30, 0, 2), bought(5, 5, 1)]) == 20
    assert company_gap([bought(5, 5, 1)]) == 365


@pytest.mark.parametrize(
    "wrong", [bought(5, 6, 2), bought(5, 4, 3), bought(5, 4, 1), bought(5, 5, 0), bought(5, -1, 2)]
)
def test_histories_that_cannot_be(wrong):
    with pytest.raises(CannotStage):
        stage_of(wrong, AS_OF, MONTH)


@pytest.mark.parametrize(
    "wrong", [{"late_gaps": Decimal(4)}, {"shortest_gap": 0}, {"growing_from": Decimal("0.9")}]
)
def test_thresholds_that_cannot_be(wrong):
    with pytest.raises(ValueError, match="must keep"):
        LifeCycle(**wrong)


MONEY = st.decimals(-1000, 1000, places=2)


@given(st.integers(0, 3000), st.integers(0, 3000), st.integers(1, 50), MONEY, MONEY, st.fractions(0, 1000))
def test_every_possible_history_has_a_stage(first, last, days, recent, earlier, company):
    first, last = max(first, last), min(first, last)
    days = min(days, first - last + 1) if first > last else 1
    purchases = bought(first, last, max(days, 2) if first > last else 1, recent, earlier)
    staged = stage_of(purchases, AS_OF, company)
    assert staged.stage in Stage
    assert staged.en


@given(st.integers(0, 1500), st.integers(0, 300), st.integers(2, 30))
def test_silence_only_moves_forward(span, wait, days):
    order = [Stage.ACTIVE, Stage.DECLINING, Stage.DORMANT, Stage.LOST]
    span = max(span, 91, days)
    purchases = Purchases(AS_OF - timedelta(span), AS_OF, days, Decimal(1), Decimal(1))
    now = stage_of(purchases, AS_OF + timedelta(wait), MONTH).stage
    later = stage_of(purchases, AS_OF + timedelta(wait + 10), MONTH).stage
    assert order.index(now) <= order.index(later)


def test_rfm_by_hand():
    days = [AS_OF - timedelta(ago) for ago in (0, 10, 10, 50, 90)]
    revenue = [Decimal(value) for value in (500, 400, 30, 20, 10)]
    assert rfm_scores(days, [1, 1, 1, 2, 9], revenue) == [
        RfmScore(5, 1, 5), RfmScore(3, 1, 4), RfmScore(3, 1, 3), RfmScore(2, 4, 2), RfmScore(1, 5, 1),
    ]  # fmt: skip
    assert str(RfmScore(5, 1, 3)) == "513"


def test_average_order():
    assert average_order(Decimal(10), 3) == Decimal("3.3333")
    assert average_order(Decimal(0), 0) is None


@pytest.mark.parametrize(
    ("revenue", "classes"),
    [
        ([80, 15, 5], "ABC"),  # the border itself belongs below: 80 of 100 lie above the second
        ([79, 16, 5], "AAC"),  # the second crosses 80 %
        ([100], "A"),
        ([50, 50], "AA"),
        ([70, 10, 10, 10], "AAAA"),
        ([80, 8, 4, 4, 2, 2], "ABBBCC"),
        ([0, -5], "CC"),
        ([90, 10, -50], "ABC"),
        ([], ""),
    ],
)
def test_eighty_twenty(revenue, classes):
    found = value_classes({key: Decimal(amount) for key, amount in enumerate(revenue)})
    assert "".join(found.values()) == classes


@given(st.lists(st.integers(-20, 100), max_size=30))
def test_more_revenue_is_never_a_lower_class(amounts):
    found = value_classes(dict(enumerate(map(Decimal, amounts))))
    assert list(found) == list(range(len(amounts)))
    for one, amount in enumerate(amounts):
        for other, others in enumerate(amounts):
            assert (amount != others) or found[one] == found[other]
            assert (amount <= others) or found[one] <= found[other]
    total = sum(amount for amount in amounts if amount > 0)
    upper = sum(amount for key, amount in enumerate(amounts) if found[key] == "A")
    assert upper * 10 >= total * 8
