"""The door: one function for every kind of file."""

from pathlib import Path

from guanxi.platform.exchange.readers.cards import open_cards
from guanxi.platform.exchange.readers.delimited import open_delimited
from guanxi.platform.exchange.readers.errors import FileMissing, FileUnreadable
from guanxi.platform.exchange.readers.headers import HeaderChoice
from guanxi.platform.exchange.readers.markup import open_markup
from guanxi.platform.exchange.readers.objects import open_objects
from guanxi.platform.exchange.readers.parquet import open_parquet
from guanxi.platform.exchange.readers.signatures import recognise
from guanxi.platform.exchange.readers.table import Source
from guanxi.platform.exchange.readers.workbooks import open_workbook


def open_table(
    path: Path,
    *,
    name: str,
    sheet: str | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: HeaderChoice = "auto",
) -> Source:
    """Find out what the file is and how its table lies in it; raises a CannotRead.

    `name` is what the user calls the file. `sheet`, `encoding`, `delimiter` (" ": any white space) and
    `header_row` (line number; None: the file has no header) overrule what would be guessed.
    """
    try:
        kind = recognise(path, name)
        if kind == "parquet":
            return open_parquet(path, name=name)
        if kind == "vcf":
            return open_cards(path, name=name, encoding=encoding)
        if kind == "json":
            return open_objects(path, name=name, encoding=encoding)
        if kind == "html":
            return open_markup(path, name=name, encoding=encoding, header_row=header_row)
        if kind == "csv":
            return open_delimited(
                path, name=name, encoding=encoding, delimiter=delimiter, header_row=header_row
            )
        return open_workbook(path, name=name, kind=kind, sheet=sheet, header_row=header_row)
    except FileNotFoundError as gone:
        raise FileMissing(name) from gone
    except OSError as refusal:
        raise FileUnreadable(name, reason=refusal.strerror or type(refusal).__name__) from refusal
