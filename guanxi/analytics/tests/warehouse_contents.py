"""What stands in the warehouse, to be compared."""

from __future__ import annotations

from guanxi.analytics.warehouse.reader import opened, table


def contents() -> dict[str, list[dict[str, object]]]:
    with opened() as warehouse:
        return {
            name: warehouse.rows(table(name).order_by("id"))
            for name in ("customers", "products", "orders", "lines", "touches")
        }
