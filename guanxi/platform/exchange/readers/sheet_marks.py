"""What the workbook library does not tell: formulas without a result, error values, how far a sheet reaches.

The library gives an empty cell for both. This reads the sheet's XML as bytes, in pieces, and looks closely
only where a piece holds a formula or an error. Cells must carry their address, as spreadsheet programs write.
"""

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import NamedTuple

from guanxi.platform.exchange.readers.archives import Broken, unpack
from guanxi.platform.exchange.readers.errors import DamagedWorkbook, RowTooLarge
from guanxi.platform.exchange.readers.table import Flaw

_LONGEST_ROW = 64 << 20
_SUSPECT = (b"<f", b":f", b't="e"', b"t='e'")  # plain search is ten times faster than a pattern
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_ADDRESS = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)")
_ROW = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br=["'](\d{1,7})["']""")
_FAR_COLUMN = re.compile(rb"""\br=["']([A-Z]{2,3})\d""")
_FAR_FILLED_COLUMN = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{2,3})\d+["'][^>]*[^/]>""")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


class Mark(NamedTuple):
    row: int  # from 1
    column: int  # from 0
    flaw: Flaw
    found: str


class Extent(NamedTuple):
    rows: int
    columns: int
    marked: bool  # whether `marks` has anything to tell


def extent(path: Path, part: str, name: str) -> Extent:
    """How far the sheet reaches; columns up to Z are counted as 26."""
    rows, columns, marked = 0, 26, False
    for piece in _pieces(path, part, name):
        rows = max(rows, max(map(int, _ROW.findall(piece)), default=0))
        if _FAR_COLUMN.search(piece):  # the closer look leaves out cells that have a format and no value
            columns = max(columns, max(map(_number, set(_FAR_FILLED_COLUMN.findall(piece))), default=0))
        marked = marked or _is_suspect(piece)
    return Extent(rows, columns, marked)


def _is_suspect(piece: bytes) -> bool:
    return any(word in piece for word in _SUSPECT)


def marks(path: Path, part: str, name: str) -> Iterator[Mark]:
    """In the order of the file, which is by rows."""
    for piece in _pieces(path, part, name):
        if _is_suspect(piece):
            for attributes, content in _CELL.findall(piece):
                if mark := _mark(attributes, content):
                    yield mark


def _mark(attributes: bytes, content: bytes) -> Mark | None:
    wrong = re.search(rb"""\bt=["']e["']""", attributes)
    if not wrong and not _FORMULA.search(content):
        return None
    value = _VALUE.search(content)
    address = _ADDRESS.search(attributes)
    if address is None or (value and value[1] and not wrong):
        return None
    if not wrong and re.search(rb"""\bt=["']str["']""", attributes) and value:
        return None  # the result is an empty text
    flaw = Flaw.ERROR_VALUE if wrong else Flaw.FORMULA_WITHOUT_VALUE
    found = value[1].decode("utf-8", errors="replace") if wrong and value else ""
    return Mark(int(address[2]), _number(address[1]) - 1, flaw, found)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _pieces(path: Path, part: str, name: str) -> Iterator[bytes]:
    """The sheet cut behind the ends of rows."""
    kept = b""
    with zipfile.ZipFile(path) as archive:
        for chunk in unpack(archive, archive.getinfo(part), name):
            kept += chunk
            cut = kept.rfind(b"row>") + 4
            if cut >= len(b"row>"):
                yield kept[:cut]
                kept = kept[cut:]
            elif len(kept) > _LONGEST_ROW:
                raise RowTooLarge(name, sheet=part)
    yield kept


def sheet_parts(path: Path, name: str) -> dict[str, str]:
    """Sheet name to the part of the archive that holds it."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = {entry.lower(): entry for entry in archive.namelist()}
            book = archive.read(entries["xl/workbook.xml"]).decode("utf-8", errors="replace")
            related = archive.read(entries["xl/_rels/workbook.xml.rels"]).decode("utf-8", errors="replace")
    except (KeyError, *Broken) as mistake:
        raise DamagedWorkbook(name) from mistake
    targets = {each.get("Id", ""): each.get("Target", "") for each in _elements(related, "Relationship")}
    parts = {}
    for sheet in _elements(book, "sheet"):
        target = targets.get(next((value for key, value in sheet.items() if key.endswith(":id")), ""), "")
        wanted = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if part := entries.get(wanted.lower()):
            parts[sheet.get("name", "")] = part
    return parts


def _elements(xml: str, tag: str) -> Iterator[dict[str, str]]:
    for found in re.finditer(rf"<(?:\w+:)?{tag}\s([^>]*)>", xml):
        yield {key: unescape(double or single) for key, double, single in _ATTRIBUTE.findall(found[1])}
