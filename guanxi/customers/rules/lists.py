"""From the rows of a customer list to customers and their contact persons.

Rules in their order, first match counts: no name; number taken; on file already; unreadable. A row that
repeats a customer of the file but names another person adds that person as a contact.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from guanxi.customers.types import ContactDraft, CustomerDraft, ListedCustomer
from guanxi.kit.text import fold
from guanxi.platform.exchange.rules import BadCell, Fault, Memo, code_of, day_of, lines_of, number_of, text_of
from guanxi.platform.exchange.types import Cell, Refusals, Table

NO_NAME = "no_name"
CODE_TAKEN = "code_taken"
DUPLICATE = "duplicate"
UNREADABLE = "unreadable"
TEXTS = {
    "name": 200, "short_name": 80, "credit_code": 18, "phone": 40, "email": 254, "website": 300,
    "country": 60, "province": 60, "city": 60, "address": 300, "industry": 100, "source": 60, "owner": 254,
    "contact_name": 200, "contact_title": 100, "contact_department": 100, "contact_phone": 40,
    "contact_email": 254,
}  # fmt: skip
_NOT_DIGIT = re.compile(r"\D+")
_BETWEEN_TAGS = re.compile(r"[,;，；、|]+")
_PERSON_WORDS = frozenset(map(fold, ("person", "individual", "private", "个人", "自然人", "散客")))
_ORGANISATION_WORDS = frozenset(
    map(fold, ("organisation", "organization", "company", "firm", "企业", "公司", "单位", "组织", "机构"))
)
_MOST_EMPLOYEES = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Known:
    """What is on file: numbers, (folded name, phone digits), and colleagues by e-mail and name."""

    codes: AbstractSet[str] = frozenset()
    names: AbstractSet[tuple[str, str]] = frozenset()
    people: Mapping[str, tuple[int, int | None]] | None = None


@dataclass(frozen=True, slots=True)
class DecidedList:
    customers: list[ListedCustomer]
    refusals: Refusals
    faults: dict[int, tuple[str, BadCell]]


def identity(name: str, phone: str) -> tuple[str, str]:
    """By what two rows are the same customer."""
    return fold(name), _NOT_DIGIT.sub("", phone)


def decide_list(table: Table, known: Known, *, kind: str, day_first: bool | None) -> DecidedList:
    """`kind`: what a row without a word on it is."""
    values = _read(table, known.people or {}, day_first)
    refusals, faults = Refusals(), _faults(values)
    found: dict[tuple[str, str], int] = {}
    people: dict[int, set[tuple[str, str]]] = {}
    codes = set(known.codes)
    customers: list[ListedCustomer] = []
    for at in range(len(table)):
        row = {key: column[at] for key, column in values.items()}
        if at in table.flaws:
            refusals.refuse(at, UNREADABLE, table.flaws[at])
            continue
        if row.get("name") is None:
            refusals.refuse(at, NO_NAME)
            faults.pop(at, None)
            continue
        readable = at not in faults
        who = identity(_text(row, "name"), _text(row, "phone")) if readable else ("", "")
        code = row.get("code") if readable else None
        place = found.get(who) if readable else None
        if (
            place is not None
            and _same_code(customers[place], code)
            and _add_person(customers, people, place, row)
        ):
            continue
        if code is not None and code in codes:
            refusals.refuse(at, CODE_TAKEN)
        elif readable and (place is not None or who in known.names):
            refusals.refuse(at, DUPLICATE)
        elif not readable:
            refusals.refuse(at, UNREADABLE)
        else:
            found[who] = len(customers)
            codes |= {str(code)} if code else set()
            customers.append(_listed(row, kind))
            people[len(customers) - 1] = {_person_key(row)}
    return DecidedList(
        customers, refusals, {at: f for at, f in faults.items() if refusals.by_row.get(at) == UNREADABLE}
    )


def _same_code(listed: ListedCustomer, code: object) -> bool:
    return code is None or listed.draft.code == code


def _add_person(
    customers: list[ListedCustomer],
    people: dict[int, set[tuple[str, str]]],
    place: int,
    row: Mapping[str, object],
) -> bool:
    """A further contact person of a customer above. False when the row names nobody new."""
    listed, key = customers[place], _person_key(row)
    if not row.get("contact_name") or listed.draft.kind != "organisation" or key in people[place]:
        return False
    people[place].add(key)
    customers[place] = replace(
        listed, contacts=(*listed.contacts, *_contacts(row, is_main=not listed.contacts))
    )
    return True


def _person_key(row: Mapping[str, object]) -> tuple[str, str]:
    return identity(_text(row, "contact_name"), _text(row, "contact_phone"))


def _listed(row: Mapping[str, object], kind: str) -> ListedCustomer:
    named = {key: _text(row, key) for key in TEXTS if not key.startswith(("contact_", "owner"))}
    draft = CustomerDraft(
        **named,  # type: ignore[arg-type]  # all are texts
        kind=str(row.get("kind") or kind),
        code=_text(row, "code") or None,
        remark=_text(row, "remark"),
        employees=row.get("employees"),  # type: ignore[arg-type]  # a whole number or absent
        born_on=row.get("born_on"),  # type: ignore[arg-type]  # a day or absent
        tags=row.get("tags") or (),  # type: ignore[arg-type]  # a tuple of words
    )
    owner = row.get("owner")
    owner_id, team_id = owner if isinstance(owner, tuple) else (None, None)
    contacts = _contacts(row, is_main=True) if draft.kind == "organisation" else ()
    if draft.kind == "person" and not draft.phone:
        draft = replace(draft, phone=_text(row, "contact_phone"))
    return ListedCustomer(draft, owner_id, team_id, contacts)


def _contacts(row: Mapping[str, object], *, is_main: bool) -> tuple[tuple[CustomerDraft, ContactDraft], ...]:
    name = _text(row, "contact_name")
    if not name:
        return ()
    person = CustomerDraft(
        name=name,
        kind="person",
        is_customer=False,
        phone=_text(row, "contact_phone"),
        email=_text(row, "contact_email"),
    )
    contact = ContactDraft(
        title=_text(row, "contact_title"), department=_text(row, "contact_department"), is_main=is_main
    )
    return ((person, contact),)


def _text(row: Mapping[str, object], key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else ""


def _read(
    table: Table, people: Mapping[str, tuple[int, int | None]], day_first: bool | None
) -> dict[str, list[object]]:
    readers: dict[str, Callable[[Cell], object]] = {key: _reader(limit) for key, limit in TEXTS.items()}
    readers |= {
        "code": code_of,
        "kind": _kind_of,
        "employees": _employees_of,
        "born_on": lambda c: day_of(c, day_first=day_first),
        "tags": _tags_of,
        "remark": lambda c: lines_of(c, 20_000),
        "owner": lambda c: _owner_of(c, people),
    }
    return {key: list(map(Memo(readers[key]).__getitem__, cells)) for key, cells in table.columns.items()}


def _reader(limit: int) -> Callable[[Cell], object]:
    return lambda cell: text_of(cell, limit)


def _kind_of(cell: Cell) -> str | None:
    word = text_of(cell, 60)
    if word is None:
        return None
    if fold(word) in _PERSON_WORDS:
        return "person"
    if fold(word) in _ORGANISATION_WORDS:
        return "organisation"
    raise BadCell(Fault.UNKNOWN_WORD, cell)


def _employees_of(cell: Cell) -> int | None:
    number = number_of(cell)
    if number is None:
        return None
    if number != number.to_integral_value() or not 0 <= number <= _MOST_EMPLOYEES:
        raise BadCell(Fault.NUMBER, cell)
    return int(number)


def _tags_of(cell: Cell) -> tuple[str, ...]:
    words = _BETWEEN_TAGS.split(text_of(cell, 2_000) or "")
    return tuple(tag for tag in (text_of(word, 40) for word in words) if tag)


def _owner_of(cell: Cell, people: Mapping[str, tuple[int, int | None]]) -> tuple[int, int | None] | None:
    word = text_of(cell, 254)
    if word is None:
        return None
    found = people.get(word.casefold())
    if found is None:
        raise BadCell(Fault.UNKNOWN_PERSON, cell)
    return found


def _faults(values: Mapping[str, Iterable[object]]) -> dict[int, tuple[str, BadCell]]:
    """The first fault of each row that has one."""
    found: dict[int, tuple[str, BadCell]] = {}
    for key, column in values.items():
        for at, value in enumerate(column):
            if isinstance(value, BadCell):
                found.setdefault(at, (key, value))
    return found
