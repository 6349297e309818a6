"""Reading a customer list: what each cell says, and by what two rows are the same customer."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import get_type_hints

from guanxi.customers.rules.records import LIMITS, LONG
from guanxi.customers.types import CustomerDraft
from guanxi.kit.cards import names_card
from guanxi.kit.dates import is_no_day
from guanxi.kit.identifiers import NotAnEmail, NotAUscc, checked_email, checked_uscc
from guanxi.kit.industries import GBT, ISIC, industry_of
from guanxi.kit.search import searchable_text
from guanxi.kit.text import fold
from guanxi.platform.exchange.rules import (
    BadCell,
    Fault,
    Memo,
    code_of,
    day_of,
    days_in,
    lines_of,
    number_of,
    text_of,
)
from guanxi.platform.exchange.types import Cell, Table

CONTACT_TEXTS = {
    "contact_name": 200, "contact_title": 100, "contact_department": 100, "contact_phone": 40,
    "contact_email": 254, "contact_sex": 20, "contact_roles": 200,
}  # fmt: skip
KEYS = ("code", "credit_code", "phone", "email", "name")
LONGEST_CARD = 1_000_000
_NOT_DIGIT = re.compile(r"[^0-9]+")
_CHINA = re.compile(r"^86(?=[0-9]{10,})")
_BETWEEN_TAGS = re.compile(r"[,;，；、|]+")
_PERSON_WORDS = frozenset(map(fold, ("person", "individual", "private", "个人", "自然人", "散客")))
_ORGANISATION_WORDS = frozenset(
    map(fold, ("organisation", "organization", "company", "firm", "企业", "公司", "单位", "组织", "机构"))
)
_YES = frozenset(map(fold, ("yes", "true", "1", "y", "x", "是", "对", "有", "√")))
_NO = frozenset(map(fold, ("no", "false", "0", "n", "否", "不是", "无")))
_LARGEST_WHOLE = 2**31 - 1

Reader = Callable[[Cell], object]
Owners = Mapping[str, tuple[int, int | None]]
Choices = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Rows:
    """A part of a list as read: per column its values, and the first fault of each row that has one."""

    values: Mapping[str, list[object]]
    faults: Mapping[int, tuple[str, BadCell]]


def digits_of(phone: str) -> str:
    return _NOT_DIGIT.sub("", phone)


def folded_name(name: str) -> str:
    """The name as names are compared; the first line of a record's `search_text`."""
    return searchable_text([name])


def key_of(kind: str, value: str) -> str:
    """By what a row finds its customer: the form in which keys of one kind are compared."""
    match kind:
        case "phone":
            return _CHINA.sub("", digits_of(value).lstrip("0"))
        case "email":
            return value.lower()
        case "credit_code":
            return value.upper()
        case "name":
            return folded_name(value)
        case _:
            return value


def readers(owners: Owners, choices: Choices) -> dict[str, Reader]:
    """How each column is read. `choices`: column -> folded word -> stored value."""
    found = {name: _reader_of(name, hint, choices) for name, hint in get_type_hints(CustomerDraft).items()}
    found |= {key: _text(limit) for key, limit in CONTACT_TEXTS.items()}
    found |= {"code": code_of, "kind": _kind_of, "employees": _count_of}
    found |= {"owner": lambda c: _owner_of(c, owners), "card": _card_of}
    # What the form asks of them, a list is asked of them too.
    found |= {"email": _email_of, "contact_email": _email_of, "credit_code": _credit_code_of}
    found |= {"contact_sex": lambda c: _choice_of(c, choices["sex"])}
    found |= {"contact_roles": lambda c: _roles_of(c, choices["decision_role"])}
    found |= {"industry_code": _class_reader(GBT), "isic_code": _class_reader(ISIC)}
    return found


def read_rows(
    table: Table, how: Mapping[str, Reader], *, day_first: bool | None = None, today: date | None = None
) -> Rows:
    """`day_first` None: the order of day and month that the dates of each column show.

    A list's days are birthdays: none stands for "never" or "unknown", none lies after `today`.
    """
    readers = {
        key: _gone(days_in(cells, day_first), today) if how[key] is day_of else how[key]
        for key, cells in table.columns.items()
    }
    values = {key: list(map(Memo(readers[key]).__getitem__, cells)) for key, cells in table.columns.items()}
    return Rows(values, _faults(values))


def persons_alone(mapping: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The columns of a list that names people and no firm, and its options: it is a list of persons. What
    would be their firm's contact person is the customer; what only such a one has is left out.
    """
    if mapping.get("name") or not mapping.get("contact_name"):
        return dict(mapping), {}
    found = {key: column for key, column in mapping.items() if key not in CONTACT_TEXTS}
    for own in ("name", "phone", "email"):
        column = mapping.get(f"contact_{own}")
        if column and not found.get(own):
            found[own] = column
    return found, {"customer_kind": "person"}


def _gone(read: Callable[[Cell], date | None], today: date | None) -> Reader:
    def day(cell: Cell) -> date | None:
        found = read(cell)
        if found is not None and (is_no_day(found) or (today is not None and found > today)):
            raise BadCell(Fault.IMPLAUSIBLE_DATE, cell)
        return found

    return day


def _reader_of(name: str, hint: object, choices: Choices) -> Reader:
    """By the type of the draft's field, so that a new fact of a customer can be imported at once."""
    if name in choices:
        return lambda cell: _choice_of(cell, choices[name])
    if hint == tuple[str, ...]:
        return tags_of
    if hint == date | None:
        return day_of
    if hint is bool:
        return _flag_of
    if hint == int | None:
        return _count_of
    limit = LIMITS.get(name, 254)
    return (lambda cell: _without_card(lines_of(cell, limit))) if name in LONG else _text(limit)


def _text(limit: int) -> Reader:
    return lambda cell: _without_card(text_of(cell, limit))


def _without_card(text: str | None) -> str | None:
    if text and names_card(text):
        raise BadCell(Fault.CARD_NUMBER, "")  # what was found is not repeated either
    return text


def _choice_of(cell: Cell, words: Mapping[str, str]) -> str | None:
    word = text_of(cell, 60)
    if word is None:
        return None
    if fold(word) not in words:
        raise BadCell(Fault.UNKNOWN_WORD, cell)
    return words[fold(word)]


def _email_of(cell: Cell) -> str | None:
    text = text_of(cell, 254)
    try:
        return checked_email(text) if text else None
    except NotAnEmail as problem:
        raise BadCell(Fault.EMAIL, cell) from problem


def _credit_code_of(cell: Cell) -> str | None:
    text = code_of(cell)
    try:
        return checked_uscc(text) if text else None
    except NotAUscc as problem:
        raise BadCell(Fault.CHECK_CHARACTER, cell) from problem


def _class_reader(standard: str) -> Reader:
    def read(cell: Cell) -> str | None:
        text = text_of(cell, 200)
        found = industry_of(text, standard) if text else None
        if text and found is None:
            raise BadCell(Fault.UNKNOWN_CODE, cell)
        return found.code if found else None

    return read


def _card_of(cell: Cell) -> str | None:
    """The card as it stands: its spaces and line ends belong to it."""
    text = "" if cell is None else str(cell)
    _without_card(text)
    if len(text) > LONGEST_CARD:
        raise BadCell(Fault.TOO_LONG, text[:60])
    return text.strip() + "\r\n" if text.strip() else None


def _flag_of(cell: Cell) -> bool | None:
    word = text_of(cell, 60)
    if word is None:
        return None
    if fold(word) in _YES:
        return True
    if fold(word) in _NO:
        return False
    raise BadCell(Fault.UNKNOWN_WORD, cell)


def _kind_of(cell: Cell) -> str | None:
    word = text_of(cell, 60)
    if word is None:
        return None
    if fold(word) in _PERSON_WORDS:
        return "person"
    if fold(word) in _ORGANISATION_WORDS:
        return "organisation"
    raise BadCell(Fault.UNKNOWN_WORD, cell)


def _count_of(cell: Cell) -> int | None:
    number = number_of(cell)
    if number is None:
        return None
    if number != number.to_integral_value() or not 0 <= number <= _LARGEST_WHOLE:
        raise BadCell(Fault.NUMBER, cell)
    return int(number)


def tags_of(cell: Cell) -> tuple[str, ...] | None:
    """Each word once, in order. Raises BadCell."""
    words = _BETWEEN_TAGS.split(_without_card(text_of(cell, 2_000)) or "")
    return tuple(sorted({tag for tag in (text_of(word, 40) for word in words) if tag})) or None


def _roles_of(cell: Cell, words: Mapping[str, str]) -> str | None:
    """The parts in decisions as they are stored, between commas."""
    named = [word for word in _BETWEEN_TAGS.split(text_of(cell, 200) or "") if word.strip()]
    if any(fold(word) not in words for word in named):
        raise BadCell(Fault.UNKNOWN_WORD, cell)
    found = {words[fold(word)] for word in named}
    return ",".join(role for role in dict.fromkeys(words.values()) if role in found) or None


def _owner_of(cell: Cell, owners: Owners) -> tuple[int, int | None] | None:
    word = text_of(cell, 254)
    if word is None:
        return None
    found = owners.get(word.casefold())
    if found is None:
        raise BadCell(Fault.UNKNOWN_PERSON, cell)
    return found


def _faults(values: Mapping[str, Iterable[object]]) -> dict[int, tuple[str, BadCell]]:
    found: dict[int, tuple[str, BadCell]] = {}
    for key, column in values.items():
        for at, value in enumerate(column):
            if isinstance(value, BadCell):
                found.setdefault(at, (key, value))
    return found
