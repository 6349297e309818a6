"""What every reader gives: rows with their place in the file, and what is wrong with them."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    import pyarrow as pa

Cell = str | int | float | Decimal | bool | date | datetime | None
Kind = Literal["csv", "xlsx", "xlsb", "xls", "ods", "html", "parquet", "vcf", "json"]

LINE = "#line"  # the column of `batches()` which holds the line number in the file
MAX_COLUMNS = 16_384  # Excel's own limit


class Flaw(StrEnum):
    """What is wrong with one row or one cell."""

    TOO_MANY_CELLS = "too_many_cells"
    CELL_TOO_LARGE = "cell_too_large"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    ERROR_VALUE = "error_value"
    DIGITS_LOST = "digits_lost"


REFUSING = frozenset({Flaw.TOO_MANY_CELLS, Flaw.CELL_TOO_LARGE, Flaw.FORMULA_WITHOUT_VALUE})

_SENTENCES = {
    Flaw.TOO_MANY_CELLS: _("The row has more cells than the header names columns."),
    Flaw.CELL_TOO_LARGE: _("A cell of this row is too long to be read."),
    Flaw.FORMULA_WITHOUT_VALUE: _(
        "The cell holds a formula without a result. Open the file in Excel and save it."
    ),
    Flaw.ERROR_VALUE: _("The cell holds an Excel error; it is read as empty."),
    Flaw.DIGITS_LOST: _(
        "The number has more than 15 digits; Excel keeps only the first 15. Format it as text."
    ),
}


class Problem(NamedTuple):
    flaw: Flaw
    column: int | None = None  # position in the header; None: the whole row
    found: str = ""  # what stood there, shortened

    @property
    def refuses(self) -> bool:
        """The row cannot be imported; otherwise the problem is a note beside a readable row."""
        return self.flaw in REFUSING

    @property
    def sentence(self) -> str:
        return str(_SENTENCES[self.flaw])


class Row(NamedTuple):
    """A named tuple, not a dataclass: millions are made, and this is three times faster.

    `line` is where the row begins in the file (sheet row for workbooks, ordinal for Parquet), from 1.
    `cells` is as long as the header; absent cells are None.
    """

    line: int
    cells: tuple[Cell, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def refused(self) -> bool:
        return any(problem.refuses for problem in self.problems)


class Sheet(NamedTuple):
    name: str
    hidden: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(ABC):
    """One readable table. Opening it has found out its shape; `rows()` may be called any number of times."""

    path: Path
    name: str
    kind: Kind
    header: tuple[str, ...]
    header_row: int | None  # line of the header; None: the file has none and the names are generated
    row_estimate: int
    encoding: str | None = None
    delimiter: str | None = None  # " " stands for any run of white space
    sheets: tuple[Sheet, ...] = ()
    sheet: str | None = None

    @abstractmethod
    def rows(self, start: int = 0) -> Iterator[Row]:
        """Data rows from the `start`-th (from 0) on; blank rows are left out and not counted."""

    @property
    def columnar(self) -> bool:
        """Whether `batches()` can give every row unaltered. Else use `rows()`."""
        return False

    def batches(self) -> Iterator["pa.RecordBatch"]:
        """The same rows as Arrow batches: column `#line`, then the header's. Only where `columnar`."""
        raise ValueError(self.kind)

    def preview(self, count: int = 20) -> list[Row]:
        return list(islice(self.rows(), count))
