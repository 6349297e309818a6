"""From the rows of a file of documents to drafts. What a file calls "long-term" becomes the flag."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from guanxi.customers.types import DocumentDraft
from guanxi.kit.text import fold
from guanxi.platform.exchange.rules import BadCell, code_of, day_of, text_of
from guanxi.platform.exchange.types import Cell, Table

V = TypeVar("V")
LONG_TERM_WORDS = frozenset(
    map(fold, ("long-term", "long term", "longterm", "permanent", "unlimited", "长期", "永久", "长期有效"))
)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One readable row; `customer` and `type` as the file names them."""

    at: int
    customer: str
    type: str
    draft: DocumentDraft


@dataclass(frozen=True, slots=True)
class ReadDocuments:
    """`faults`: row -> the column and what is wrong in it."""

    rows: tuple[DocumentRow, ...]
    faults: Mapping[int, tuple[str, BadCell]]


def read_documents(table: Table, *, reason: str) -> ReadDocuments:
    """`reason`: why documents the file calls long-term are so, where it has no column for it."""
    rows: list[DocumentRow] = []
    faults: dict[int, tuple[str, BadCell]] = {}
    for at in range(len(table)):
        cells = {key: column[at] for key, column in table.columns.items()}
        try:
            rows.append(_row(at, cells, reason))
        except _Unreadable as problem:
            faults[at] = (problem.column, problem.bad)
    return ReadDocuments(tuple(rows), faults)


class _Unreadable(ValueError):
    def __init__(self, column: str, bad: BadCell) -> None:
        super().__init__(str(bad))
        self.column, self.bad = column, bad


def _row(at: int, cells: Mapping[str, Cell], reason: str) -> DocumentRow:
    is_long = _is_long_term(cells.get("expires_on"))
    draft = DocumentDraft(
        number=_read(cells, "number", lambda cell: code_of(cell, 80)) or "",
        issuer=_read(cells, "issuer", _line(200)) or "",
        issued_on=_read(cells, "issued_on", day_of),
        expires_on=None if is_long else _read(cells, "expires_on", day_of),
        is_long_term=is_long,
        long_term_reason=(_read(cells, "long_term_reason", _line(300)) or reason) if is_long else "",
        basis=_read(cells, "basis", _line(300)) or "",
    )
    customer = _read(cells, "customer", lambda cell: code_of(cell, 200)) or ""
    return DocumentRow(at, customer, _read(cells, "type", _line(80)) or "", draft)


def _is_long_term(cell: Cell) -> bool:
    return isinstance(cell, str) and fold(cell) in LONG_TERM_WORDS


def _line(limit: int) -> Callable[[Cell], str | None]:
    return lambda cell: text_of(cell, limit)


def _read(cells: Mapping[str, Cell], column: str, read: Callable[[Cell], V]) -> V:
    try:
        return read(cells.get(column))
    except BadCell as bad:
        raise _Unreadable(column, bad) from bad
