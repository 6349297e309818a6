"""RFM scores, life-cycle stage and 80/20 class of every customer at once; docs/algorithms/ has the rules.

Input is `purchases.customers(...)`. Shares and gaps are compared as whole numbers, never divided.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import ibis

from guanxi.analytics.measures.purchases import AsOf, average_order, days_between
from guanxi.analytics.rules import A_SHARE, B_SHARE, RFM_CLASSES, RFM_GROUPS, LifeCycle
from guanxi.analytics.types import Stage, ValueClass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ibis.expr.types import BooleanValue, Column, DateValue, IntegerValue, Table

NO_TEXT = ibis.null("string")


def middle_gaps(customers: Table) -> Table:
    """The middle one or two of the customers' own mean gaps, as `span` over `steps`: their median."""
    known = customers.filter(customers.purchase_days > 1)
    gaps = known.select(
        "customer_id",
        span=days_between(known.last_on, known.first_on),
        steps=known.purchase_days - 1,
    )
    # As binary fractions two different gaps of real calendars stay different and in order.
    ranked = gaps.mutate(
        at=ibis.row_number().over(order_by=[gaps.span / gaps.steps, gaps.customer_id]),
        twice=2 * gaps.count().over(),
    )
    middle = (4 * ranked.at >= ranked.twice - 4) & (4 * ranked.at <= ranked.twice)
    return ranked.filter(middle).select("span", "steps").order_by("span", "steps")


def median_gap(rows: Sequence[dict[str, int]], settings: LifeCycle) -> Fraction:
    """The company's gap from the rows of `middle_gaps`; the longest when nobody has a gap."""
    gaps = [Fraction(row["span"], row["steps"]) for row in rows]
    return sum(gaps, Fraction(0)) / len(gaps) if gaps else Fraction(settings.longest_gap)


def staged(customers: Table, as_of: AsOf, company: Fraction, settings: LifeCycle) -> Table:
    """`customers` with `stage`, `stage_reason`, `recency_days` and `lost_on`; null for who never bought.

    The gap that judges is `gap_span` over `gap_steps` days. `lost_on` is the day the rule turns (or turned)
    a customer to lost if nothing more is bought.
    """
    t = _with_gap(customers, company, settings)
    day = ibis.literal(as_of.day)
    t = t.mutate(
        recency_days=days_between(day, t.last_on),
        known_days=days_between(day, t.first_on),
        lost_on=_lost_on(t, settings),
    )
    reason = _reason(t, settings)
    stage = ibis.cases(
        (reason.isin(["late", "falling"]), Stage.DECLINING.value),
        (reason == "rising", Stage.GROWING.value),
        else_=reason,
    )
    return t.mutate(stage_reason=reason, stage=stage).drop("known_days")


def _with_gap(t: Table, company: Fraction, settings: LifeCycle) -> Table:
    """The gap that judges each customer, held within its bounds, as `gap_span` over `gap_steps`."""
    once = t.purchase_days <= 1
    t = t.mutate(
        gap_span=ibis.ifelse(once, company.numerator, days_between(t.last_on, t.first_on)),
        gap_steps=ibis.ifelse(once, company.denominator, t.purchase_days - 1).cast("int64"),
    )
    short, long = settings.shortest_gap, settings.longest_gap
    is_short = t.gap_span < short * t.gap_steps
    is_long = t.gap_span > long * t.gap_steps
    span = ibis.cases((is_short, short), (is_long, long), else_=t.gap_span).cast("int64")
    return t.mutate(gap_span=span, gap_steps=ibis.ifelse(is_short | is_long, 1, t.gap_steps).cast("int64"))


def _reason(t: Table, settings: LifeCycle) -> Column:
    trend = _has_trend(t, settings)
    return ibis.cases(
        (t.first_on.isnull(), NO_TEXT),
        (t.known_days <= settings.new_days, "new"),
        (_silent_for(t, settings.lost_gaps), "lost"),
        (_silent_for(t, settings.dormant_gaps), "dormant"),
        (_silent_for(t, settings.late_gaps), "late"),
        (trend & _is_part(t.recent, "<", settings.declining_to, t.earlier), "falling"),
        (trend & _is_part(t.recent, ">", settings.growing_from, t.earlier), "rising"),
        else_="active",
    )


def _silent_for(t: Table, gaps: Decimal) -> BooleanValue:
    share = Fraction(gaps)
    return t.recency_days * t.gap_steps * share.denominator > share.numerator * t.gap_span


def _has_trend(t: Table, settings: LifeCycle) -> BooleanValue:
    return (
        (t.purchase_days >= settings.least_days_for_trend)
        & (t.known_days >= 2 * settings.trend_days)
        & (2 * t.gap_span <= settings.trend_days * t.gap_steps)
    )


def _is_part(one: Column, sign: str, share: Decimal, other: Column) -> BooleanValue:
    """One < share * other, or one > share * other, exactly."""
    part = Fraction(share)
    left, right = one * part.denominator, other * part.numerator
    return left < right if sign == "<" else left > right


def _lost_on(t: Table, settings: LifeCycle) -> DateValue:
    """The first day with more silence than the rule allows, but never while the customer counts as new."""
    share = Fraction(settings.lost_gaps)
    limit = share.numerator * t.gap_span
    steps = share.denominator * t.gap_steps
    whole = ((limit - limit % steps) / steps).round().cast("int64")
    by_silence = t.last_on + (whole + 1).as_interval("D")
    by_age = t.first_on + ibis.interval(days=settings.new_days + 1)
    # Some engines make a moment of a day plus days.
    return ibis.greatest(by_silence.cast("timestamp"), by_age.cast("timestamp")).cast("date")


def rfm_scored(customers: Table) -> Table:
    """Buyers with scores `rfm_r`, `rfm_f`, `rfm_m` from 1 to 5; equal values get equal scores."""
    buyers = customers.filter(customers.orders > 0)
    return buyers.select(
        "customer_id",
        rfm_r=_score(buyers, buyers.last_on),
        rfm_f=_score(buyers, buyers.purchase_days),
        rfm_m=_score(buyers, buyers.net_revenue),
    )


def _score(t: Table, value: Column) -> IntegerValue:
    # Ibis counts ranks from 0: the number of rows with a strictly smaller value.
    smaller = ibis.rank().over(order_by=value)
    return 1 + _whole(RFM_CLASSES * smaller, t.count().over())


def _whole(number: IntegerValue, by: IntegerValue) -> IntegerValue:
    """Whole division without the rounding of binary fractions."""
    return ((number - number % by) / by).round().cast("int64")


def classed(customers: Table) -> Table:
    """Every customer's `pareto` class: A the first 80 % of revenue, B the next 15 %, C the rest."""
    groups = customers.group_by("net_revenue").aggregate(
        gain=customers.net_revenue.clip(lower=0).sum().cast("decimal(38, 4)")
    )
    falling = ibis.cumulative_window(order_by=groups.net_revenue.desc())
    groups = groups.mutate(upto=groups.gain.sum().over(falling), total=groups.gain.sum().over())
    groups = groups.mutate(above=groups.upto - groups.gain)
    pareto = ibis.cases(
        (groups.net_revenue <= 0, ValueClass.C.value),
        (_is_part(groups.above, "<", A_SHARE, groups.total), ValueClass.A.value),
        (_is_part(groups.above, "<", B_SHARE, groups.total), ValueClass.B.value),
        else_=ValueClass.C.value,
    )
    classes = groups.select("net_revenue", pareto=pareto)
    joined = customers.select("customer_id", "net_revenue").join(classes, "net_revenue")
    return joined.select("customer_id", "pareto")


def scored(customers: Table, as_of: AsOf, company: Fraction, settings: LifeCycle) -> Table:
    """One row per customer with everything that is written back; see `CustomerScore`."""
    all_of = staged(customers, as_of, company, settings)
    rfm = rfm_scored(customers)
    joined = all_of.left_join(rfm, "customer_id").drop("customer_id_right")
    joined = joined.join(classed(customers), "customer_id")
    lost = ibis.ifelse(joined.stage == Stage.LOST.value, joined.lost_on, ibis.null("date"))
    return joined.mutate(
        average_order=average_order(joined.sales, joined.orders), lost_on=lost, rfm_group=_group(joined)
    )


def _group(t: Table) -> Column:
    fields = [
        (t.rfm_r.between(*r) & t.rfm_f.between(*f), group.value) for group, (r, f) in RFM_GROUPS.items()
    ]
    return ibis.cases(*fields, else_=NO_TEXT)
