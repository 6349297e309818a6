"""The demo company: every area builds its part, bottom to top, each on what those below it built."""

import argparse
import time
from collections.abc import Callable
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol, cast

from django.conf import settings

from guanxi.config.address import CannotUse
from guanxi.config.words import say

if TYPE_CHECKING:
    from guanxi.platform.access.demo import Span

SEED = 20_260_101
_MOST_CUSTOMERS = 50_000_000
_MOST_ORDERS = 100


class _AreaDemo(Protocol):
    def build(self, seed: int, span: "Span") -> None: ...


def build_demo(today: date, seed: int = SEED) -> None:
    """Let each area which has a demo.py build its part; the same day and seed give the same company."""
    from guanxi.platform.access.demo import span_before

    span = span_before(today)
    for area in settings.AREAS:
        if find_spec(f"{area}.demo"):
            cast("_AreaDemo", import_module(f"{area}.demo")).build(seed, span)


def enlarge_demo(customers: int, orders: int, phase: Callable[[str], None], seed: int = SEED) -> None:
    """So many more customers, drawn by lot, over fifty teams; with `orders` for each, or drawn traits.

    `phase` is told what is done. At the end the database's statistics are brought up.
    """
    from django.db import connection

    from guanxi.analytics import demo as analytics
    from guanxi.commerce import demo as commerce
    from guanxi.customers import demo as customers_demo
    from guanxi.platform.access import demo as access

    owners = access.enlarge()
    phase("teams and people")
    first = customers_demo.enlarge(seed, customers, owners, phase)
    phase("written for good")
    if orders:
        commerce.enlarge(seed, first, customers, orders)
        phase("orders")
        analytics.evaluate(access.AS_OF)
        phase("evaluation")
    else:
        analytics.enlarge(seed, first, customers)
        phase("traits")
    with connection.cursor() as cursor:
        for table in ("gx_customers_customer", "gx_analytics_customerscore", "gx_commerce_order"):
            cursor.execute(f"vacuum (analyze) {table}")
    phase("statistics")


def demo_command(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    demo = subparsers.add_parser("demo", help="add many customers drawn by lot, to try the house under load")
    demo.add_argument("--customers", type=int, required=True, metavar="N")
    demo.add_argument("--orders-per-customer", type=int, default=0, metavar="N", help="at most, each one")
    demo.set_defaults(handle=_enlarge)


def _enlarge(arguments: argparse.Namespace) -> int:
    customers, orders = arguments.customers, arguments.orders_per_customer
    if not (0 < customers <= _MOST_CUSTOMERS and 0 <= orders <= _MOST_ORDERS):
        raise CannotUse(f"Ask for 1 to {_MOST_CUSTOMERS} customers with at most {_MOST_ORDERS} orders each.")
    began = last = time.monotonic()

    def phase(name: str) -> None:
        nonlocal last
        now = time.monotonic()
        say(f"{now - last:8.1f} s  {name}")
        last = now

    enlarge_demo(customers, orders, phase)
    seconds = time.monotonic() - began
    say(f"{seconds:8.1f} s  together, {customers / seconds:,.0f} customers/s")
    return 0
