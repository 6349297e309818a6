"""Papers as PDF: typeset by Typst from `web/paper.typ`, with our own fonts and without the network.

The words of a paper travel as JSON and are never read as markup, so that nothing a person typed can become
a command of the typesetter.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

import typst
from django.utils.translation import get_language

from guanxi.web.assets import VENDOR

TEMPLATE = Path(__file__).parent / "templates" / "web" / "paper.typ"


@dataclass(frozen=True, slots=True)
class Entry:
    """A labelled box of a form; a wide one takes the whole line, `lines` leaves room to write by hand."""

    label: str
    value: str
    is_wide: bool = False
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a form; `widths` are shares of the line."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One form, filled in."""

    title: str
    note: str = ""
    entries: tuple[Entry, ...] = ()
    grids: tuple[Grid, ...] = ()
    signatures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """What is printed: sheets in card form (one small page each) or bound as a book with page numbers."""

    title: str
    company: str
    printed: str
    sheets: tuple[Sheet, ...]
    layout: str = "card"
    is_broad: bool = False

    @property
    def name(self) -> str:
        """A file name that every system takes."""
        kept = "".join(c if c.isalnum() or c in "-_ " else " " for c in self.title)
        return f"{' '.join(kept.split())[:80]}.pdf"


def pdf(paper: Paper, *, at: datetime, words: Mapping[str, str]) -> bytes:
    """The typeset paper. `words`: "page" with {page} and {pages}, "contents" above a book's list."""
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    data = {**asdict(paper), "words": dict(words), "language": language}
    made: bytes = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        font_paths=[str(VENDOR)],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        timestamp=int(at.timestamp()),
    )
    return made
