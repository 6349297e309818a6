"""A list as a file: the rows this person's search and filter match, in the order and columns shown."""

import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.http import FileResponse
from django.utils.translation import gettext as _

from guanxi.kit.dates import in_zone
from guanxi.platform.exchange.readers import Cell
from guanxi.platform.exchange.writers import write_csv, write_xlsx
from guanxi.platform.paging import ordered
from guanxi.web.actions import note_export
from guanxi.web.lists.declared import Column, File, Row
from guanxi.web.lists.listing import Listing

MOST = 100_000
BATCH = 2_000


def export(listing: Listing, form: str, *, is_whole: bool = False) -> FileResponse:
    """At most 100,000 rows, safe to open in a spreadsheet; `is_whole`: all columns, shown or not.

    Raises Forbidden, KeyError for another form.
    """
    rows = listing.found.order_by()[:MOST].count()
    note_export(listing.actor, _file_name(listing, form), rows)
    for file in listing.table.files:
        if file.form == form:
            return _written(listing, file)
    shown = listing.allowed if is_whole else listing.columns
    columns = [part for column in shown for part in column.in_file or (column,)]
    # An unnamed file: it is gone when the answer is.
    with tempfile.TemporaryDirectory(prefix="guanxi-export-") as folder:
        path = Path(folder) / f"list.{form}"
        heads = [str(c.label) for c in columns]
        if form == "xlsx":
            write_xlsx(path, heads, _rows(listing, columns), sheet=str(listing.table.title))
        else:
            write_csv(path, heads, _rows(listing, columns))
        content = path.open("rb")
    return FileResponse(content, as_attachment=True, filename=_file_name(listing, form))


def _written(listing: Listing, file: File) -> FileResponse:
    keys = listing.found.order_by("pk").values_list("pk", flat=True)[:MOST]
    content = tempfile.TemporaryFile(prefix="guanxi-export-")  # noqa: SIM115 - the answer closes it
    for piece in file.write(listing.actor, list(keys)):
        content.write(piece.encode("utf-8", "replace"))
    content.seek(0)
    name = _file_name(listing, file.form)
    return FileResponse(content, as_attachment=True, filename=name, content_type=file.content_type)


def _file_name(listing: Listing, form: str) -> str:
    return f"{listing.table.title} {listing.actor.today().isoformat()}.{form}"


def _rows(listing: Listing, columns: Sequence[Column]) -> Iterator[list[Cell]]:
    """Read in pieces by key, so that a hundred thousand rows never stand in memory together."""
    zone = ZoneInfo(listing.actor.zone)
    keys = list(ordered(listing.found, listing.order).values_list("pk", flat=True)[:MOST])
    for start in range(0, len(keys), BATCH):
        wanted = keys[start : start + BATCH]
        found = {row.pk: row for row in listing.found.filter(pk__in=wanted).order_by("pk")}
        rows = [found[key] for key in wanted if key in found]  # one may have gone meanwhile
        if listing.table.enrich:
            listing.table.enrich(listing.actor, rows)
        for row in rows:
            yield [_cell(column, row, zone) for column in columns]
    if len(keys) == MOST:
        yield [_("Only the first %(number)s rows are in this file.") % {"number": MOST}]


def _cell(column: Column, row: Row, zone: ZoneInfo) -> Cell:
    value = column.written_in_file(row)
    if isinstance(value, datetime):
        return in_zone(value, zone).replace(tzinfo=None)
    if value is None or isinstance(value, Cell):
        return value
    return str(value)
