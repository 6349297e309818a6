"""The warehouse reads over a connection of its own, so what tests write is really committed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest

from guanxi.platform.access.types import Actor

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.fixture
def own_folder(settings, tmp_path) -> Path:
    """A data folder of the test's own: its warehouse is nobody else's."""
    settings.GUANXI_DATA = tmp_path
    return tmp_path


@pytest.fixture
def system(transactional_db, own_folder) -> Actor:
    from guanxi.platform.access.queries import system_actor

    return system_actor("tests", clock=lambda: NOON)


@dataclass
class Shop:
    """Writes customers and orders the short way: rows in one change set each call."""

    actor: Actor
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def customers(self, *names: str) -> list[int]:
        from guanxi.customers.models import Customer
        from guanxi.platform.verbs import change_set

        with change_set(self.actor, "tests.customers"):
            return [Customer.objects.create(kind="person", name=n, sort_name=n).pk for n in names]

    def product(self, code: str = "P1") -> int:
        from guanxi.commerce.models import Product
        from guanxi.platform.verbs import change_set

        with change_set(self.actor, "tests.product"):
            return Product.objects.create(code=code, name=code).pk

    def order(self, customer: int, at: datetime | str, total: str, *, lines: int = 0) -> int:
        return self.orders([(customer, at, total)], lines=lines)[0]

    def orders(self, rows: list[tuple[int, datetime | str, str]], *, lines: int = 0) -> list[int]:
        """(customer, moment, total): negative totals are returns."""
        from guanxi.commerce.models import Order, OrderLine, Product
        from guanxi.platform.verbs import change_set

        with change_set(self.actor, "tests.orders"):
            made = Order.objects.bulk_create(
                Order(
                    customer_id=customer,
                    kind="sale" if Decimal(total) >= 0 else "return",
                    number=str(next(self.numbers)),
                    ordered_at=_moment(at),
                    currency="GBP",
                    total=Decimal(total),
                )
                for customer, at, total in rows
            )
            if lines:
                product = Product.objects.order_by("pk").first()
                OrderLine.objects.bulk_create(
                    OrderLine(
                        order=order,
                        position=at,
                        product=product,
                        quantity=1,
                        price=order.total / lines,
                        amount=order.total / lines,
                    )
                    for order in made
                    for at in range(lines)
                )
        return [order.pk for order in made]


def _moment(at: datetime | str) -> datetime:
    return at if isinstance(at, datetime) else datetime.fromisoformat(at).replace(tzinfo=UTC)


@pytest.fixture
def shop(system) -> Shop:
    return Shop(system)
