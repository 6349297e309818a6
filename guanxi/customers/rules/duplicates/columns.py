"""Columns of records as numbers: each different value, in its standard form, has one number.

Standardising and later comparing are done once per different value, not once per row.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

import numpy as np
import numpy.typing as npt

from guanxi.customers.rules.duplicates.names import is_latin, latin_parts
from guanxi.customers.rules.duplicates.roles import Field, Role, recognise
from guanxi.kit.identity import (
    address_key,
    credit_code,
    fold_many,
    organisation_name,
    person_key,
    phone_tails,
    pinyin_key,
    words_many,
)

if TYPE_CHECKING:
    import pyarrow as pa

Ids = npt.NDArray[np.int32]
Texts = npt.NDArray[np.object_]
Floats = npt.NDArray[np.float64]

NAMES: Final = frozenset({Role.GIVEN, Role.SURNAME, Role.PERSON, Role.ORGANISATION, Role.PLACE, Role.TEXT})
SOUNDING: Final = NAMES | {Role.EMAIL}
VETOES: Final = frozenset({Role.CREDIT_CODE, Role.BRANCH})
HEAD_OFFICE: Final = "-"
GIVEN_PART, SURNAME_PART = ": given name", ": surname"  # of a column of full names
_NOT_DIGIT: Final = re.compile(r"\D+")
_NOT_CODE: Final = re.compile(r"[^0-9a-z]+")
_SOUNDS: Final = str.maketrans("bfpvcgjkqsxzdtlmnr", "111122222222334556", "aeiouhwy' ")
_JOINING: Final = re.compile(r"(?<=\w) (?:and|und|et|y) (?=\w)")
_DOUBLED: Final = re.compile(r"(\d)\1+")
_EMPTY_WORDS: Final = frozenset(
    {
        "null", "none", "nan", "na", "n/a", "n.a.", "nil", "unknown", "-", "--", ".", "?", "无",
        "空", "未知", "不详", "暂无", "missing", "undefined",
    }
)  # fmt: skip
_DATE_PARTS: Final = re.compile(r"\d+")
_YEAR_DIGITS: Final = 4
_DATE_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class Column:
    """`ids` per row (-1: absent) into `values`; `sounds` numbers values that are pronounced alike.

    Of mail addresses, it numbers what stands before the @. `counts` says in how many rows a value stands,
    `lengths` how many characters it has. `sure` marks values that prove themselves (check digit), `plain`
    those of ASCII letters.
    """

    field: Field
    ids: Ids
    values: Texts
    sounds: Ids
    counts: Ids
    lengths: Ids
    sure: npt.NDArray[np.bool_]
    plain: npt.NDArray[np.bool_]

    @property
    def filled(self) -> float:
        return float(np.count_nonzero(self.ids >= 0)) / max(1, len(self.ids))


@dataclass(frozen=True, slots=True)
class Records:
    """Records to be compared. `columns` are those that say something of who it is."""

    count: int
    columns: tuple[Column, ...]


def read_records(
    table: "pa.Table", roles: Mapping[str, Role] | None = None, *, splits: bool | None = None
) -> Records:
    """Columns of text or other plain values; roles that are not given are recognised by content.

    `splits`: whether full names are taken apart into given name and surname; None: as the content suggests.
    """
    given = roles or {}
    read = [
        one
        for name in table.column_names
        if given.get(name) is not Role.IGNORED
        for one in _read(name, given.get(name), table.column(name))
    ]
    held = [one.role for one in read]
    # Taken apart where that gives the file's only given name and surname: two of a kind are not compared.
    may_split = held.count(Role.PERSON) == 1 and not {Role.GIVEN, Role.SURNAME} & set(held)
    found = [column for one in read for column in _columns_of(one, splits=False if not may_split else splits)]
    return Records(table.num_rows, tuple(_with_shared_names(found)))


@dataclass(frozen=True, slots=True)
class _Read:
    """A column as it stands in the file: what it holds, the number of each row's text, and the texts."""

    name: str
    role: Role
    numbers: Ids
    raw: list[str]


def _read(name: str, role: Role | None, cells: "pa.ChunkedArray") -> Iterator[_Read]:
    numbers, raw = _encoded(cells)
    if role is None:
        role = recognise(name, raw, every_row_differs=len(raw) >= len(numbers))
    if role is not Role.IGNORED and raw:
        yield _Read(name, role, numbers, raw)


def _columns_of(read: _Read, *, splits: bool | None) -> list[Column]:
    if read.role is Role.ORGANISATION:
        return _organisation(read.name, read.numbers, read.raw)
    if read.role is Role.PERSON and (splits or (splits is None and is_latin(read.raw))):
        given, surname = latin_parts(read.raw)
        return [
            column_of(Field(f"{read.name}{GIVEN_PART}", Role.GIVEN), read.numbers, given),
            column_of(Field(f"{read.name}{SURNAME_PART}", Role.SURNAME), read.numbers, surname),
        ]
    return [column_of(Field(read.name, read.role), read.numbers, standard_forms(read.role, read.raw))]


def _organisation(name: str, numbers: Ids, raw: list[str]) -> list[Column]:
    parts = [organisation_name(text) for text in raw]
    cores = [_JOINING.sub(" ", part.core) for part in parts]  # Smith & Sons is Smith and Sons
    made = [column_of(Field(name, Role.ORGANISATION), numbers, cores)]
    if any(part.region for part in parts):
        made.append(column_of(Field(f"{name} region", Role.REGION), numbers, [part.region for part in parts]))
    if any(part.branch for part in parts):
        branches = [part.branch or HEAD_OFFICE for part in parts]
        made.append(column_of(Field(f"{name} branch", Role.BRANCH), numbers, branches))
    return made


def _encoded(cells: "pa.ChunkedArray") -> tuple[Ids, list[str]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_string(cells.type):
        cells = _without_point_zero(cells) if pa.types.is_floating(cells.type) else cells
        cells = cells.cast(pa.string())
    encoded = cells.combine_chunks().dictionary_encode()
    encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    numbers = cast("Ids", pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False))
    return numbers.astype(np.int32), cast("list[str]", encoded.dictionary.to_pylist())


def _without_point_zero(cells: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """Whole numbers that became fractions because some cells are empty."""
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = pc.all(pc.equal(pc.round(cells), cells)).as_py()
    return cells.cast(pa.int64()) if whole else cells


def column_of(field: Field, numbers: Ids, forms: Sequence[str]) -> Column:
    """`forms` are the standard forms behind `numbers`; equal ones become one value, empty ones absent."""
    import pyarrow as pa

    encoded = pa.array(forms, pa.string()).dictionary_encode()
    again = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32)
    values = encoded.dictionary.to_pylist()
    if "" in values:
        again[again == values.index("")] = -1
    ids = np.append(again, np.int32(-1))[numbers]
    texts = np.empty(len(values), dtype=object)
    texts[:] = values
    return _column(field, ids, texts)


def _column(field: Field, ids: Ids, texts: Texts) -> Column:
    counts = np.bincount(ids[ids >= 0], minlength=len(texts)).astype(np.int32)
    sounds = _sounds(field.role, texts) if field.role in SOUNDING else np.arange(len(texts), dtype=np.int32)
    lengths = np.fromiter(map(len, texts), np.int32, len(texts))
    plain = np.fromiter(map(str.isascii, texts), bool, len(texts))
    sure = np.full(len(texts), field.role is Role.BRANCH)
    if field.role is Role.CREDIT_CODE:
        sure = np.fromiter((bool(credit_code(text)) for text in texts), bool, len(texts))
    return Column(field, ids, texts, sounds, counts, lengths, sure, plain)


def _with_shared_names(columns: list[Column]) -> list[Column]:
    """Given names and surnames get one numbering, so that exchanged ones are recognised."""
    import pyarrow as pa

    places = [
        place for place, column in enumerate(columns) if column.field.role in (Role.GIVEN, Role.SURNAME)
    ]
    if len(places) < 2:  # noqa: PLR2004 - nothing to exchange
        return columns
    together = pa.array(np.concatenate([columns[place].values for place in places]), pa.string())
    encoded = together.dictionary_encode()
    numbers = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32)
    texts = np.empty(len(encoded.dictionary), dtype=object)
    texts[:] = encoded.dictionary.to_pylist()
    start = 0
    for place in places:
        old = columns[place]
        own = np.append(numbers[start : start + len(old.values)], np.int32(-1))
        start += len(old.values)
        columns[place] = _column(old.field, own[old.ids], texts)
    return columns


def standard_forms(role: Role, raw: list[str]) -> list[str]:
    """The form in which values of the role are compared; "" for what says nothing."""
    forms = _FORMS.get(role, words_many)(raw)
    if _EMPTY_WORDS.isdisjoint(text.strip().lower() for text in raw if len(text) <= 9):  # noqa: PLR2004 - longest of them
        return forms
    return [
        "" if text.strip().lower() in _EMPTY_WORDS else form for text, form in zip(raw, forms, strict=True)
    ]


def _person_names(raw: list[str]) -> list[str]:
    return [person_key(words) for words in words_many(raw)]


def _addresses(raw: list[str]) -> list[str]:
    return [text if text.isascii() else address_key(text) for text in words_many(raw)]


def _codes(raw: list[str]) -> list[str]:
    """Digits and letters only, without the zeros that a spreadsheet takes away."""
    return [_NOT_CODE.sub("", text.replace(" ", "")).lstrip("0") or text for text in words_many(raw)]


def _credit_codes(raw: list[str]) -> list[str]:
    return [_NOT_CODE.sub("", text) for text in words_many(raw)]


def _mails(raw: list[str]) -> list[str]:
    return [text.replace(" ", "") for text in fold_many(raw)]


def _dates(raw: list[str]) -> list[str]:
    return [_date(text) for text in raw]


def _date(text: str) -> str:
    """Eight digits, year first, where the parts can be told; else the digits as they stand."""
    parts = _DATE_PARTS.findall(text)[:3]
    if len(parts) != 3:  # noqa: PLR2004 - year, month and day
        return "".join(parts)[:_DATE_DIGITS]
    if len(parts[0]) != _YEAR_DIGITS and len(parts[2]) in (2, _YEAR_DIGITS):
        parts = parts[::-1]
        if int(parts[1]) > 12:  # noqa: PLR2004 - the month, American order
            parts[1], parts[2] = parts[2], parts[1]
    return "".join(part.zfill(2) for part in parts)


def _sounds(role: Role, texts: Texts) -> Ids:
    """Values with one sound share a number: pinyin of Han, consonant classes of Latin words."""
    values = cast("list[str]", texts.tolist())
    if role is Role.EMAIL:
        return _numbered([text.partition("@")[0] for text in values])
    person = role in (Role.PERSON, Role.SURNAME)
    bare = "\n".join(values).translate(_SOUNDS)
    codes = _DOUBLED.sub(r"\1", bare).split("\n")
    made = [
        text[:1] + code if text.isascii() else pinyin_key(text, person=person)
        for text, code in zip(values, codes, strict=True)
    ]
    return _numbered(made)


def _numbered(texts: list[str]) -> Ids:
    import pyarrow as pa

    encoded = pa.array(texts, pa.string()).dictionary_encode()
    return cast("Ids", encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32))


_FORMS: Final[Mapping[Role, Callable[[list[str]], list[str]]]] = {
    Role.PERSON: _person_names,
    Role.ADDRESS: _addresses,
    Role.CREDIT_CODE: _credit_codes,
    Role.IDENTIFIER: _codes,
    Role.POSTCODE: _codes,
    Role.DATE: _dates,
    Role.PHONE: phone_tails,
    Role.EMAIL: _mails,
}
