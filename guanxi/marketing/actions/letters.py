"""The text of letters; and writing a cell's letters to a file, as a verb: who took customers' addresses out
stands in the journal.
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.kit.text import TextTooLong, clean, clean_lines
from guanxi.marketing.actions.lists import CannotSave
from guanxi.marketing.models import Cell
from guanxi.marketing.queries.letters import cell_letters
from guanxi.marketing.rules import unknown_fields
from guanxi.marketing.types import CellFile, Letter
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.writers import write_csv, write_xlsx
from guanxi.platform.verbs import Refused, verb

LONGEST_LETTER = 20_000
Format = Literal["csv", "xlsx"]


class NoLetter(Refused):
    sentence = gettext_lazy("The control gets no letter: that is what makes it the control.")


@verb("marketing.write_cell_file", label=gettext_lazy("Write the letters of a cell to a file"), undo="never")
def write_cell_file(*, actor: Actor, cell: Cell, folder: Path, form: Format = "csv") -> CellFile:
    """One row per customer of the cell whom the actor may see, no cell of it a formula. Raises NoLetter.

    Rows without a postal or e-mail address are written too, and counted.
    """
    if cell.kind == Cell.Kind.CONTROL:
        raise NoLetter
    name = file_name(cell, form)
    without_address = Counter[bool]()

    def rows() -> Iterator[list[str]]:
        for letter in cell_letters(actor, cell):
            address = letter.email if cell.program.channel == "mail" else letter.address
            without_address[not address] += 1
            yield _row(letter)

    write = write_csv if form == "csv" else write_xlsx
    written = write(folder / name, _header(), rows())
    return CellFile(name, written.rows, without_address[True])


def file_name(cell: Cell, form: Format) -> str:
    """The cell's name and code, without anything a file system minds."""
    plain = re.sub(r"[^\w\-]+", "-", cell.name).strip("-")[:60] or "cell"
    return f"{plain}-{cell.code.code if cell.code else cell.pk}.{form}"


def letter_text(text: str, field: str, limit: int, *, lines: bool = True) -> str:
    """Raises CannotSave for a text that is too long or asks for a field nobody knows."""
    try:
        cleaned = clean_lines(text, limit) if lines else clean(text, limit)
    except TextTooLong as problem:
        raise CannotSave(
            fields={field: _("This text is too long: {limit} characters fit.").format(limit=limit)}
        ) from problem
    unknown = unknown_fields(cleaned)
    if unknown:
        raise CannotSave(
            fields={
                field: _("There is no merge field {field}. Use name, salutation, code or offer.").format(
                    field="{" + unknown[0] + "}"
                )
            }
        )
    return cleaned


def _header() -> list[str]:
    return [
        _("customer number"), _("name"), _("address"), _("e-mail"), _("salutation"), _("subject"),
        _("text"), _("response code"),
    ]  # fmt: skip


def _row(letter: Letter) -> list[str]:
    return [
        letter.number, letter.name, letter.address, letter.email, letter.salutation, letter.subject,
        letter.text, letter.code,
    ]  # fmt: skip
