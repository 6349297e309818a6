"""What tokens and queries share: both must cut and fold a word in the same way."""

import re
import unicodedata
from typing import Final

from guanxi.kit.text import HAN

LONGEST_TOKEN: Final = 40
"""Letters kept of one token. Queries are cut in the same place, so a longer text still finds its record."""
RUNS: Final = re.compile(f"([{HAN}]+)|((?:(?![{HAN}])[^\\W_])+)")
NOT_DIGIT: Final = re.compile(r"[^0-9]+")
NOT_ALNUM: Final = re.compile(r"[\W_]+")
LATIN: Final = re.compile(r"[a-z]+")


def _accents() -> dict[int, str]:
    letters = map(chr, (*range(0xDF, 0x250), *range(0x1E00, 0x1F00)))
    bases = {ord(letter): unicodedata.normalize("NFD", letter)[0] for letter in letters}
    return {code: base for code, base in bases.items() if base.isascii()} | {
        ord(letter): base for letter, base in zip("łđøıħŧ", "ldoiht", strict=True)
    }


_ACCENTS: Final = _accents()


def trigrams(marked: str) -> list[str]:
    return ["t" + marked[at : at + 3] for at in range(min(len(marked) - 2, LONGEST_TOKEN))]


def plain(folded: str) -> str:
    return folded if folded.isascii() else folded.translate(_ACCENTS)


def quoted(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"
