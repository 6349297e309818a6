"""What crosses the border of commerce."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from guanxi.customers.types import ImportedCustomer


@dataclass(frozen=True, slots=True)
class ImportedProduct:
    """`kind`: product or charge."""

    code: str
    name: str
    kind: str = "product"


@dataclass(frozen=True, slots=True)
class ImportedOrder:
    """`customer` is the customer's number; `kind`: sale or return."""

    customer: str
    number: str
    kind: str
    ordered_at: datetime
    currency: str
    response_code: str = ""


class ImportedLine(NamedTuple):
    """`order` and `product` are positions in the batch; `amount` is rounded half-up to four places.

    A named tuple, not a dataclass: hundreds of thousands are made.
    """

    order: int
    product: int
    description: str
    quantity: Decimal
    price: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class OrderBatch:
    """Orders with all they need. Customers and products on file (by number) are used as they are."""

    customers: Sequence[ImportedCustomer]
    products: Sequence[ImportedProduct]
    orders: Sequence[ImportedOrder]
    lines: Iterable[ImportedLine]


@dataclass(frozen=True, slots=True)
class BatchReport:
    customers: int
    products: int
    charges: int
    orders: int
    returns: int
    lines: int


class Totals(NamedTuple):
    """All sales (or returns) of one customer in one currency."""

    kind: str
    currency: str
    orders: int
    amount: Decimal
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """What one customer's business comes to in one currency; averages are half-up, None of nothing.

    `quantity` counts products, charges left out. `monthly`: a month's spending over the last twelve.
    """

    currency: str
    orders: int
    first_at: datetime | None
    last_at: datetime | None
    sales: Decimal
    average: Decimal | None
    quantity: Decimal
    average_quantity: Decimal | None
    monthly: Decimal
    returns: int
    returned: Decimal


class Year(NamedTuple):
    """One year's business with one customer in one currency; amounts None where there was none."""

    year: int
    currency: str
    orders: int
    sales: Decimal | None
    returns: int
    returned: Decimal | None
