"""JSON as a table: an array or lines of objects. Inner objects become columns, inner lists become rows.

    {"name": "海川", "address": {"city": "苏州"}, "contacts": [{"name": "王芳"}, {"name": "李强"}]}

has the columns name, address.city and contacts.name, and two rows. A list of plain values is one cell.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, TextIO, cast

from guanxi.platform.exchange.readers.encodings import survey_text
from guanxi.platform.exchange.readers.errors import BrokenObjects, EmptyFile, TooManyColumns
from guanxi.platform.exchange.readers.table import MAX_COLUMNS, Cell, Row, Source

_PIECE = 1 << 16  # characters
_LONGEST_OBJECT = 16 << 20  # characters
_SAMPLED = 10_000  # objects whose names make the header
_LONGEST_WHOLE = 4_000  # digits
_WHITE = " \t\r\n\ufeff"

Json = Any  # whatever stands in the file


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectFile(Source):
    """Read object by object: an array of any length never stands in memory."""

    def rows(self, start: int = 0) -> Iterator[Row]:
        return islice(self._all(), start, None)

    def _all(self) -> Iterator[Row]:
        places = {name: at for at, name in enumerate(self.header)}
        for number, flat in _rows(self.path, self.name, self.encoding):
            cells: list[Cell] = [None] * len(places)
            for name, value in flat.items():
                if name in places:
                    cells[places[name]] = value
            yield Row(number, tuple(cells))


def open_objects(path: Path, *, name: str, encoding: str | None = None) -> ObjectFile:
    survey = survey_text(path, name=name, encoding=encoding)
    header: dict[str, None] = {}
    count = sampled = 0
    for count, flat in _rows(path, name, survey.encoding):
        if count <= _SAMPLED:
            sampled += 1
            header |= dict.fromkeys(flat)
    if not header:
        raise EmptyFile(name)
    if len(header) > MAX_COLUMNS:
        raise TooManyColumns(name, columns=len(header), limit=MAX_COLUMNS)
    rows = count * sampled // min(count, _SAMPLED)
    return ObjectFile(
        path=path, name=name, kind="json", header=tuple(header), header_row=1, row_estimate=rows,
        encoding=survey.encoding,
    )  # fmt: skip


def flattened(found: dict[str, Json]) -> Iterator[dict[str, Cell]]:
    """One object as rows: the first list of objects in it is spread, further ones are kept as JSON text."""
    spread = next((name for name, value in found.items() if _are_objects(value)), None)
    before: dict[str, Cell] = {}
    after: dict[str, Cell] = {}
    cells = before
    for name, value in found.items():
        if name == spread:
            cells = after
        else:
            cells |= _cells(_readable(name), value)
    if spread is None:
        yield before
        return
    word = _readable(spread)
    for one in found[spread]:
        for flat in flattened(one):
            yield before | {f"{word}.{key}": cell for key, cell in flat.items()} | after


def _are_objects(value: Json) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _readable(text: str) -> str:
    """Half of a pair stands for no character and can be neither shown nor kept."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _cells(name: str, value: Json) -> dict[str, Cell]:
    if isinstance(value, dict):
        found: dict[str, Cell] = {}
        for key, inner in value.items():
            found |= _cells(f"{name}.{_readable(key)}", inner)
        return found
    if isinstance(value, list):
        plain = all(not isinstance(one, dict | list) for one in value)
        text = ",".join(map(str, value)) if plain else json.dumps(value, ensure_ascii=False, default=str)
        return {name: _readable(text)}
    if isinstance(value, str):
        return {name: _readable(value) or None}
    return {name: value}


def _rows(path: Path, name: str, encoding: str | None) -> Iterator[tuple[int, dict[str, Cell]]]:
    """The rows of each object with its number. Raises BrokenObjects, naming the object where it happens."""
    number = 0
    with path.open(encoding=encoding) as file:
        try:
            for number, found in enumerate(_values(file), 1):
                if not isinstance(found, dict):
                    raise BrokenObjects(name, number=str(number))
                for flat in flattened(cast("dict[str, Json]", found)):
                    yield number, flat
        except (json.JSONDecodeError, RecursionError, UnicodeDecodeError) as problem:
            raise BrokenObjects(name, number=str(number + 1)) from problem


def _values(file: TextIO) -> Iterator[Json]:
    """Values of an array, or one after the other; raises JSONDecodeError."""
    decoder = json.JSONDecoder(parse_float=Decimal, parse_int=_whole, parse_constant=_no_number)
    held = file.read(_PIECE).lstrip(_WHITE)
    is_array = held.startswith("[")
    between = _WHITE + ("," if is_array else "")
    at = int(is_array)
    while True:
        while at < len(held) and held[at] in between:
            at += 1
        if is_array and held.startswith("]", at):
            return
        try:
            value, end = decoder.raw_decode(held, at)
        except json.JSONDecodeError:
            begun = held[at:]
            more = file.read(max(_PIECE, len(begun))) if len(begun) <= _LONGEST_OBJECT else ""
            if not (more or begun or is_array):
                return
            if not more:
                raise
            held, at = begun + more, 0
        else:
            yield value
            at = end


def _whole(word: str) -> int | Decimal:
    """Python makes no whole number of thousands of digits; which column takes one says so itself."""
    return int(word) if len(word) <= _LONGEST_WHOLE else Decimal(word)


def _no_number(word: str) -> Json:
    raise json.JSONDecodeError("no number", word, 0)
