"""Which row is the header, and what its columns are called."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

HeaderChoice = int | Literal["auto"] | None
"""A row of the file (from 1), None for a file without a header, or "auto": the most likely one."""

_SEARCHED = 30  # rows looked at from the top
_LONGEST_LABEL = 120
_FILLED = 0.6  # share of the table's width that a header fills
_VALUE = re.compile(
    r"[-+(]?[¥￥$€£]?\s*[\d.,]+\s*[%)元]?"  # numbers and money
    r"|\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?([ T].*)?"  # days and moments
    r"|[^@\s]+@[^@\s]+\.[^@\s]+"  # e-mail
    r"|\+?[\d\-() ]{7,}"  # phone
)
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\u00ad\x00"))


def find_header(rows: Sequence[Sequence[object]]) -> int | None:
    """Position of the row which looks like a header; None if the rows begin with data.

    A header is the first row that fills most of the table's width, with labels only. Title rows above it
    fill one or two cells of many.
    """
    head = rows[:_SEARCHED]
    width = _usual_width(head)
    for position, row in enumerate(head):
        filled = [cell for cell in row if _filled(cell)]
        if len(filled) < math.ceil(width * _FILLED):
            continue
        return position if all(_is_label(cell) for cell in filled) else None
    return None


def _usual_width(rows: Sequence[Sequence[object]]) -> int:
    widths = Counter(sum(map(_filled, row)) for row in rows)
    widths.pop(0, None)
    if not widths:
        return 1
    most = max(widths.values())
    return max(width for width, count in widths.items() if count == most)


def _filled(cell: object) -> bool:
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def _is_label(cell: object) -> bool:
    if isinstance(cell, bool | int | float | Decimal | date) or not isinstance(cell, str):
        return False
    text = cell.strip()
    return len(text) <= _LONGEST_LABEL and _VALUE.fullmatch(text) is None


def clean_header(cells: Sequence[object], width: int = 0) -> tuple[str, ...]:
    """Trimmed names without invisible characters; absent ones are numbered, repeated ones told apart."""
    cells = list(cells)
    while len(cells) > max(width, 1) and not _filled(cells[-1]):
        cells.pop()
    cells += [None] * (width - len(cells))
    names: list[str] = []
    taken: set[str] = set()
    for number, cell in enumerate(cells, 1):
        plain = _plain(cell) or f"column {number}"
        name, again = plain, 1
        while name.casefold() in taken:
            again += 1
            name = f"{plain} ({again})"
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def _plain(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return " ".join(unicodedata.normalize("NFKC", text).translate(_INVISIBLE).split())[:_LONGEST_LABEL]
