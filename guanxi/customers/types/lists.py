"""Customers as a file gives them, and how a file is taken in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImportedCustomer:
    """A customer as a file of business gives it: known by its number there.

    `is_numbered` False: the file has no numbers; `code` is its name there and not kept as a number.
    """

    code: str
    name: str
    kind: str = "organisation"
    country: str = ""
    is_numbered: bool = True


@dataclass(frozen=True, slots=True)
class ListChoices:
    """How a customer list is taken in.

    `mode`: "create", "update" or "upsert"; `key`: by what a row finds its customer then. `kind`: what a row
    without a word on it is. `emptied`: columns whose empty cells empty the field on file.
    `day_first` None: the order of day and month that the dates of a column show. `source_id`: where all of
    the file comes from, and the `incentive` that was offered for it.
    """

    mode: str = "create"
    key: str = "code"
    kind: str = "organisation"
    emptied: frozenset[str] = frozenset()
    day_first: bool | None = None
    source_id: int | None = None
    incentive: str = ""

    @property
    def updates(self) -> bool:
        return self.mode != "create"

    @property
    def creates(self) -> bool:
        return self.mode != "update"
