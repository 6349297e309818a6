"""A customer list on its way in: rows in temporary tables, which end with the transaction.

gx_listed         the rows as read, key and identity beside them
gx_listed_fate    what becomes of each row (guanxi.customers.actions.fates)
gx_listed_change  the customers on file that rows change, as they will be
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Final

import msgspec
from django.db import connection

from guanxi.customers.actions.list_warnings import Suspicion
from guanxi.customers.rules import cleaned, derived, search_columns
from guanxi.customers.rules.lists import (
    CONTACT_TEXTS,
    Reader,
    digits_of,
    folded_name,
    key_of,
    read_rows,
)
from guanxi.customers.types import CustomerDraft, ListChoices
from guanxi.platform.access.types import Actor
from guanxi.platform.bulk import copied, copy_into
from guanxi.platform.exchange.targets import Target
from guanxi.platform.exchange.types import Table
from guanxi.platform.exchange.wording import sentence

BLANKS: Final[Mapping[str, object]] = cleaned(CustomerDraft(name=""))
"""The columns of a customer that a list fills, and what stands in each when nothing is known."""

FACTS: Final = tuple(BLANKS)
SEARCH: Final = tuple(search_columns({"name": ""}))
_PERSON: Final = ("p_name", "p_title", "p_department", "p_phone", "p_email", "p_sex", "p_roles")
_STAGED: Final = (
    "at", "line", *FACTS, "owner_id", "team_id", "custom", *SEARCH, "key", "folded", "digits",
    *_PERSON, "p_custom", *(f"p_{name}" for name in SEARCH), "p_folded", "p_digits",
    "fault", "reason",
)  # fmt: skip
_TABLES: Final = (
    "gx_listed", "gx_listed_blank", "gx_listed_found", "gx_listed_seen", "gx_listed_fate",
    "gx_listed_contact", "gx_listed_change", "gx_listed_search",
)  # fmt: skip
_SEARCHED: Final = ("kind", "name", "short_name", "phone", "code", "credit_code", "email")


@dataclass(slots=True)
class Staging:
    """Takes the rows of a list into `gx_listed`, piece by piece."""

    actor: Actor
    choices: ListChoices
    target: Target
    how: Mapping[str, Reader]
    suspicion: Suspicion | None = None  # of a rehearsal only
    taken: int = 0

    def __post_init__(self) -> None:
        make_room()

    @property
    def is_rehearsal(self) -> bool:
        return self.suspicion is not None

    def take(self, part: Table) -> None:
        copy_into("gx_listed", _STAGED, self._lines(part))
        if self.suspicion is not None:
            self.suspicion.keep()
        self.taken += len(part)

    def _lines(self, part: Table) -> Iterator[str]:
        rows = read_rows(part, self.how, day_first=self.choices.day_first, today=self.actor.today())
        nothing = repeat(None)
        named = [name for name in rows.values if name in BLANKS or name in CONTACT_TEXTS]
        columns: list[Sequence[object]] = [rows.values[name] for name in named]
        names = rows.values.get("name", [None] * len(part))
        owners = rows.values.get("owner", nothing)
        cards = rows.values.get("card", nothing)
        for at, (cells, owner, card) in enumerate(
            zip(zip(*columns, strict=True), owners, cards, strict=False)
        ):
            line = part.lines[at]
            if at in part.left_out:
                yield self._faulty(at, line, "left_out", "")
            elif at in part.flaws:
                yield self._faulty(at, line, "flaw", part.flaws[at])
            elif at in rows.faults:
                column, bad = rows.faults[at]
                has_name = isinstance(names[at], str)
                fault = "cell" if has_name or self.choices.updates else "nameless"
                yield self._faulty(at, line, fault, sentence(self.target, column, bad))
            else:
                yield self._readable(at, line, dict(zip(named, cells, strict=True)), owner, card)

    def _faulty(self, at: int, line: int, fault: str, reason: str) -> str:
        values: dict[str, object] = {"at": self.taken + at, "line": line, "fault": fault, "reason": reason}
        return "\t".join([copied(values.get(name)) for name in _STAGED])

    def _readable(self, at: int, line: int, row: dict[str, object], owner: object, card: object) -> str:
        kind = row.get("kind") or self.choices.kind
        if kind == "person" and not row.get("phone"):
            row["phone"] = row.get("contact_phone")
        name, phone = str(row.get("name") or ""), str(row.get("phone") or "")
        given = row.get(self.choices.key)
        row |= {
            "at": self.taken + at,
            "line": line,
            "key": (key_of(self.choices.key, str(given)) or None) if given else None,
            "folded": folded_name(name),
            "digits": digits_of(phone),
        }
        row |= derived(row)
        if self.suspicion is not None:
            self.suspicion.look_at(self.taken + at, row, str(kind))
        if isinstance(owner, tuple):
            row["owner_id"], row["team_id"] = owner
        stored = msgspec.json.encode({"vcard": card}).decode() if card else None
        has_contact = kind == "organisation" and bool(row.get("contact_name"))
        row["p_custom" if has_contact else "custom"] = stored
        if has_contact:
            self._add_person(row)
        if name and not self.is_rehearsal:
            row |= search_columns(row if row.get("kind") else {**row, "kind": kind})
        return "\t".join([copied(row.get(column)) for column in _STAGED])

    def _add_person(self, row: dict[str, object]) -> None:
        person = {part: row.get(f"contact_{part[2:]}") for part in _PERSON}
        row |= person
        row |= {
            "p_folded": folded_name(str(person["p_name"])),
            "p_digits": digits_of(str(person["p_phone"] or "")),
        }
        if not self.is_rehearsal:
            found = search_columns(
                {
                    "kind": "person",
                    "name": person["p_name"],
                    "phone": person["p_phone"],
                    "email": person["p_email"],
                }
            )
            row |= {f"p_{name}": value for name, value in found.items()}


def make_room() -> None:
    """Empty tables for one import; those of an earlier one in this transaction go."""
    facts = ", ".join(f'"{name}"' for name in (*FACTS, *SEARCH))
    of_person = ", ".join(f'"{name}" as p_{name}' for name in SEARCH)
    with connection.cursor() as cursor:
        for name in _TABLES:
            cursor.execute(f"drop table if exists pg_temp.{name}")
        cursor.execute(
            "create temp table gx_listed on commit drop as"  # noqa: S608 - our own names
            f" select 0::bigint as at, 0::bigint as line, {facts}, owner_id, team_id, custom,"
            " ''::text as key, ''::text as folded, ''::text as digits,"
            " ''::text as p_name, ''::text as p_title, ''::text as p_department, ''::text as p_phone,"
            " ''::text as p_email, ''::text as p_sex, ''::text as p_roles, custom as p_custom,"
            f" {of_person}, ''::text as p_folded, ''::text as p_digits,"
            " ''::text as fault, ''::text as reason"
            " from gx_customers_customer with no data"
        )


def note_searches() -> None:
    """The search columns of changed customers, whose names or numbers change."""
    wanted = ", ".join(f'ch."{name}"' for name in _SEARCHED)
    differs = " or ".join(f'ch."{name}" is distinct from c."{name}"' for name in _SEARCHED)
    with connection.cursor() as cursor:
        cursor.execute(
            "create temp table gx_listed_search on commit drop as"  # noqa: S608 - our own names
            f" select id, {', '.join(SEARCH)} from gx_customers_customer with no data"
        )
        cursor.execute(
            f"declare gx_listed_searched no scroll cursor for select ch.id, {wanted}"  # noqa: S608 - our own names
            f" from gx_listed_change ch join gx_customers_customer c on c.id = ch.id where {differs}"
        )
        while True:
            cursor.execute("fetch 5000 from gx_listed_searched")
            rows = cursor.fetchall()
            if not rows:
                break
            copy_into("gx_listed_search", ("id", *SEARCH), map(_searched, rows))
        cursor.execute("close gx_listed_searched")
        cursor.execute("create unique index on gx_listed_search (id)")


def followed_changes() -> dict[int, tuple[str, ...]]:
    """Which fields the list will change of customers somebody follows: only those are told one by one."""
    pairs = ", ".join(f'c."{name}" is distinct from ch."{name}"' for name in FACTS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select ch.id, {pairs} from gx_listed_change ch"  # noqa: S608 - our own names
            " join gx_customers_customer c on c.id = ch.id"
            " where ch.id in (select customer_id from gx_customers_follow) order by ch.id"
        )
        rows = cursor.fetchall()
    return {
        key: tuple(name for name, differs in zip(FACTS, differing, strict=True) if differs)
        for key, *differing in rows
    }


def _searched(row: Sequence[object]) -> str:
    found = search_columns(dict(zip(_SEARCHED, row[1:], strict=True)))
    return "\t".join([copied(row[0]), *(copied(found[name]) for name in SEARCH)])
