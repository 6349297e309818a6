"""Verbs on orders."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from guanxi.commerce.events import OrdersImported
from guanxi.commerce.models import Order, OrderLine, Product
from guanxi.commerce.types import BatchReport, ImportedLine, ImportedOrder, ImportedProduct, OrderBatch
from guanxi.customers.actions import import_customers, import_touches, require_documents_of_many
from guanxi.customers.queries import keys_by_code, keys_by_name
from guanxi.customers.types import ImportedTouch
from guanxi.platform.access.types import Actor
from guanxi.platform.bulk import copied, copy_lines, copy_rows, reserve_keys
from guanxi.platform.bus import tell
from guanxi.platform.verbs import right, verb

right("commerce.see_orders", _("See orders and returns"))
right("commerce.see_products", _("See products"))
right("commerce.import_transactions", _("Import transaction files"))

ZERO = Decimal(0)


@verb(
    "commerce.import_orders",
    label=_("Import orders and returns"),
    parts=("customers.import_customers", "customers.import_touches", "customers.require_documents_of_many"),
)
def import_orders(*, actor: Actor, batch: OrderBatch) -> BatchReport:
    """Write many orders with their lines at once, and one touch for each in its customer's timeline.

    Customers and products are known by number, customers of a file without numbers by name; those not
    on file are created. One news for all. Raises DocumentNotValid when a customer may not be dealt with.
    """
    known = keys_by_code(actor, [c.code for c in batch.customers if c.is_numbered])
    known |= keys_by_name(actor, [c.code for c in batch.customers if not c.is_numbered])
    fresh = [c for c in batch.customers if c.code not in known]
    known |= import_customers(actor=actor, customers=fresh)
    keys, made = _products(actor, batch.products)
    order_keys = reserve_keys(Order, len(batch.orders))
    sums = _Sums(len(batch.orders), [p.kind == Product.Kind.CHARGE for p in batch.products])
    lines = copy_lines(
        OrderLine,
        ("order_id", "position", "product_id", "description", "quantity", "price", "amount"),
        _line_rows(sums.counted(batch.lines), order_keys, keys),
    )
    _write_orders(actor, batch.orders, order_keys, known, sums)
    import_touches(actor=actor, touches=_touches(batch.orders, order_keys, known))
    require_documents_of_many(actor=actor, purpose="order", dealings=_dealings(actor, batch.orders, known))
    returns = sum(order.kind == Order.Kind.RETURN for order in batch.orders)
    tell(OrdersImported(orders=len(batch.orders) - returns, returns=returns, lines=lines))
    return BatchReport(
        customers=len(fresh),
        products=sum(p.kind == Product.Kind.PRODUCT for p in made),
        charges=sum(p.kind == Product.Kind.CHARGE for p in made),
        orders=len(batch.orders) - returns,
        returns=returns,
        lines=lines,
    )


class _Sums:
    """Adds up each order's lines on their way."""

    def __init__(self, orders: int, charged: Sequence[bool]) -> None:
        self.totals = [ZERO] * orders
        self.charges: defaultdict[int, Decimal] = defaultdict(Decimal)
        self._charged = charged

    def counted(self, lines: Iterable[ImportedLine]) -> Iterator[ImportedLine]:
        for line in lines:
            self.totals[line.order] += line.amount
            if self._charged[line.product]:
                self.charges[line.order] += line.amount
            yield line


def _products(actor: Actor, products: Sequence[ImportedProduct]) -> tuple[list[int], list[ImportedProduct]]:
    """Keys in the order given, and the products that had to be made. Numbers are unique over all."""
    codes = [p.code for p in products]
    known: dict[str, int] = dict(
        Product.objects.filter(code__in=codes).order_by("pk").values_list("code", "pk")
    )
    fresh = [p for p in products if p.code not in known]
    keys = reserve_keys(Product, len(fresh))
    copy_rows(
        Product,
        ("id", "code", "name", "kind", "currency", "created_at", "updated_at"),
        ((k, p.code, p.name, p.kind, "", actor.now(), actor.now()) for k, p in zip(keys, fresh, strict=True)),
    )
    known |= {p.code: key for key, p in zip(keys, fresh, strict=True)}
    return [known[code] for code in codes], fresh


def _line_rows(
    lines: Iterable[ImportedLine], orders: Sequence[int], products: Sequence[int]
) -> Iterator[str]:
    positions = [0] * len(orders)
    for order, product, description, quantity, price, amount in lines:
        positions[order] += 1
        words = copied(description) if description else ""
        place = f"{orders[order]}\t{positions[order]}\t{products[product]}"
        yield f"{place}\t{words}\t{quantity}\t{price}\t{amount}"


def _write_orders(
    actor: Actor,
    orders: Sequence[ImportedOrder],
    keys: Sequence[int],
    customers: Mapping[str, int],
    sums: _Sums,
) -> None:
    now = actor.now()
    names = (
        "id", "customer_id", "kind", "number", "ordered_at", "currency", "total", "charges", "response_code",
        "created_at", "updated_at",
    )  # fmt: skip
    rows = (
        (
            key, customers[o.customer], o.kind, o.number, o.ordered_at, o.currency, sums.totals[at],
            sums.charges.get(at, ZERO), o.response_code, now, now,
        )
        for at, (key, o) in enumerate(zip(keys, orders, strict=True))
    )  # fmt: skip
    copy_rows(Order, names, rows)


def _touches(
    orders: Sequence[ImportedOrder], keys: Sequence[int], customers: Mapping[str, int]
) -> Iterator[ImportedTouch]:
    for key, order in zip(keys, orders, strict=True):
        channel = "return" if order.kind == Order.Kind.RETURN else "order"
        yield ImportedTouch(
            customers[order.customer], channel, "in", order.ordered_at, order.number, "commerce.order", key
        )


def _dealings(
    actor: Actor, orders: Sequence[ImportedOrder], customers: Mapping[str, int]
) -> Iterator[tuple[int, date]]:
    """Which customer ordered on which day, for the superiors to hear of."""
    zone = ZoneInfo(actor.zone)
    for order in orders:
        if order.kind != Order.Kind.RETURN:
            yield customers[order.customer], order.ordered_at.astimezone(zone).date()
