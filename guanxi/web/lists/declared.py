"""What an area declares of a list."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass
from typing import Any, Literal, cast

from django.db.models import QuerySet
from django.utils.functional import Promise
from markupsafe import Markup, escape

from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet
from guanxi.web.formats import FILTERS

Text = str | Promise
Kind = Literal["text", "money", "number", "compact", "percent", "day", "moment", "ago"]
Row = Any  # any model's instance: a table's columns know which
Rows = QuerySet[Any]


def written(kind: Kind, value: object) -> str:
    """The value as its kind is written in the reader's language."""
    draw = cast("Callable[[object], str]", FILTERS[kind])
    return draw(value)


RIGHT_ALIGNED = frozenset({"money", "number", "compact", "percent"})


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `sort` is the path in the queryset; without it the column does not sort.

    `value` reads the row (by default the attribute named like the column), `kind` writes it;
    `render` draws the whole cell instead: markup, or a text that will be escaped. `plain` is what a file says
    of it: an exact number or the words; without it the value. `in_file`: the columns a file has in its place.
    """

    key: str
    label: Text
    _: KW_ONLY
    sort: str | None = None
    kind: Kind = "text"
    value: Callable[[Row], object] | None = None
    render: Callable[[Row], str | Markup | None] | None = None
    plain: Callable[[Row], object] | None = None
    in_file: tuple["Column", ...] = ()
    lead: bool = False
    shown: bool = True
    on_phone: bool = True
    right: str | None = None

    @property
    def is_right_aligned(self) -> bool:
        return self.kind in RIGHT_ALIGNED

    def cell(self, row: Row) -> Markup | None:
        """The cell's content; None when there is nothing to show."""
        if self.render is not None:
            drawn = self.render(row)
            return None if drawn in (None, "") else escape(drawn)
        value = self._value(row)
        if value is None or value == "":
            return None
        return escape(str(value) if self.kind == "text" else written(self.kind, value))

    def written_in_file(self, row: Row) -> object:
        return self._value(row) if self.plain is None else self.plain(row)

    def _value(self, row: Row) -> object:
        return getattr(row, self.key) if self.value is None else self.value(row)


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty list says, and its one action."""

    title: Text
    text: Text | None = None
    action: Text | None = None
    url_name: str | None = None
    icon: str = "inbox"
    right: str | None = None


@dataclass(frozen=True, slots=True)
class BulkAction:
    """Acts on the chosen rows: a POST of their `keys` to a view, which says first what it will do."""

    key: str
    label: Text
    url_name: str
    icon: str = "checks"
    right: str | None = None
    danger: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A form besides Excel and CSV in which a list can be had. `write`: actor and keys to pieces of text."""

    form: str
    label: Text
    content_type: str
    write: Callable[[Actor, Iterable[int]], Iterator[str]]
    icon: str = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A list. `rows` must return a queryset that passed `visible_to(actor)`."""

    name: str
    title: Text
    rows: Callable[[Actor], RecordQuerySet]
    columns: tuple[Column, ...]
    sort: str
    href: Callable[[Row], str] | None = None
    search: Callable[[RecordQuerySet, str], RecordQuerySet] | None = None
    search_label: Text | None = None
    subject: str | None = None
    count_url: str | None = None
    empty: Empty | None = None
    bulk: tuple[BulkAction, ...] = ()
    opens_panel: bool = True
    enrich: Callable[[Actor, Sequence[Row]], None] | None = None  # puts more on the rows of a page, at once
    per_page: int = 50
    files: tuple[File, ...] = ()

    def __post_init__(self) -> None:
        keys = [c.key for c in self.columns]
        if len(set(keys)) != len(keys):
            raise ValueError(f"{self.name}: a column is declared twice")
        if self.sort.removeprefix("-") not in {c.key for c in self.columns if c.sort}:
            raise ValueError(f"{self.name}: sorts by {self.sort!r}, which is no sortable column")

        mute = [c.key for c in self.columns if c.render and not (c.plain or c.value or c.lead or c.in_file)]
        if mute:
            raise ValueError(f"{self.name}: say in `plain` what a file says of {mute}")

    def column(self, key: str) -> Column | None:
        return next((c for c in self.columns if c.key == key), None)

    def columns_for(self, actor: Actor) -> tuple[Column, ...]:
        return tuple(c for c in self.columns if c.right is None or actor.may(c.right))
