"""Full names in Latin letters taken apart: a given name and a surname tell more apart than together."""

from typing import Final

from guanxi.kit.identity import words_many

_MOST: Final = 0.8  # of the values must be two words or more, else the column stays whole
_TITLES: Final = frozenset(
    {
        "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "madam", "rev", "hon", "herr",
        "frau", "mme", "mlle", "monsieur", "madame", "sr", "sra", "don", "dona", "ing", "dipl", "mag",
    }
)  # fmt: skip
_SUFFIXES: Final = frozenset(
    {"jr", "jnr", "junior", "snr", "senior", "ii", "iii", "iv", "phd", "md", "esq", "mba", "cpa", "dds"}
)
_PARTICLES: Final = frozenset(
    {
        "van", "von", "de", "der", "den", "del", "della", "di", "da", "dos", "das", "du", "la", "le", "los",
        "las", "el", "al", "bin", "ibn", "ben", "ter", "ten", "te", "zu", "zur", "af", "av", "st", "mac",
    }
)  # fmt: skip


def is_latin(raw: list[str]) -> bool:
    """Whether most of these full names are two Latin words or more."""
    folded = words_many(raw)
    return sum(text.isascii() and " " in text for text in folded) >= _MOST * len(folded)


def latin_parts(raw: list[str]) -> tuple[list[str], list[str]]:
    """Given names and surnames of a column of full names.

    "Dr. Anna van Berg", "van Berg, Anna" and "VAN BERG, ANNA" have the parts anna and van berg. One word
    alone is a surname.
    """
    folded = words_many(raw)
    turned = [text.partition(",") if "," in text else None for text in raw]
    pairs = [
        _parts(words.split(), _comma_after(parts[0], parts[2]) if parts else 0)
        for words, parts in zip(folded, turned, strict=True)
    ]
    return [given for given, _surname in pairs], [surname for _given, surname in pairs]


def _comma_after(before: str, after: str) -> int:
    """How many words stand before the comma of "Surname, Given"; 0 where it only sets a suffix off."""
    left, right = words_many([before, after])
    return len(left.split()) if right and not set(right.split()) <= _SUFFIXES else 0


def _parts(words: list[str], comma: int) -> tuple[str, str]:
    if comma:
        surname, given = words[:comma], words[comma:]
        return " ".join(_bare(given)), " ".join(_bare(surname))
    words = _bare(words)
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return " ".join(words[: max(start, 0)]), " ".join(words[max(start, 0) :])


def _bare(words: list[str]) -> list[str]:
    """Without titles before and suffixes after, as long as a word remains."""
    while len(words) > 1 and words[0] in _TITLES:
        words = words[1:]
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words = words[:-1]
    return words
