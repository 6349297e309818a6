"""The expressions that score a million customers say exactly what the pure rules say."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import product

import duckdb
import ibis
import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.analytics import rules
from guanxi.analytics.measures.purchases import AsOf, customers
from guanxi.analytics.measures.scores import median_gap, middle_gaps, scored
from guanxi.analytics.types import Purchases
from guanxi.analytics.warehouse.reader import table
from guanxi.analytics.warehouse.tables import TABLES

LIFE = rules.DEFAULT_LIFE_CYCLE
SCHEMA = next(t.schema for t in TABLES if t.name == "orders")
LAST = date(2026, 3, 2)
AS_OF = AsOf(datetime(2026, 3, 2, 12, tzinfo=UTC), LAST)

Row = tuple[int, date, Decimal]


def computed(rows: list[Row], as_of: AsOf = AS_OF) -> dict[int, dict[str, object]]:
    """What the expressions say, carried out by DuckDB."""
    data = [
        {
            "id": at,
            "customer_id": customer,
            "kind": "sale" if total >= 0 else "return",
            "ordered_at": datetime(day.year, day.month, day.day, 8, tzinfo=UTC),
            "ordered_on": day,
            "currency": "GBP",
            "total": total,
            "charges": Decimal(0),
        }
        for at, (customer, day, total) in enumerate(rows)
    ]
    with duckdb.connect() as engine:
        engine.register("orders", pa.Table.from_pylist(data, schema=SCHEMA))

        def ask(expression):
            return engine.sql(ibis.to_sql(expression, dialect="duckdb")).to_arrow_table().to_pylist()

        base = customers(table("orders"), as_of, trend_days=LIFE.trend_days)
        company = median_gap(ask(middle_gaps(base)), LIFE)
        found = ask(scored(base, as_of, company, LIFE))
    return {row["customer_id"]: row | {"company": company} for row in found}


def expected(rows: list[Row], day: date = LAST) -> dict[int, dict[str, object]]:
    """What the pure rules say, customer by customer."""
    orders: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row[1] <= day:
            orders[row[0]].append(row)
    net = {key: sum((r[2] for r in own), Decimal(0)) for key, own in orders.items()}
    bought = {k: sorted({r[1] for r in own if r[2] >= 0}) for k, own in orders.items()}
    buyers = sorted(k for k, days in bought.items() if days)
    histories = {k: history(orders[k], bought[k], day) for k in buyers}
    company = rules.company_gap(list(histories.values()))
    scores = rules.rfm_scores(
        [bought[k][-1] for k in buyers], [len(bought[k]) for k in buyers], [net[k] for k in buyers]
    )
    rfm = dict(zip(buyers, scores, strict=True))
    classes = rules.value_classes(net)
    answer = {}
    for key, own in orders.items():
        sales = [r[2] for r in own if r[2] >= 0]
        stage = rules.stage_of(histories[key], day, company) if key in rfm else None
        answer[key] = {
            "orders": len(sales),
            "returns": len(own) - len(sales),
            "sales": sum(sales, Decimal(0)),
            "refunds": sum(sales, Decimal(0)) - net[key],
            "net_revenue": net[key],
            "average_order": rules.average_order(sum(sales, Decimal(0)), len(sales)),
            "first_on": bought[key][0] if key in rfm else None,
            "last_on": bought[key][-1] if key in rfm else None,
            "recency_days": (day - bought[key][-1]).days if key in rfm else None,
            "rfm": (rfm[key].recency, rfm[key].frequency, rfm[key].monetary) if key in rfm else (None,) * 3,
            "rfm_group": rules.rfm_group(rfm[key].recency, rfm[key].frequency).value if key in rfm else None,
            "pareto": classes[key].value,
            "stage": stage.stage.value if stage else None,
            "stage_reason": stage.reason if stage else None,
            "company": company,
        }
    return answer


def history(own: list[Row], days: list[date], day: date) -> Purchases:
    def revenue(first: int, last: int) -> Decimal:
        return sum((t for _c, d, t in own if first <= (day - d).days < last), Decimal(0))

    return Purchases(days[0], days[-1], len(days), revenue(0, 90), revenue(90, 180))


def compare(rows: list[Row]) -> None:
    found, wanted = computed(rows), expected(rows)
    assert found.keys() == wanted.keys()
    for key, row in wanted.items():
        got = found[key] | {"rfm": tuple(found[key][n] for n in ("rfm_r", "rfm_f", "rfm_m"))}
        assert {name: got[name] for name in row} == row


AMOUNTS = st.one_of(
    st.sampled_from([Decimal(n) for n in ("0", "5", "10", "12.3456", "-5", "-12.3456", "100")]),
    st.decimals(min_value=-2000, max_value=5000, places=4),
)
HISTORIES = st.lists(
    st.builds(
        lambda customer, ago, total: (customer, LAST - timedelta(days=ago), total),
        st.integers(1, 30),
        st.one_of(st.integers(0, 200), st.sampled_from([0, 89, 90, 91, 179, 180, 181]), st.integers(0, 3000)),
        AMOUNTS,
    ),
    min_size=1,
    max_size=300,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(HISTORIES)
def test_expressions_equal_the_rules(rows):
    compare(rows)


def test_every_edge_of_silence():
    """Rhythms of many lengths, each ending on every day of a long stretch of silence, a customer each."""
    rows: list[Row] = []
    customer = 0
    for gap, days in product((1, 2, 3, 7, 30, 45, 46, 365, 400), (1, 2, 3, 4, 5)):
        for silence in range(0, 7 * max(gap, 7) + 3, max(1, gap // 6)):
            customer += 1
            last = LAST - timedelta(days=silence)
            rows += [(customer, last - timedelta(days=gap * n), Decimal(10 + n)) for n in range(days)]
    compare(rows)


def test_amounts_at_the_edge_of_a_trend():
    """Revenue exactly three quarters or five quarters of the quarter before is no trend."""
    rows: list[Row] = []
    for key, recent in enumerate(("7.4999", "7.5000", "7.5001", "12.4999", "12.5000", "12.5001")):
        rows += [
            (key, LAST - timedelta(days=d), Decimal(a)) for d, a in ((10, recent), (100, "10"), (185, "1"))
        ]
        rows += [(key, LAST - timedelta(days=150 + n), Decimal(0)) for n in range(2)]
    found = computed(rows)
    reasons = [found[key]["stage_reason"] for key in range(6)]
    assert reasons == ["falling", "active", "active", "active", "active", "rising"]
    compare(rows)


def test_one_and_two_hundred_thousand_units_of_money_divide_exactly():
    rows = [
        (1, LAST, Decimal("100000000000.0001")),
        (1, LAST, Decimal("0.0000")),
        (1, LAST, Decimal("0.0001")),
    ]
    assert computed(rows)[1]["average_order"] == Decimal("33333333333.3334")


def test_what_came_after_the_moment_is_not_known():
    rows = [
        (1, LAST, Decimal(5)),
        (1, LAST + timedelta(days=1), Decimal(50)),
        (2, LAST + timedelta(days=1), Decimal(1)),
    ]
    found = computed(rows)
    assert found.keys() == {1}
    assert found[1]["net_revenue"] == Decimal(5)


def test_the_day_lost_is_the_first_day_the_rule_says_lost():
    rows = [(1, LAST - timedelta(days=d), Decimal(10)) for d in (400, 390, 378)]
    rows += [(2, LAST - timedelta(days=d), Decimal(10)) for d in (10, 400)]
    rows += [(3, LAST - timedelta(days=d), Decimal(10)) for d in (700, 693)]
    found = computed(rows)
    assert found[2]["lost_on"] is None
    for key in (1, 3):
        lost = found[key]["lost_on"]
        own = [r for r in rows if r[0] == key]
        company: Fraction = found[key]["company"]
        days = sorted(r[1] for r in own)
        purchases = Purchases(days[0], days[-1], len(days), Decimal(0), Decimal(0))
        assert type(lost) is date
        assert rules.stage_of(purchases, lost, company).reason == "lost"
        assert rules.stage_of(purchases, lost - timedelta(days=1), company).reason != "lost"
