"""What a call asks of a list: read from the query, everything a stranger may write ends in a named error."""

from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from guanxi.api.errors import WrongQuery
from guanxi.api.resources import Field, Resource, facts_open_to, fields_of
from guanxi.platform.access.types import Actor
from guanxi.platform.conditions import All, Condition, loads, where
from guanxi.platform.paging import Order, Page, page_of

MOST: Final = 200
USUAL: Final = 50
LONGEST_SEARCH: Final = 200
OF_LISTS: Final = ("fields", "where", "sort", "q", "limit", "cursor")
OF_ONE: Final = ("fields",)


@dataclass(frozen=True, slots=True)
class Asked:
    """One page of a list."""

    fields: tuple[Field, ...]
    condition: Condition
    sort: str
    q: str
    limit: int
    cursor: str


def asked_of_list(resource: Resource, actor: Actor, query: QueryDict) -> Asked:
    """Raises WrongQuery, ConditionError."""
    _expect_known(query, OF_LISTS)
    sort = query.get("sort") or resource.sort
    if sort.removeprefix("-") not in resource.sorts:
        raise WrongQuery(fields={"sort": _("This does not sort. Possible: %s.") % ", ".join(resource.sorts)})
    return Asked(
        asked_fields(resource, actor, query),
        loads(query.get("where", ""), resource.subject, facts_open_to(resource, actor)),
        sort,
        query.get("q", "").strip()[:LONGEST_SEARCH],
        _limit(query.get("limit", str(USUAL))),
        query.get("cursor", ""),
    )


def asked_fields(resource: Resource, actor: Actor, query: QueryDict) -> tuple[Field, ...]:
    """Those named; else the record's own. Hidden ones and ones that do not exist are not told apart."""
    possible = fields_of(resource, actor)
    names = [name for name in query.get("fields", "").split(",") if name]
    if not names:
        return tuple(field for field in possible.values() if field.model is None)
    unknown = [name for name in names if name not in possible]
    if unknown:
        words = _("There is no such field, or you may not see it: %s") % ", ".join(unknown)[:LONGEST_SEARCH]
        raise WrongQuery(fields={"fields": words})
    return tuple(possible[name] for name in dict.fromkeys(("id", "version", *names)))


def expect_only_fields(query: QueryDict) -> None:
    """Raises WrongQuery."""
    _expect_known(query, OF_ONE)


def page_for(resource: Resource, actor: Actor, asked: Asked) -> Page:
    """Raises BadCursor."""
    rows = resource.rows(actor)
    if asked.q and resource.search is not None:
        rows = resource.search(rows, asked.q)
    if asked.condition != All(()):
        rows = rows.filter(where(asked.condition, resource.subject, actor.now(), ZoneInfo(actor.zone)))
    order = Order(resource.sorts[asked.sort.removeprefix("-")], descending=asked.sort.startswith("-"))
    columns = [field.column for field in asked.fields if field.model is None]
    return page_of(rows, order, asked.limit, after=asked.cursor, columns=columns)


def _limit(given: str) -> int:
    if given.isascii() and given.isdigit() and len(given) < len(str(MOST)) + 1 and 1 <= int(given) <= MOST:
        return int(given)
    raise WrongQuery(fields={"limit": _("A whole number from 1 to %d.") % MOST})


def _expect_known(query: QueryDict, known: tuple[str, ...]) -> None:
    unknown = sorted(set(query) - set(known))
    if unknown:
        word = unknown[0][:LONGEST_SEARCH]
        raise WrongQuery(
            fields={word: _("There is no such part of a query. Possible: %s.") % ", ".join(known)}
        )
