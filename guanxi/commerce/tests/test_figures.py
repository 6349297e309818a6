"""A customer's dealings in figures: averages half-up, charges no quantity, returns apart."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from guanxi.commerce.actions import import_orders
from guanxi.commerce.queries import figures_of
from guanxi.commerce.rules.figures import average, monthly
from guanxi.commerce.types import ImportedLine, ImportedOrder, ImportedProduct, OrderBatch
from guanxi.customers.queries import keys_by_code
from guanxi.customers.types import ImportedCustomer
from guanxi.platform.access.queries import system_actor
from guanxi.platform.access.types import Actor

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
D = Decimal


@pytest.fixture
def actor(db) -> Actor:
    return replace(system_actor("tests"), clock=lambda: NOON)


def sell(actor: Actor) -> int:
    """Two orders, an older one, and a return, in one currency."""
    days = (
        datetime(2024, 1, 5, tzinfo=UTC),
        datetime(2025, 9, 1, tzinfo=UTC),
        datetime(2026, 2, 1, tzinfo=UTC),
    )
    orders = [ImportedOrder("K1", f"O{n}", "sale", day, "CNY") for n, day in enumerate(days)]
    orders.append(ImportedOrder("K1", "R1", "return", days[2], "CNY"))
    lines = [
        ImportedLine(0, 0, "泵", D(2), D(100), D(200)),
        ImportedLine(1, 0, "泵", D(4), D(100), D(400)),
        ImportedLine(2, 0, "泵", D(1), D(100), D(100)),
        ImportedLine(2, 1, "运费", D(9), D("1.00"), D(9)),
        ImportedLine(3, 0, "泵", D(-1), D(100), D(-100)),
    ]
    products = [ImportedProduct("P", "泵"), ImportedProduct("YF", "运费", "charge")]
    import_orders(actor=actor, batch=OrderBatch([ImportedCustomer("K1", "甲厂")], products, orders, lines))
    return keys_by_code(actor, ["K1"])["K1"]


def test_figures_come_from_orders(actor):
    (found,) = figures_of(actor, [sell(actor)])
    assert (found.orders, found.sales, found.average) == (3, D("709.0000"), D("236.3333"))
    assert (found.quantity, found.average_quantity) == (D("7.0000"), D("2.3333"))
    assert found.monthly == D("42.4167")  # 509 in the last twelve months
    assert (found.returns, found.returned) == (1, D("100.0000"))


def test_nothing_bought_has_no_average(actor):
    assert figures_of(actor, [1]) == []
    assert average(D(0), 0) is None


@pytest.mark.parametrize(("amount", "share"), [("0.0006", "0.0001"), ("0.0005", "0.0000"), ("1", "0.0833")])
def test_a_months_share_is_half_up(amount, share):
    assert monthly(D(amount)) == D(share)
