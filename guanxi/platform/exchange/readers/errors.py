"""Why a file could not be read. Every class carries one sentence: what happened, why, what to do.

CannotRead
  FileMissing  NotAFile  FileUnreadable  EmptyFile
  NotATable    MarkupInstead  BrokenCards  BrokenObjects
  EncodingUnclear  EncodingBroken
  UnclosedQuote    TooManyColumns
  DamagedWorkbook  UnsafeWorkbook  ProtectedWorkbook  SheetTooLarge  RowTooLarge  NoSuchSheet
  TruncatedParquet DamagedParquet  NestedColumns
"""

from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Sentence


class CannotRead(Exception):
    """A file is refused as a whole. `sentence` is for the user; nothing has been changed."""

    sentence_form: ClassVar["Sentence"] = _("“%(name)s” cannot be read.")

    def __init__(self, name: str, **details: str | int) -> None:
        super().__init__(name, details)
        self.name = name
        self.details = details

    @property
    def sentence(self) -> str:
        """In the language active now."""
        return str(self.sentence_form) % {"name": self.name, **self.details}

    def __str__(self) -> str:
        return self.sentence


class FileMissing(CannotRead):
    sentence_form = _("“%(name)s” is no longer there. Choose the file again.")


class NotAFile(CannotRead):
    sentence_form = _("“%(name)s” is a folder, not a file. Choose one file inside it.")


class FileUnreadable(CannotRead):
    sentence_form = _(
        "“%(name)s” cannot be opened: the system refuses to read it (%(reason)s). "
        "Check who may read the file, or upload it again."
    )


class EmptyFile(CannotRead):
    sentence_form = _(
        "“%(name)s” holds no rows: there is nothing to import. Check that the right file was saved."
    )


class NotATable(CannotRead):
    sentence_form = _(
        "“%(name)s” is no table: by its content it is %(found)s, whatever its name says. "
        "Choose a CSV, Excel, Parquet, JSON or vCard file."
    )


class BrokenCards(CannotRead):
    sentence_form = _(
        "In “%(name)s” the vCard at line %(line)s is broken: it has no beginning or no end. "
        "Export the address book again."
    )


class BrokenObjects(CannotRead):
    sentence_form = _(
        "“%(name)s” cannot be read as JSON: something is wrong at or after record %(number)s. "
        "It must be a list of objects, or one object on each line."
    )


class MarkupInstead(CannotRead):
    sentence_form = _(
        "“%(name)s” is %(found)s under another name, and no table could be found in it. "
        "Open it in Excel or WPS and save it as “Excel workbook (.xlsx)”."
    )


class EncodingUnclear(CannotRead):
    sentence_form = _(
        "The characters of “%(name)s” cannot be made out: none of UTF-8, UTF-16, GB18030, Big5 "
        "and Windows-1252 "
        "fits the whole file. Save it as “CSV UTF-8” or as an Excel workbook."
    )


class EncodingBroken(CannotRead):
    sentence_form = _(
        "“%(name)s” is written in %(encoding)s, but line %(line)s holds bytes which are no "
        "%(encoding)s. "
        "The file was cut off or joined from different sources; save it again in one encoding."
    )


class UnclosedQuote(CannotRead):
    sentence_form = _(
        "In “%(name)s” the cell which begins on line %(line)s never ends: its quotation mark is "
        "not closed, "
        "or it is longer than %(limit)s characters. Correct that line and try again."
    )


class TooManyColumns(CannotRead):
    sentence_form = _(
        "“%(name)s” has %(columns)s columns; at most %(limit)s can be read. "
        "Check the separator, or delete the columns that are not needed."
    )


class DamagedWorkbook(CannotRead):
    sentence_form = _(
        "The workbook “%(name)s” is damaged or incomplete. "
        "Open it in Excel or WPS, save it as a new .xlsx file, and try again."
    )


class UnsafeWorkbook(CannotRead):
    sentence_form = _(
        "The workbook “%(name)s” was not opened, for safety: %(reason)s. Save it anew in Excel "
        "or WPS, or as CSV."
    )


class ProtectedWorkbook(CannotRead):
    sentence_form = _(
        "The workbook “%(name)s” is protected by a password. Open it, save it without the "
        "password, and try again."
    )


class SheetTooLarge(CannotRead):
    sentence_form = _(
        "The sheet “%(sheet)s” of “%(name)s” spans %(rows)s rows and %(columns)s columns, more "
        "than can be read "
        "from a workbook. Delete stray cells far outside the table, or save the sheet as CSV."
    )


class RowTooLarge(CannotRead):
    sentence_form = _(
        "In the sheet “%(sheet)s” of “%(name)s” one row is too large to be read. Save the sheet as CSV."
    )


class NoSuchSheet(CannotRead):
    sentence_form = _("“%(name)s” has no sheet “%(sheet)s”. Its sheets are: %(sheets)s.")


class TruncatedParquet(CannotRead):
    sentence_form = _(
        "The Parquet file “%(name)s” is incomplete: its end is missing. Copy or export the whole file again."
    )


class DamagedParquet(CannotRead):
    sentence_form = _(
        "The Parquet file “%(name)s” is damaged and cannot be read. Export it again from its source."
    )


class NestedColumns(CannotRead):
    sentence_form = _(
        "“%(name)s” has columns which hold lists, structures or raw bytes instead of plain "
        "values: %(columns)s. "
        "Leave them out or flatten them, and export the file again."
    )
