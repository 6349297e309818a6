"""The import target `commerce.transactions`: what a transaction file becomes."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache

from django.utils.translation import gettext as _

from guanxi.commerce.actions.orders import import_orders
from guanxi.commerce.models import Order, Product
from guanxi.commerce.rules.cells import Cells, Choices, read_cells
from guanxi.commerce.rules.charges import ChargeWords
from guanxi.commerce.rules.transactions import OnFile, Transactions, decide
from guanxi.commerce.types import ImportedLine, ImportedProduct, OrderBatch
from guanxi.customers.queries import codes_out_of_reach, document_book, keys_by_code, keys_by_name
from guanxi.kit.money import CURRENCIES
from guanxi.platform.access.queries import company
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.actions import CannotImport
from guanxi.platform.exchange.targets import Plan, day_first_of, target_named
from guanxi.platform.exchange.types import RefusedInTable, Table, Tick
from guanxi.platform.exchange.wording import sentence

TRANSACTIONS = "commerce.transactions"


def plan_transactions(actor: Actor, table: Table, options: Mapping[str, str], tick: Tick) -> Plan:
    """Decide every line; nothing is written. Raises CannotImport for options that cannot be."""
    choices = _choices(actor, options)
    cells = read_cells(table, choices)
    on_file = _on_file(actor, cells, choices)
    decided = decide(cells, on_file, choices, lambda part: tick(part, _("Checking the lines")))
    target = target_named(TRANSACTIONS)
    for at, (column, bad) in decided.faults.items():
        if at in decided.refusals.by_row and decided.refusals.by_row[at] == "unreadable":
            decided.refusals.reasons[at] = sentence(target, column, bad)
    return Plan(
        RefusedInTable(decided.refusals, table.lines), _made(decided, on_file), decided, _sums(decided)
    )


def write_transactions(actor: Actor, plan: Plan, tick: Tick) -> None:
    """Carry the plan out."""
    decided = plan.payload
    assert isinstance(decided, Transactions)
    lines = _told(decided.lines(), max(1, len(decided.rows)), tick)
    batch = OrderBatch(decided.customers, decided.products, decided.orders, lines)
    import_orders(actor=actor, batch=batch)
    tick(1.0, _("Writing the orders"))


def _told(lines: Iterator[ImportedLine], total: int, tick: Tick) -> Iterator[ImportedLine]:
    for count, line in enumerate(lines):
        if count % 5_000 == 0:
            tick(count / total * 0.8, _("Writing the orders"))
        yield line


def _choices(actor: Actor, options: Mapping[str, str]) -> Choices:
    currency = options["currency"].strip().upper() or company().currency
    if currency not in CURRENCIES:
        raise CannotImport(
            _("“{word}” is no currency; write its three letters, such as CNY.").format(word=currency),
            fields={"currency": _("Three letters, such as CNY.")},
        )
    return Choices(
        zone=actor.zone,
        currency=currency,
        customer_kind="person" if options["customer_kind"] == "person" else "organisation",
        return_prefix=options["return_prefix"].strip(),
        charges=ChargeWords(options["charges"].replace("\n", ",").split(",")),
        goods=ImportedProduct("GOODS", _("Goods without a product number")),
        day_first=day_first_of(options),
    )


def _on_file(actor: Actor, cells: Cells, choices: Choices) -> OnFile:
    codes = sorted(cells.codes("customer") - cells.named)
    known = {**keys_by_name(actor, sorted(cells.named)), **keys_by_code(actor, codes)}
    names = {key: code for code, key in known.items()}
    return OnFile(
        barred=_barred(actor, known, choices.customer_kind),
        strangers=frozenset(codes_out_of_reach(actor, codes)),
        customers=known.keys(),
        products=frozenset(
            Product.objects.filter(code__in=[*sorted(cells.codes("product")), "GOODS"])
            .order_by("pk")
            .values_list("code", flat=True)
        ),
        orders=frozenset(
            (names[customer], number)
            for customer, number in Order.objects.filter(customer_id__in=list(names))
            .order_by("pk")
            .values_list("customer_id", "number")
        ),
    )


def _barred(actor: Actor, known: Mapping[str, int], kind: str) -> Callable[[str, date], str] | None:
    """Which documents a customer lacked on a day without which no order may be taken, in a sentence.

    A customer the file is the first to name has no document yet: it becomes one of that `kind`.
    """
    book = document_book(actor, "order", known.values())
    if not book.needs:
        return None

    @cache
    def barred(code: str, on_day: date) -> str:
        lacks = book.lacking(known.get(code, 0), on_day, then=True, kind=kind)
        names = _(", ").join(str(lack.type) for lack in lacks if lack.blocks)
        if not names:
            return ""
        return _("Needed for orders and not valid on {day:%Y-%m-%d}: {documents}").format(
            day=on_day, documents=names
        )

    return barred


def _made(decided: Transactions, on_file: OnFile) -> dict[str, int]:
    """How many of each kind there will be; customers and products on file already are not counted."""
    fresh = [p for p in decided.products if p.code not in on_file.products]
    returns = sum(o.kind == "return" for o in decided.orders)
    return {
        "customers": sum(c.code not in on_file.customers for c in decided.customers),
        "products": sum(p.kind == "product" for p in fresh),
        "charges": sum(p.kind == "charge" for p in fresh),
        "orders": len(decided.orders) - returns,
        "returns": returns,
        "lines": len(decided.rows),
    }


def _sums(decided: Transactions) -> dict[str, str]:
    """Exact amounts as text."""
    sales = refunds = Decimal(0)
    for order, total in zip(decided.orders, decided.totals, strict=True):
        if order.kind == "return":
            refunds += total
        else:
            sales += total
    return {"sales": str(sales), "refunds": str(refunds), "charges": str(decided.charges)}
