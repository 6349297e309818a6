"""A list as it is shown: state and declaration become rows, links, chips and choices."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from guanxi.platform.access.types import Actor
from guanxi.platform.conditions import (
    All,
    Condition,
    ConditionError,
    Fact,
    describe,
    loads,
    offer,
    readable_by,
    stored,
    where,
)
from guanxi.platform.paging import Order, Page, page_of
from guanxi.platform.records import see_right
from guanxi.web.formats import number
from guanxi.web.lists.declared import BulkAction, Column, Row, Rows, Table
from guanxi.web.lists.state import ListState
from guanxi.web.pages import SignedInRequest, page
from guanxi.web.queries import saved_views
from guanxi.web.templating import render

MOST_COUNTED = 10_000
RESULTS_ID = "list-results"


@dataclass(frozen=True, slots=True)
class Heading:
    column: Column
    href: str | None
    direction: str | None  # as aria-sort says it


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    remove: str


@dataclass(frozen=True, slots=True)
class View:
    key: int
    title: str
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class DrawnRow:
    key: int
    href: str | None
    name: str
    cells: Sequence[tuple[Column, Markup | None]]


class Listing:
    """One answer: everything the list's templates read. At most three statements for a page."""

    def __init__(self, actor: Actor, table: Table, state: ListState) -> None:
        self.actor = actor
        self.table = table
        self.state = state
        self.filter_problem = ""
        self.condition = self._condition()

    def _condition(self) -> Condition:
        """A filter that cannot be read is told to the person, not silently dropped."""
        if not self.state.filter or self.table.subject is None:
            return All(())
        try:
            return loads(self.state.filter, self.table.subject, self._facts)
        except ConditionError as problem:
            self.filter_problem = str(problem)
            return All(())

    @cached_property
    def _facts(self) -> Mapping[str, Fact]:
        """What this person may filter by: no list tells by its filter what it does not show."""
        return readable_by(self.actor, see_right(self.table.rows(self.actor).model))

    @cached_property
    def found(self) -> Rows:
        """All rows that match, in no order."""
        rows = self.table.rows(self.actor)
        if self.filter_problem:
            return rows.none()
        if self.state.q and self.table.search is not None:
            rows = self.table.search(rows, self.state.q)
        if self.condition != All(()) and self.table.subject is not None:
            zone = ZoneInfo(self.actor.zone)
            rows = rows.filter(where(self.condition, self.table.subject, self.actor.now(), zone))
        return rows

    @property
    def sorted_by(self) -> str:
        """A column that is kept from this person sorts nothing either: the order would tell its values."""
        wanted = self.table.column(self.state.sort.removeprefix("-"))
        return self.state.sort if wanted in self.allowed else self.table.sort

    @property
    def order(self) -> Order:
        column = self.table.column(self.sorted_by.removeprefix("-"))
        assert column is not None
        assert column.sort is not None
        return Order(column.sort, descending=self.sorted_by.startswith("-"))

    @cached_property
    def page(self) -> Page:
        return page_of(
            self.found, self.order, self.table.per_page, after=self.state.after, before=self.state.before
        )

    @cached_property
    def allowed(self) -> tuple[Column, ...]:
        return self.table.columns_for(self.actor)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Those shown: the leading one always, the rest as chosen or by default."""
        chosen = self.state.columns or tuple(c.key for c in self.allowed if c.shown)
        return tuple(c for c in self.allowed if c.lead or c.key in chosen)

    @property
    def headings(self) -> list[Heading]:
        return [self._heading(c) for c in self.columns]

    def _heading(self, column: Column) -> Heading:
        if not column.sort:
            return Heading(column, None, None)
        current = self.sorted_by.removeprefix("-") == column.key
        descends = self.sorted_by.startswith("-")
        wanted = f"-{column.key}" if current and not descends else column.key
        direction = ("descending" if descends else "ascending") if current else None
        return Heading(column, self.state.with_(sort=wanted).query(), direction)

    @cached_property
    def rows(self) -> list[DrawnRow]:
        if self.table.enrich:
            self.table.enrich(self.actor, self.page.rows)
        return [self._row(row) for row in self.page.rows]

    def _row(self, row: Row) -> DrawnRow:
        href = self.table.href(row) if self.table.href else None
        return DrawnRow(row.pk, href, str(row), [(c, c.cell(row)) for c in self.columns])

    @property
    def next(self) -> str | None:
        return self.state.at(after=self.page.next).query() if self.page.next else None

    @property
    def previous(self) -> str | None:
        return self.state.at(before=self.page.previous).query() if self.page.previous else None

    @property
    def first(self) -> str:
        return self.state.at().query()

    @cached_property
    def chips(self) -> list[Chip]:
        """One for each part of the filter that can be taken away by itself."""
        parts = self.condition.parts if isinstance(self.condition, All) else (self.condition,)
        return [
            Chip(describe(part), self._filtered_by(parts[:i] + parts[i + 1 :]))
            for i, part in enumerate(parts)
        ]

    def _filtered_by(self, parts: tuple[Condition, ...]) -> str:
        import json

        kept = json.dumps(stored(All(parts)), ensure_ascii=False, separators=(",", ":")) if parts else ""
        return self.state.with_(filter_=kept).query()

    @property
    def is_narrowed(self) -> bool:
        return bool(self.state.q or self.state.filter)

    @property
    def everything(self) -> str:
        """The address of the list without search and filter."""
        return self.state.with_(q="", filter_="").query()

    @cached_property
    def offer(self) -> dict[str, object] | None:
        return offer(self.table.subject, self._facts) if self.table.subject else None

    @cached_property
    def views(self) -> list[View]:
        return [
            View(
                v.pk,
                v.title,
                ListState.from_choices(v.state, str(v.pk)).query(),
                self.state.view == str(v.pk),
            )
            for v in saved_views(self.actor, self.table.name)
        ]

    @property
    def bulk(self) -> list[BulkAction]:
        return [b for b in self.table.bulk if b.right is None or self.actor.may(b.right)]

    @property
    def count_query(self) -> str:
        return f"{self.state.at().query()}&count=1"

    def counted(self) -> str:
        """In words; at most 10,000 rows are counted."""
        total = self.found.order_by().values("pk")[: MOST_COUNTED + 1].count()
        if total > MOST_COUNTED:
            return _("more than %(number)s") % {"number": number(MOST_COUNTED)}
        return number(total)

    @property
    def empty_href(self) -> str | None:
        """The empty list's one action, when this person may do it."""
        empty = self.table.empty
        if empty is None or empty.url_name is None or (empty.right and not self.actor.may(empty.right)):
            return None
        return reverse(empty.url_name)


def listing_of(request: SignedInRequest, table: Table) -> Listing:
    """The list as this request asks for it. Raises BadCursor when drawn."""
    return Listing(request.actor, table, ListState.read(table, request.GET))


def found(request: SignedInRequest, table: Table) -> Rows:
    """All rows this request's search and filter match (for exports and "all that match")."""
    return listing_of(request, table).found


def list_page(
    request: SignedInRequest,
    table: Table,
    template: str = "web/lists/page.html",
    context: Mapping[str, object] | None = None,
) -> HttpResponseBase:
    """The whole page, only its rows (htmx), only the count (`?count=1`), or a file (`?export=`)."""
    listing = listing_of(request, table)
    if request.GET.get("export") in {"csv", "xlsx", *(file.form for file in table.files)}:
        from guanxi.web.lists.export import export

        return export(listing, request.GET["export"], is_whole=request.GET.get("fields") == "all")
    if request.GET.get("count"):
        return HttpResponse(listing.counted(), content_type="text/plain; charset=utf-8")
    if asks_for_rows(request):
        return HttpResponse(render("web/lists/results.html", {"listing": listing, "request": request}))
    return page(request, template, {"listing": listing, **(context or {})})


def asks_for_rows(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Target") == RESULTS_ID
