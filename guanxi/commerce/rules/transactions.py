"""From the lines of a transaction file to orders and returns: every choice is told in
docs/algorithms/transactions.md.

`read_cells` reads the cells, the caller asks what is on file, `decide` then judges every line.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from guanxi.commerce.rules.cells import Cells, Choices, faults_of
from guanxi.commerce.types import ImportedLine, ImportedOrder, ImportedProduct
from guanxi.customers.types import ImportedCustomer
from guanxi.kit.money import LARGEST, round_half_up
from guanxi.platform.exchange.rules import BadCell, Fault
from guanxi.platform.exchange.types import Cell, Refusals

NO_CUSTOMER = "no_customer"
PRICE = "price"
DUPLICATE = "duplicate"
UNREADABLE = "unreadable"
NOT_YOURS = "not_yours"
DOCUMENT = "document"
ON_FILE = "on_file"
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class OnFile:
    """`strangers`: numbers of customers out of this person's reach. `orders`: (customer's number, number).

    `barred`: why this customer could not order on a day, naming the documents that were not valid then, or ""
    when it could; None: orders need no document.
    """

    strangers: AbstractSet[str] = frozenset()
    customers: AbstractSet[str] = frozenset()
    products: AbstractSet[str] = frozenset()
    orders: AbstractSet[tuple[str, str]] = frozenset()
    barred: Callable[[str, date], str] | None = None


@dataclass(slots=True)
class Transactions:
    """What the accepted lines become; `rows` are their positions in the table."""

    refusals: Refusals
    faults: dict[int, tuple[str, BadCell]]
    customers: list[ImportedCustomer]
    products: list[ImportedProduct]
    orders: list[ImportedOrder]
    totals: list[Decimal]
    charges: Decimal
    rows: list[int]
    order_of: list[int]
    product_of: list[int]
    figures: list[tuple[Decimal, Decimal, Decimal]]
    descriptions: Sequence[str | None]

    def lines(self) -> Iterator[ImportedLine]:
        """In the order of the file. A description that is the product's name is not repeated."""
        names = [p.name for p in self.products]
        for row, order, product, figures in zip(
            self.rows, self.order_of, self.product_of, self.figures, strict=True
        ):
            words = self.descriptions[row] if self.descriptions else None
            yield ImportedLine(
                order, product, "" if words is None or words == names[product] else words, *figures
            )


def decide(cells: Cells, on_file: OnFile, choices: Choices, tick: Callable[[float], None]) -> Transactions:
    """Judge every line; the first rule that matches counts."""
    return _Decision(cells, on_file, choices).all_lines(tick)


class _Decision:
    def __init__(self, cells: Cells, on_file: OnFile, choices: Choices) -> None:
        self.cells, self.on_file, self.choices = cells, on_file, choices
        self.zone = ZoneInfo(choices.zone)
        self.faults = faults_of(cells)
        self.refusals = Refusals()
        self.customers: dict[str, tuple[str | None, str | None]] = {}
        self.names: dict[str, Counter[str]] = {}
        self.products: dict[str, int] = {}
        self.orders: dict[tuple[str, str], int] = {}
        self.drafts: list[tuple[datetime, str, str]] = []
        self.totals: list[Decimal] = []
        self.known_figures: dict[tuple[Decimal, Decimal], tuple[Decimal, Decimal, Decimal]] = {}
        self.rows: list[int] = []
        self.order_of: list[int] = []
        self.product_of: list[int] = []
        self.figures: list[tuple[Decimal, Decimal, Decimal]] = []

    def all_lines(self, tick: Callable[[float], None]) -> Transactions:
        count = len(self.cells.table)
        absent: Sequence[None] = (None,) * count

        def column(key: str) -> Sequence[object]:
            return self.cells.values.get(key, absent)

        raw = list(self.cells.table.columns.values())
        seen: set[tuple[Cell, ...]] = set()
        self.quantities, self.prices, self.dates = column("quantity"), column("price"), column("date")
        self.numbers, self.codes, self.words = column("number"), column("product"), column("description")
        self.currencies, self.responses = column("currency"), column("response_code")
        countries, titles = column("country"), column("customer_name")
        flaws = self.cells.table.flaws
        for at, (customer, price, line) in enumerate(
            zip(column("customer"), self.prices, zip(*raw, strict=True), strict=True)
        ):
            if at % 50_000 == 0:
                tick(at / max(1, count))
            if at in flaws:
                self.refusals.refuse(at, UNREADABLE, flaws[at])
            elif customer is None:
                self.refusals.refuse(at, NO_CUSTOMER)
            elif price.__class__ is Decimal and price <= 0:
                self.refusals.refuse(at, PRICE)
            elif line in seen:
                self.refusals.refuse(at, DUPLICATE)
            else:
                seen.add(line)
                if at in self.faults or not self._take(at, customer):  # type: ignore[arg-type]  # readable: text
                    self._refuse_fault(at)
                elif at not in self.refusals.by_row:
                    self.customers[customer] = (titles[at], countries[at])  # type: ignore[index,assignment]  # text
        return self._transactions(column("description"))

    def _refuse_fault(self, at: int) -> None:
        if at in self.faults:
            self.refusals.refuse(at, UNREADABLE)

    def _take(self, at: int, customer: str) -> bool:
        """Add the line to its order. False: a fault was noted, or the line is refused."""
        if customer in self.on_file.strangers:
            self.refusals.refuse(at, NOT_YOURS)
            return False
        moment: datetime = self.dates[at]  # type: ignore[assignment]  # faults are told apart before
        day = moment.astimezone(self.zone).date()
        number = str(self.numbers[at] or day.isoformat())
        # Goods may always be sent back: only what is sold needs the documents.
        if self.on_file.barred and not self._is_return(number):
            problem = self.on_file.barred(customer, day)
            if problem:
                self.refusals.refuse(at, DOCUMENT, problem)
                return False
        key = (customer, number)
        if key in self.on_file.orders:
            self.refusals.refuse(at, ON_FILE)
            return False
        figures = self._figures(self.quantities[at], self.prices[at])  # type: ignore[arg-type]  # readable numbers
        if figures is None:
            self.faults[at] = (
                "amount" if self.cells.is_amount else "price",
                BadCell(Fault.TOO_LARGE, self.prices[at]),
            )
            return False
        order = self._order(at, key, moment)
        if order is None:
            return False
        self.totals[order] += figures[2]
        self.rows.append(at)
        self.order_of.append(order)
        self.product_of.append(self._product(at))
        self.figures.append(figures)
        return True

    def _is_return(self, number: str) -> bool:
        prefix = self.choices.return_prefix
        return bool(prefix) and number.startswith(prefix)

    def _order(self, at: int, key: tuple[str, str], moment: datetime) -> int | None:
        currency = str(self.currencies[at] or self.choices.currency)
        order = self.orders.get(key)
        if order is None:
            order = self.orders[key] = len(self.orders)
            self.drafts.append((moment, currency, str(self.responses[at] or "")))
            self.totals.append(Decimal(0))
            return order
        began, stated, response = self.drafts[order]
        if stated != currency:
            self.faults[at] = ("currency", BadCell(Fault.MIXED_CURRENCY, currency))
            return None
        if moment < began:
            self.drafts[order] = (moment, stated, response)
        return order

    def _product(self, at: int) -> int:
        code = self.codes[at] or self.choices.goods.code
        product = self.products.setdefault(str(code), len(self.products))
        words = self.words[at]
        if words is not None:
            self.names.setdefault(str(code), Counter())[str(words)] += 1
        return product

    def _figures(self, quantity: Decimal | None, price: Decimal) -> tuple[Decimal, Decimal, Decimal] | None:
        count = ONE if quantity is None else quantity
        known = self.known_figures.get((count, price))
        if known is None:
            if self.cells.is_amount:
                each = price / count if count else price
                known = (round_half_up(count), round_half_up(each), round_half_up(price))
            else:
                known = (round_half_up(count), round_half_up(price), round_half_up(count * price))
            if max(map(abs, known)) > LARGEST:
                return None
            self.known_figures[count, price] = known
        return known

    def _transactions(self, descriptions: Sequence[object]) -> Transactions:
        products = [self._named(code) for code in self.products]
        charged = [p.kind == "charge" for p in products]
        return Transactions(
            refusals=self.refusals,
            faults=self.faults,
            customers=[
                ImportedCustomer(
                    code,
                    name or code,
                    self.choices.customer_kind,
                    country or "",
                    is_numbered=code not in self.cells.named,
                )
                for code, (name, country) in self.customers.items()
            ],
            products=products,
            orders=[
                ImportedOrder(
                    customer,
                    number,
                    "return" if self._is_return(number) else "sale",
                    moment,
                    currency,
                    response,
                )
                for (customer, number), (moment, currency, response) in zip(
                    self.orders, self.drafts, strict=True
                )
            ],
            totals=self.totals,
            charges=sum(
                (f[2] for p, f in zip(self.product_of, self.figures, strict=True) if charged[p]), Decimal(0)
            ),
            rows=self.rows,
            order_of=self.order_of,
            product_of=self.product_of,
            figures=self.figures,
            descriptions=descriptions,  # type: ignore[arg-type]  # those of accepted lines are readable
        )

    def _named(self, code: str) -> ImportedProduct:
        """Named by its most frequent description; of several the one that came first."""
        if code == self.choices.goods.code and code not in self.names:
            return self.choices.goods
        counted = self.names.get(code)
        name = max(counted, key=counted.__getitem__) if counted else code
        return ImportedProduct(code, name, "charge" if self.choices.charges.match(code, name) else "product")
