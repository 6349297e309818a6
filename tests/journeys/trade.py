"""A small transaction file, drawn by lot, the same each time: customers who buy by their own rhythm, and flaws."""

import csv
import io
import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

HEADER = [
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
]
LAST = date(2026, 6, 30)
NAMELESS, FREE, TWICE = 7, 5, 4


@dataclass(frozen=True, slots=True)
class Trade:
    """`content` as a CSV; how many customers, orders and lines an importer must find in it."""

    content: bytes
    customers: int
    orders: int
    lines: int

    @property
    def refused(self) -> int:
        return NAMELESS + FREE + TWICE


def trade(mark: str, customers: int = 80, orders: int = 6) -> Trade:
    """`mark` begins each number, so that files do not touch each other's customers."""
    lot = random.Random(f"{mark} {customers}")
    rows = []
    number = 0
    for customer in range(customers):
        rhythm = lot.randint(15, 120)
        day = LAST - timedelta(days=lot.randint(0, 300))
        for _ in range(orders):
            number += 1
            moment = datetime.combine(day, time(lot.randint(8, 17), lot.randint(0, 59)))
            for product in lot.sample(range(40), 4):
                price = f"{lot.randint(5, 900)}.{lot.randint(0, 99):02}"
                rows.append([f"{mark}{number:06}", f"{mark}P{product:02}", f"产品{product}", str(lot.randint(1, 9)),
                             f"{moment:%Y-%m-%d %H:%M}", price, f"{mark}{customer:05}", "中国"])  # fmt: skip
            day -= timedelta(days=rhythm)
    good = len(rows)
    rows += [[*row[:6], "", row[7]] for row in rows[:NAMELESS]]
    rows += [[f"{mark}F{n}", *row[1:5], "0", *row[6:]] for n, row in enumerate(rows[:FREE])]
    rows += rows[:TWICE]
    out = io.StringIO()
    csv.writer(out).writerows([HEADER, *rows])
    return Trade(out.getvalue().encode(), customers, number, good)
