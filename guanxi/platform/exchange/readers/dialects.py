"""Which character separates the cells of a text file."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

SEPARATORS = ",;\t|"
_TABLE = 2  # columns from which on rows are a table
_HALF = 0.5
WHITE = " "  # any run of white space
_NUMBER = re.compile(r"[-+]?[\d.,:/-]*\d[\d.,:/-]*")


class Dialect(NamedTuple):
    delimiter: str
    stated: bool = False  # the file's first line says so ("sep=;"), and is not part of the table


def sniff(lines: Sequence[str]) -> Dialect:
    """From the first lines of the file, with their line ends. One column only: a comma that never occurs."""
    if lines and (stated := re.fullmatch(r"\ufeff?sep=(.)[\r\n]*", lines[0])):
        return Dialect(stated[1], stated=True)
    found = [
        (agreement(widths), width_of(widths), -order, mark)
        for order, (mark, widths) in enumerate(_widths(lines))
    ]
    share, width, _order, delimiter = max(found)
    if width >= _TABLE and share >= _HALF:
        return Dialect(delimiter)
    if _is_white_table(lines):
        return Dialect(WHITE)
    return Dialect(delimiter if width >= _TABLE else ",")


def _widths(lines: Sequence[str]) -> list[tuple[str, list[int]]]:
    return [
        (mark, [len(row) for row in csv.reader(lines, delimiter=mark) if any(row)]) for mark in SEPARATORS
    ]


def agreement(widths: Sequence[int]) -> float:
    """Share of rows that have the usual width, if that is a table's; wide tables may be a little ragged."""
    usual = width_of(widths)
    if usual < _TABLE:
        return 0.0
    return round(sum(1 for width in widths if width == usual) / len(widths), 1)


def width_of(widths: Sequence[int]) -> int:
    """The most frequent width of two or more, if at least two rows or the first one have it; else 1."""
    counts = Counter(width for width in widths if width >= _TABLE)
    if not counts:
        return 1
    most = max(counts.values())
    return max(width for width, count in counts.items() if count == most)


def _is_white_table(lines: Sequence[str]) -> bool:
    """Aligned figures: all lines have as many words, and most words below the first line are numbers.

    Names alone ("Ada Lovelace") must not pass: they are one column.
    """
    rows = [line.split() for line in lines if line.strip()]
    if not rows or len(rows[-1]) < _TABLE:
        return False
    alike = sum(1 for row in rows if len(row) == len(rows[-1]))
    words = [word for row in (rows[1:] or rows) for word in row]
    numbers = sum(1 for word in words if _NUMBER.fullmatch(word))
    return alike >= 0.95 * len(rows) and numbers * 2 >= len(words)
