"""What is copied: the columns measures need, and of a person nothing but keys, kind and place."""

from dataclasses import dataclass

import pyarrow as pa

MOMENT = pa.timestamp("us", tz="UTC")
MONEY = pa.decimal128(19, 4)


@dataclass(frozen=True, slots=True)
class Column:
    """`sql` reads it from the source row `t`; `{zone}` stands for the company's time zone, quoted.

    An exact number travels as text and becomes `type` here, because Arrow's reader has no numeric.
    """

    name: str
    sql: str
    type: pa.DataType


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    source: str
    columns: tuple[Column, ...]

    @property
    def schema(self) -> pa.Schema:
        return pa.schema([(c.name, c.type) for c in self.columns])


def _same(name: str, kind: pa.DataType) -> Column:
    return Column(name, f"t.{name}", kind)


def _exact(name: str) -> Column:
    return Column(name, f"t.{name}::text", MONEY)


def _day(name: str, moment: str) -> Column:
    """The company's day of a moment: days are cut once, here, so that no reader needs a time zone."""
    return Column(name, f"(t.{moment} at time zone {{zone}})::date", pa.date32())


KEY = _same("id", pa.int64())

TABLES = (
    Table(
        "customers",
        "gx_customers_customer",
        (
            KEY,
            _same("kind", pa.string()),
            _same("is_customer", pa.bool_()),
            _same("country", pa.string()),
            _same("city", pa.string()),
            _same("owner_id", pa.int64()),
            _same("team_id", pa.int64()),
            _same("created_at", MOMENT),
            Column("is_archived", "t.archived_at is not null", pa.bool_()),
        ),
    ),
    Table(
        "products",
        "gx_commerce_product",
        (KEY, _same("code", pa.string()), _same("kind", pa.string())),
    ),
    Table(
        "orders",
        "gx_commerce_order",
        (
            KEY,
            _same("customer_id", pa.int64()),
            _same("kind", pa.string()),
            _same("ordered_at", MOMENT),
            _day("ordered_on", "ordered_at"),
            _same("currency", pa.string()),
            _exact("total"),
            _exact("charges"),
        ),
    ),
    Table(
        "lines",
        "gx_commerce_orderline",
        (
            KEY,
            _same("order_id", pa.int64()),
            _same("product_id", pa.int64()),
            _exact("quantity"),
            _exact("amount"),
        ),
    ),
    Table(
        "touches",
        "gx_customers_touch",
        (
            KEY,
            _same("customer_id", pa.int64()),
            _same("channel", pa.string()),
            _same("direction", pa.string()),
            Column("touched_at", "t.at", MOMENT),
        ),
    ),
)
