"""From the rows of a file of rarer facts to values of a profile. An empty cell says nothing."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from guanxi.customers.rules.profiles import AMOUNTS, TEXTS, WORDS
from guanxi.customers.rules.records import is_empty
from guanxi.kit.text import fold
from guanxi.platform.exchange.rules import BadCell, Fault, code_of, lines_of, number_of, text_of
from guanxi.platform.exchange.types import Cell, Table

NUMBERS = ("household_size", "annual_sales_year")
CHOICES = ("income", "novelty", "card_scheme")
READ = (*TEXTS, *WORDS, *AMOUNTS, *NUMBERS, *CHOICES, "card_token", "card_last_four", "evaluation")
_LONGEST = 20_000
_SEPARATORS = re.compile(r"[,，;；、|]")

Words = Mapping[str, Mapping[str, str]]
"""Field -> folded word in any language -> stored value."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """One readable row: the customer as the file names it, and the facts it gives."""

    at: int
    customer: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ReadFacts:
    """`faults`: row -> the column and what is wrong in it."""

    rows: tuple[FactRow, ...]
    faults: Mapping[int, tuple[str, BadCell]]


def read_facts(table: Table, words: Words) -> ReadFacts:
    rows: list[FactRow] = []
    faults: dict[int, tuple[str, BadCell]] = {}
    for at in range(len(table)):
        name = "customer"
        try:
            customer = code_of(table.columns["customer"][at], 200) or ""
            facts: dict[str, object] = {}
            for name in READ:
                if name in table.columns:
                    value = _reader(name, words)(table.columns[name][at])
                    if not is_empty(value):
                        facts[name] = value
        except BadCell as bad:
            faults[at] = (name, bad)
        else:
            rows.append(FactRow(at, customer, facts))
    return ReadFacts(tuple(rows), faults)


def _reader(name: str, words: Words) -> Callable[[Cell], object]:
    if name in CHOICES:
        return lambda cell: _choice(cell, words[name])
    if name in TEXTS:
        return lambda cell: text_of(cell, TEXTS[name])
    plain: dict[str, Callable[[Cell], object]] = {
        **dict.fromkeys(WORDS, _words),
        **dict.fromkeys(AMOUNTS, number_of),
        **dict.fromkeys(NUMBERS, _whole),
        "evaluation": lambda cell: lines_of(cell, _LONGEST),
    }
    return plain.get(name, code_of)


def _words(cell: Cell) -> tuple[str, ...]:
    text = text_of(cell, 1_000) or ""
    return tuple(word.strip() for word in _SEPARATORS.split(text) if word.strip())


def _whole(cell: Cell) -> int | None:
    number = number_of(cell)
    if number is not None and number != number.to_integral_value():
        raise BadCell(Fault.NUMBER, cell)
    return None if number is None else int(Decimal(number))


def _choice(cell: Cell, known: Mapping[str, str]) -> str:
    text = text_of(cell, 100) or ""
    if text and fold(text) not in known:
        raise BadCell(Fault.UNKNOWN_WORD, cell)
    return known[fold(text)] if text else ""
