"""A list's state is its address: everything a person chose stands in the query string."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self
from urllib.parse import urlencode

from django.http import QueryDict

from guanxi.web.lists.declared import Table

LONGEST_SEARCH = 200
LONGEST_FILTER = 20_000
LONGEST_NAME = 80  # of a column
MOST_COLUMNS = 200
LONGEST_STATE = 60_000  # as JSON: a filter whose every character is escaped, and the names


class UnreadableState(ValueError):
    """What came is no list's state: broken JSON, other parts, or texts no database takes."""


@dataclass(frozen=True, slots=True)
class ListState:
    """What is searched, filtered, sorted, shown, and where in the list one stands."""

    q: str = ""
    sort: str = ""
    columns: tuple[str, ...] = ()
    filter: str = ""
    after: str = ""
    before: str = ""
    view: str = ""

    @classmethod
    def read(cls, table: Table, query: QueryDict) -> Self:
        """Unknown columns and sorts are left out: an old address still opens."""
        sort = query.get("sort", "")
        column = table.column(sort.removeprefix("-"))
        return cls(
            q=query.get("q", "").strip()[:LONGEST_SEARCH],
            sort=sort if column is not None and column.sort else "",
            columns=tuple(k for k in query.getlist("column") if table.column(k)),
            filter=query.get("filter", "").strip()[:LONGEST_FILTER],
            after=query.get("after", ""),
            before=query.get("before", ""),
            view=query.get("view", "") if query.get("view", "").isdecimal() else "",
        )

    def pairs(self) -> list[tuple[str, str]]:
        """The query string's parts, without empty ones."""
        single = [(n, str(getattr(self, n))) for n in ("q", "sort", "filter", "after", "before", "view")]
        return [*((n, v) for n, v in single if v), *(("column", c) for c in self.columns)]

    def query(self) -> str:
        """As an address within the page: "?..." (just "?" for the plain list)."""
        return "?" + urlencode(self.pairs())

    def with_(
        self,
        *,
        q: str | None = None,
        sort: str | None = None,
        filter_: str | None = None,
        columns: Sequence[str] | None = None,
    ) -> "ListState":
        """Another choice begins at the first page."""
        return replace(
            self,
            q=self.q if q is None else q,
            sort=self.sort if sort is None else sort,
            filter=self.filter if filter_ is None else filter_,
            columns=self.columns if columns is None else tuple(columns),
            after="",
            before="",
        )

    def at(self, *, after: str = "", before: str = "") -> "ListState":
        return replace(self, after=after, before=before)

    def choices(self) -> dict[str, object]:
        """What a saved view keeps: the choices, not the place."""
        return {n: v for n, v in (("q", self.q), ("sort", self.sort), ("filter", self.filter)) if v} | (
            {"columns": list(self.columns)} if self.columns else {}
        )

    @classmethod
    def from_json(cls, raw: str) -> Self:
        """The choices a list's own page wrote down. Raises UnreadableState."""
        try:
            kept = json.loads(raw)
        except (ValueError, RecursionError) as problem:
            raise UnreadableState from problem
        if not isinstance(kept, dict) or not kept.keys() <= {"q", "sort", "filter", "columns"}:
            raise UnreadableState
        columns = kept.get("columns", [])
        if not isinstance(columns, list) or len(columns) > MOST_COLUMNS:
            raise UnreadableState
        return cls(
            q=_plain(kept.get("q", ""), LONGEST_SEARCH).strip(),
            sort=_plain(kept.get("sort", ""), LONGEST_NAME),
            filter=_plain(kept.get("filter", ""), LONGEST_FILTER).strip(),
            columns=tuple(_plain(c, LONGEST_NAME) for c in columns),
        )

    @classmethod
    def from_choices(cls, kept: dict[str, object], view: str) -> Self:
        columns = kept.get("columns", [])
        assert isinstance(columns, list)
        return cls(
            q=str(kept.get("q", "")),
            sort=str(kept.get("sort", "")),
            filter=str(kept.get("filter", "")),
            columns=tuple(str(c) for c in columns),
            view=view,
        )


def _plain(given: object, longest: int) -> str:
    """A text as the database takes it: neither NUL nor half a character. Raises UnreadableState."""
    if not isinstance(given, str) or len(given) > longest or "\0" in given:
        raise UnreadableState
    if any("\ud800" <= sign <= "\udfff" for sign in given):
        raise UnreadableState
    return given
