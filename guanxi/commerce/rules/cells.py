"""The cells of a transaction file, read column by column: docs/algorithms/transactions.md."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from guanxi.commerce.rules.charges import ChargeWords
from guanxi.commerce.types import ImportedProduct
from guanxi.kit.money import CURRENCIES
from guanxi.platform.exchange.rules import (
    BadCell,
    Fault,
    Memo,
    code_of,
    day_first_in,
    moment_of,
    numbers_in,
    text_of,
)
from guanxi.platform.exchange.types import Cell, Table

NEEDED = ("date", "number", "product", "quantity", "price")


@dataclass(frozen=True, slots=True)
class Choices:
    """`day_first` None: as the dates of the column show; one that may be two even then is refused.

    `goods`: product of lines without any.
    """

    zone: str
    currency: str
    customer_kind: str = "organisation"
    return_prefix: str = "C"
    charges: ChargeWords = field(default_factory=lambda: ChargeWords(()))
    goods: ImportedProduct = field(default_factory=lambda: ImportedProduct("GOODS", "Goods"))
    day_first: bool | None = None


@dataclass(frozen=True, slots=True)
class Cells:
    """The lines read column by column; a value that cannot be read is its BadCell.

    `named`: what stands in the column of customer numbers because the line has none, only a name.
    """

    table: Table
    values: Mapping[str, Sequence[object]]
    is_amount: bool
    named: frozenset[str] = frozenset()

    def codes(self, column: str) -> set[str]:
        return {v for v in set(self.values.get(column, ())) if isinstance(v, str)}


def read_cells(table: Table, choices: Choices) -> Cells:
    """Every cell read by its column's kind; never raises."""
    is_amount = "price" not in table.columns
    day_first = day_first_in(table.columns.get("date", ()), choices.day_first)
    readers: dict[str, Callable[[Cell], object]] = {
        "customer": code_of,
        "customer_name": lambda c: text_of(c, 200),
        "number": code_of,
        "date": lambda c: moment_of(c, choices.zone, day_first=day_first),
        "product": code_of,
        "description": lambda c: text_of(c, 300),
        **{key: numbers_in(table.columns.get(key, ())) for key in ("quantity", "price", "amount")},
        "country": lambda c: text_of(c, 60),
        "currency": _currency_of,
        "response_code": lambda c: text_of(c, 20),
    }
    values: dict[str, Sequence[object]] = {}
    for key, cells in table.columns.items():
        memo = Memo(readers[key])
        values["price" if is_amount and key == "amount" else key] = [memo[c] for c in cells]
    named = _name_the_numberless(values)
    return Cells(table, values, is_amount, named)


def _name_the_numberless(values: dict[str, Sequence[object]]) -> frozenset[str]:
    """A line without a customer number gets the number that its customer's name has elsewhere in the file,
    else the name in its place. Returns the names used so.
    """
    names = values.get("customer_name")
    if names is None:
        return frozenset()
    codes = values.get("customer", [None] * len(names))
    if None not in codes:
        return frozenset()
    numbers: dict[object, set[object]] = {}
    for code, name in zip(codes, names, strict=True):
        if isinstance(code, str) and isinstance(name, str):
            numbers.setdefault(name, set()).add(code)
    known = {name: next(iter(found)) for name, found in numbers.items() if len(found) == 1}
    values["customer"] = [
        known.get(name, name) if code is None else code for code, name in zip(codes, names, strict=True)
    ]
    return frozenset(v for v in set(values["customer"]) - set(codes) if isinstance(v, str))


def _currency_of(cell: Cell) -> str | None:
    code = text_of(cell, 10)
    if code is None:
        return None
    if code.upper() not in CURRENCIES:
        raise BadCell(Fault.CURRENCY, cell)
    return code.upper()


def faults_of(cells: Cells) -> dict[int, tuple[str, BadCell]]:
    """The first fault of each line that has one: position -> (column, fault)."""
    found: dict[int, tuple[str, BadCell]] = {}
    # Few columns have any, so each is asked once as a whole.
    for key, values in cells.values.items():
        needed = key in NEEDED
        if not needed and not any(v.__class__ is BadCell for v in set(values)):
            continue
        for at, value in enumerate(values):
            if value.__class__ is BadCell or (needed and value is None):
                bad = value if isinstance(value, BadCell) else BadCell(Fault.MISSING, "")
                name = "amount" if key == "price" and cells.is_amount else key
                found.setdefault(at, (name, bad))
    return found
