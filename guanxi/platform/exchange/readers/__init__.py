"""Reading tables from files: CSV and its relatives, workbooks, Parquet.

`open_table` gives a Source or raises a CannotRead with one sentence for the user. Nothing here writes.
"""

from guanxi.platform.exchange.readers.errors import CannotRead, TooManyColumns
from guanxi.platform.exchange.readers.guesses import ColumnGuess, ColumnKind, guess_columns
from guanxi.platform.exchange.readers.mapping import Target, guess_mapping
from guanxi.platform.exchange.readers.opening import open_table
from guanxi.platform.exchange.readers.table import LINE, Cell, Flaw, Sheet, Source

__all__ = [
    "LINE",
    "CannotRead",
    "Cell",
    "ColumnGuess",
    "ColumnKind",
    "Flaw",
    "Sheet",
    "Source",
    "Target",
    "TooManyColumns",
    "guess_columns",
    "guess_mapping",
    "open_table",
]
