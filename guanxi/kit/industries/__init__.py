"""Industries by GB/T 4754-2017 (sections, divisions, groups) and ISIC Rev. 4 (sections, divisions).

A code is the section's letter and the digits: `C345` bearings, gears and drives; `C34` its division. The
tables stand beside this file; docs/adr/0036-industries-from-our-own-tables.md says where they come from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from guanxi.kit.text import fold

GBT: Final = "gbt4754"
ISIC: Final = "isic4"
_FOLDER = Path(__file__).parent
_CHINESE, _ENGLISH, _ISIC = 1, 2, 3
_DIVISION_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Industry:
    """A class of a standard. Groups of GB/T 4754 have no English name; `isic` is its division of ISIC."""

    code: str
    chinese: str
    english: str = ""
    isic: str = ""

    def name(self, language: str) -> str:
        return self.english if self.english and not language.startswith("zh") else self.chinese


@cache
def industries(standard: str = GBT) -> Mapping[str, Industry]:
    """Every class by its code, in the order of the standard."""
    found: dict[str, Industry] = {}
    for line in _FOLDER.joinpath(f"{standard}.tsv").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            cells = [*line.split("\t"), "", ""]
            isic = cells[_ISIC] or (found[cells[0][:-1]].isic if standard == GBT else "")
            found[cells[0]] = Industry(cells[0], cells[_CHINESE], cells[_ENGLISH], isic)
    return found


@lru_cache(maxsize=20_000)
def industry_of(text: str, standard: str = GBT) -> Industry | None:
    """The class a text names: by its code (`C345`, `345`, `C345 ...`), or by its whole name."""
    by_text = _by_text(standard)
    found = by_text.get(fold(text))
    if found is None and text.strip():
        found = by_text.get(fold(text.split(maxsplit=1)[0]))
    return found


def matching_industries(text: str, standard: str = GBT, *, limit: int = 20) -> list[Industry]:
    """Classes whose code begins with the text or whose name holds it; whole divisions before groups."""
    wanted = fold(text)
    if not wanted:
        return []
    found = [one for one in industries(standard).values() if wanted in _words(one)]
    return sorted(found, key=lambda one: (not fold(one.code).startswith(wanted), len(one.code)))[:limit]


def _words(one: Industry) -> str:
    return fold(f"{one.code}|{one.chinese}|{one.english}")


@cache
def _by_text(standard: str) -> dict[str, Industry]:
    found: dict[str, Industry] = {}
    for one in industries(standard).values():
        digits = one.code[1:]
        for word in (one.code, digits if len(digits) >= _DIVISION_DIGITS else "", one.chinese, one.english):
            if word:
                found.setdefault(fold(word), one)
    return found
