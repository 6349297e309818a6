"""Keyset pages over any sort, with absent values last in both directions and ties broken by the key.

A sorted list is two stretches: rows with a value, then rows without. Each stretch is a plain range that
an index serves in either direction; a page that crosses the border asks twice.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Field, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from guanxi.platform.verbs import Refused

Rows = QuerySet[Any]  # any model's rows
LONGEST_CURSOR = 2000
_NO_TEXT = frozenset(["\x00", *map(chr, range(0xD800, 0xE000))])  # no text of the database holds these


class BadCursor(Refused):
    sentence = _("This address points into a list that has another order now. Open the list again.")


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a sorted list: the sort value as text (None: absent) and the key of a row."""

    value: str | None
    key: int

    def write(self) -> str:
        raw = json.dumps([self.value, self.key], ensure_ascii=False, separators=(",", ":")).encode()
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    @classmethod
    def read(cls, written: str) -> "Cursor":
        """Raises BadCursor."""
        try:
            raw = base64.urlsafe_b64decode(written[:LONGEST_CURSOR] + "=" * (-len(written) % 4))
            value, key = json.loads(raw)
        except (binascii.Error, ValueError, TypeError):
            raise BadCursor from None
        if isinstance(key, bool) or not isinstance(key, int) or not (value is None or isinstance(value, str)):
            raise BadCursor
        if value is not None and not _NO_TEXT.isdisjoint(value):
            raise BadCursor
        return cls(value, key)


@dataclass(frozen=True, slots=True)
class Order:
    """How a list is sorted: a path of the queryset, and its direction. The key breaks ties."""

    path: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the cursors of their neighbours where there are any."""

    rows: Sequence[Any]  # any model's rows
    next: str | None
    previous: str | None


SORT_VALUE = "gx_sort_value"


def ordered(rows: Rows, order: Order) -> Rows:
    """All rows as the pages show them one after the other."""
    value, key = F(order.path), F("pk")
    if order.descending:
        return rows.order_by(value.desc(nulls_last=True), key.desc())
    return rows.order_by(value.asc(nulls_last=True), key.asc())


def page_of(
    rows: Rows, order: Order, size: int, *, after: str = "", before: str = "", columns: Sequence[str] = ()
) -> Page:
    """At most `size` rows after (or before) a cursor. One or two statements. Raises BadCursor.

    With `columns` the rows are tuples of these, named, which cost less than records.
    """
    backward = bool(before)
    cursor = Cursor.read(before or after) if before or after else None
    marked = rows.annotate(**{SORT_VALUE: F(order.path)})
    if columns:
        marked = marked.values_list("pk", SORT_VALUE, *columns, named=True)
    found = list(islice(_stretches(marked, order, size + 1, cursor, backward=backward), size + 1))
    more = len(found) > size
    shown = found[:size]
    if backward:
        shown.reverse()
    follows = more if not backward else True
    precedes = more if backward else cursor is not None
    return Page(
        shown,
        _cursor_at(shown[-1]) if shown and follows else None,
        _cursor_at(shown[0]) if shown and precedes else None,
    )


def _stretches(rows: Rows, order: Order, wanted: int, cursor: Cursor | None, *, backward: bool) -> Any:
    """Rows with a value, then rows without (backward: the other way), from the cursor on."""
    # Any: a generator of any model's rows
    down = order.descending != backward
    with_value = rows.order_by(_by(SORT_VALUE, down=down), _by("pk", down=down))
    without = rows.filter(**{f"{SORT_VALUE}__isnull": True}).order_by(_by("pk", down=down))
    nullable = _may_be_absent(rows, order.path)
    if nullable:
        with_value = with_value.filter(**{f"{SORT_VALUE}__isnull": False})
    if cursor is None:
        parts = [with_value, without]
    elif cursor.value is None:
        beyond = without.filter(**{f"pk__{'lt' if down else 'gt'}": cursor.key})
        parts = [beyond, with_value] if backward else [beyond]
        nullable = True
    else:
        beyond = with_value.filter(_beyond(_typed(rows, cursor.value), cursor.key, down=down))
        parts = [beyond] if backward else [beyond, without]
    given = 0
    for part in parts:
        if part is without and not nullable:
            continue
        for row in part[: wanted - given]:
            given += 1
            yield row
        if given >= wanted:
            return


def _by(name: str, *, down: bool) -> Any:  # Any: Django's ordering expression
    return F(name).desc() if down else F(name).asc()


def _beyond(value: object, key: int, *, down: bool) -> Q:
    """(value, key) after the cursor, written so that an index on the value alone already helps."""
    far, equal_or_far = ("lt", "lte") if down else ("gt", "gte")
    tie = Q(**{f"{SORT_VALUE}__{far}": value}) | Q(**{f"pk__{far}": key})
    return Q(**{f"{SORT_VALUE}__{equal_or_far}": value}) & tie


def _cursor_at(row: Any) -> str:  # Any: any model's row
    value = getattr(row, SORT_VALUE)
    text = value.isoformat() if isinstance(value, datetime | date) else None if value is None else str(value)
    return Cursor(text, row.pk).write()


def _typed(rows: Rows, text: str) -> object:
    """The cursor's text as a value of the sorted column. Raises BadCursor."""
    field = rows.query.annotations[SORT_VALUE].output_field
    try:
        return field.to_python(text)
    except (ValidationError, ValueError, OverflowError):
        raise BadCursor from None


def _may_be_absent(rows: Rows, path: str) -> bool:
    """False only for a required column of the model itself."""
    try:
        field = rows.model._meta.get_field(path)  # noqa: SLF001 - Django's public way to a field
    except FieldDoesNotExist:
        return True
    return not isinstance(field, Field) or field.null
