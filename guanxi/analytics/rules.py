"""RFM scores, average order, life-cycle stage and 80/20 classes: the reference that the warehouse must equal.

Each is written so that SQL can say the same: aggregates per customer, rank() and running sums, no lists.
See docs/algorithms/rfm.md, life-cycle.md, eighty-twenty.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from statistics import median
from typing import Final

from guanxi.analytics.types import CannotStage, Purchases, RfmGroup, RfmScore, Stage, Staged, ValueClass
from guanxi.kit.money import round_half_up
from guanxi.kit.statistics import rank_classes

RFM_CLASSES: Final = 5
A_SHARE: Final = Decimal("0.80")
B_SHARE: Final = Decimal("0.95")

# (lowest and highest recency score, lowest and highest frequency score): they cover the square once.
RFM_GROUPS: Final[Mapping[RfmGroup, tuple[tuple[int, int], tuple[int, int]]]] = {
    RfmGroup.CHAMPIONS: ((4, 5), (4, 5)),
    RfmGroup.PROMISING: ((4, 5), (1, 3)),
    RfmGroup.STEADY: ((3, 3), (3, 5)),
    RfmGroup.SLIPPING: ((3, 3), (1, 2)),
    RfmGroup.AT_RISK: ((1, 2), (3, 5)),
    RfmGroup.HIBERNATING: ((1, 2), (1, 2)),
}


@dataclass(frozen=True, slots=True)
class LifeCycle:
    """Every threshold of the stages. Gaps are multiples of the customer's own mean gap between purchase days.

    If purchases came purely by chance at the customer's own rhythm, silence would exceed 2, 3 and 6 mean
    gaps with
    probability e^-2 = 13.5 %, e^-3 = 5 % and e^-6 = 0.25 %: late, unusual, and practically impossible.
    """

    new_days: int = 90
    """The first three months: no rhythm can be known yet, and first experiences decide."""
    late_gaps: Decimal = Decimal(2)
    dormant_gaps: Decimal = Decimal(3)
    lost_gaps: Decimal = Decimal(6)
    shortest_gap: int = 7
    """A burst of purchases in one week must not make a customer lost within two months."""
    longest_gap: int = 365
    """A customer who buys less than once a year is judged by the year."""
    trend_days: int = 90
    """A quarter against the quarter before: long enough for several purchases, short enough to act on."""
    least_days_for_trend: int = 4
    """Fewer purchase days are too few to call a difference a trend."""
    growing_from: Decimal = Decimal("1.25")
    declining_to: Decimal = Decimal("0.75")
    """A quarter more or less is beyond the usual ups and downs of a quarter."""

    def __post_init__(self) -> None:
        if not 0 < self.late_gaps <= self.dormant_gaps <= self.lost_gaps:
            raise ValueError("gaps must keep 0 < late <= dormant <= lost")
        if not 0 < self.shortest_gap <= self.longest_gap:
            raise ValueError("gaps must keep 0 < shortest <= longest")
        if not 0 <= self.declining_to <= 1 <= self.growing_from:
            raise ValueError("trend must keep 0 <= declining <= 1 <= growing")


DEFAULT_LIFE_CYCLE: Final = LifeCycle()


def mean_gap(purchases: Purchases) -> Fraction | None:
    """Days between purchase days on average: (last - first) / (days - 1); None for a single purchase day."""
    if purchases.days == 1:
        return None
    return Fraction((purchases.last_on - purchases.first_on).days, purchases.days - 1)


def company_gap(customers: Sequence[Purchases], settings: LifeCycle = DEFAULT_LIFE_CYCLE) -> Fraction:
    """The median of the customers' own mean gaps, for those who have none yet; the longest when nobody
    has.
    """
    gaps = [gap for gap in map(mean_gap, customers) if gap is not None]
    return median(gaps) if gaps else Fraction(settings.longest_gap)


def stage_of(
    purchases: Purchases, as_of: date, company: Fraction, settings: LifeCycle = DEFAULT_LIFE_CYCLE
) -> Staged:
    """The life-cycle stage on `as_of`, first match: new, lost, dormant, late, falling, rising, else active.

    `company` is `company_gap`, used for customers with one purchase day. Total over every history that can
    be;
    `CannotStage` for one that cannot.
    """
    _check(purchases, as_of)
    own = mean_gap(purchases)
    gap = min(max(own or company, Fraction(settings.shortest_gap)), Fraction(settings.longest_gap))
    silence = (as_of - purchases.last_on).days
    known_days = (as_of - purchases.first_on).days
    if known_days <= settings.new_days:
        return Staged(
            Stage.NEW, "new", f"First purchase {known_days} days ago.", f"{known_days}天前首次购买。"
        )
    for stage, code, gaps in (
        (Stage.LOST, "lost", settings.lost_gaps),
        (Stage.DORMANT, "dormant", settings.dormant_gaps),
        (Stage.DECLINING, "late", settings.late_gaps),
    ):
        if silence > Fraction(gaps) * gap:
            return _silent(stage, code, silence, gap, gaps)
    if _has_trend(purchases, known_days, gap, settings):
        if purchases.recent < purchases.earlier * settings.declining_to:
            return _trend(Stage.DECLINING, "falling", purchases, settings)
        if purchases.recent > purchases.earlier * settings.growing_from:
            return _trend(Stage.GROWING, "rising", purchases, settings)
    return Staged(
        Stage.ACTIVE,
        "active",
        f"Buys at its own rhythm: silent for {silence} days, usual gap {_days(gap)} days.",
        f"按自己的节奏购买：已{silence}天未购买，通常间隔{_days(gap)}天。",
    )


def rfm_scores(
    last_on: Sequence[date], purchase_days: Sequence[int], net_revenue: Sequence[Decimal]
) -> list[RfmScore]:
    """Scores 1 to 5 by rank share; later, more often and more are better. Equal values get equal scores.

    score = 1 + floor(5 * customers with a strictly smaller value / customers).
    """
    recency = rank_classes([day.toordinal() for day in last_on], RFM_CLASSES)
    frequency = rank_classes(purchase_days, RFM_CLASSES)
    monetary = rank_classes(net_revenue, RFM_CLASSES)
    return [RfmScore(*scores) for scores in zip(recency, frequency, monetary, strict=True)]


def rfm_group(recency: int, frequency: int) -> RfmGroup:
    """The field of the square two scores from 1 to 5 fall into."""
    for group, ((r_low, r_high), (f_low, f_high)) in RFM_GROUPS.items():
        if r_low <= recency <= r_high and f_low <= frequency <= f_high:
            return group
    raise ValueError(f"scores run from 1 to 5, not {recency} and {frequency}")


def average_order(sales: Decimal, orders: int) -> Decimal | None:
    """Sales per order, half-up to 4 places; None without an order."""
    return round_half_up(sales / orders) if orders else None


def value_classes(revenue: Mapping[int, Decimal]) -> dict[int, ValueClass]:
    """80/20: A makes up the first 80 % of net revenue, B the next 15 %, C the rest.

    In falling order of revenue a customer is A when those with strictly more bring less than 80 % of the
    total, B when they bring less than 95 %. So the one who crosses the border still belongs to the upper
    class, and equal revenue always has equal class. The total counts positive revenue only; zero or negative
    revenue is C.
    """
    total = sum((amount for amount in revenue.values() if amount > 0), Decimal(0))
    classes = {}
    above = group = Decimal(0)
    previous: Decimal | None = None
    for key, amount in sorted(revenue.items(), key=lambda item: (-item[1], item[0])):
        if amount != previous:
            above, group, previous = above + group, Decimal(0), amount
        group += max(amount, Decimal(0))
        classes[key] = _value_class(amount, above, total)
    return dict(sorted(classes.items()))


def _value_class(amount: Decimal, above: Decimal, total: Decimal) -> ValueClass:
    if amount <= 0:
        return ValueClass.C
    if above < A_SHARE * total:
        return ValueClass.A
    return ValueClass.B if above < B_SHARE * total else ValueClass.C


def _has_trend(purchases: Purchases, known_days: int, gap: Fraction, settings: LifeCycle) -> bool:
    """Both windows lie in the customer's history, and its rhythm puts at least two purchases into each."""
    return (
        purchases.days >= settings.least_days_for_trend
        and known_days >= 2 * settings.trend_days
        and 2 * gap <= settings.trend_days
    )


def _silent(stage: Stage, code: str, silence: int, gap: Fraction, gaps: Decimal) -> Staged:
    return Staged(
        stage,
        code,
        f"Silent for {silence} days, more than {gaps} times its usual gap of {_days(gap)} days.",
        f"已{silence}天未购买，超过通常间隔{_days(gap)}天的{gaps}倍。",
    )


def _trend(stage: Stage, code: str, purchases: Purchases, settings: LifeCycle) -> Staged:
    days = settings.trend_days
    recent, earlier = round_half_up(purchases.recent, 2), round_half_up(purchases.earlier, 2)
    return Staged(
        stage,
        code,
        f"Revenue of the last {days} days is {recent:,}, of the {days} days before {earlier:,}.",
        f"近{days}天收入{recent:,}，之前{days}天收入{earlier:,}。",
    )


def _days(gap: Fraction) -> Decimal:
    return round_half_up(Decimal(gap.numerator) / gap.denominator, 1)


def _check(purchases: Purchases, as_of: date) -> None:
    span = (purchases.last_on - purchases.first_on).days
    # n distinct days need a span of at least n - 1 days, and one day has none.
    if not 1 <= purchases.days <= span + 1 or (purchases.days == 1 and span > 0) or purchases.last_on > as_of:
        raise CannotStage(
            f"{purchases.days} purchase days from {purchases.first_on} to {purchases.last_on} "
            f"as of {as_of} cannot be"
        )
