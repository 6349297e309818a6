"""The query for what a user typed."""

import re
from typing import Final

from guanxi.kit.search.words import LATIN, LONGEST_TOKEN, NOT_ALNUM, NOT_DIGIT, RUNS, plain, quoted, trigrams
from guanxi.kit.text import HAN, fold_words

_LONGEST_QUERY: Final = 200
_MOST_RUNS: Final = 12
_SHORTEST_TAIL: Final = 4
_SHORTEST_START: Final = 3
_SHORTEST_MISSPELT: Final = 5
_COUNTRY: Final = "86"
_LONGEST_NATIONAL: Final = 11
_HAN_RUN: Final = re.compile(f"[{HAN}]+")
_PHONE_SHAPE: Final = re.compile(r"[+0-9\s()./-]+")


def tsquery(text: str) -> str | None:
    """The query for what a user typed, as text for `::tsquery`; None when nothing in it can be searched for.

    All words must be found. A Latin word may be the beginning of a word, of the pinyin or of the initials
    at any syllable, or of a code; digits (4 or more) may be the tail of a phone number. Never raises.
    """
    typed = text[:_LONGEST_QUERY]
    phone = _phone_query(typed)
    chunks = [_chunk_query(chunk) for chunk in fold_words(typed).split(" ")[:_MOST_RUNS]]
    words = _all_of([chunk for chunk in chunks if chunk])
    return _any_of([query for query in (phone, words) if query])


def misspelt(text: str) -> str | None:
    """A wider query: typed Latin words of five letters or more may have one letter wrong, missing, too many
    or swapped with its neighbour. Confirm with `within_one_edit`. None when no word is long enough.
    """
    runs = RUNS.findall(plain(fold_words(text[:_LONGEST_QUERY])))[:_MOST_RUNS]
    if not any(_is_misspellable(latin) for _, latin in runs):
        return None
    parts = [_han_query(han) if han else _misspelt_query(latin) for han, latin in runs]
    return _all_of(parts)


def phone_beginnings(text: str) -> list[str]:
    """How the digits of a stored phone (without leading zeros) begin, where a phone was typed as far as four
    digits or more; with and without the country's number. Nothing for other texts.
    """
    typed = fold_words(text[:_LONGEST_QUERY])
    digits = NOT_DIGIT.sub("", typed)
    whole = digits.lstrip("0")
    if len(digits) < _SHORTEST_TAIL or not whole or not _PHONE_SHAPE.fullmatch(typed):
        return []
    bare = whole.removeprefix(_COUNTRY)
    return [start for start in dict.fromkeys((whole, bare, _COUNTRY + bare)) if len(start) >= _SHORTEST_START]


def recheck(text: str) -> list[str]:
    """LIKE patterns that a record found by `tsquery` must all match in its `searchable_text`.

    Only runs of three or more Han characters need one: their pairs may stand apart in the record.
    """
    chunks = fold_words(text[:_LONGEST_QUERY]).split(" ")[:_MOST_RUNS]
    runs = [run for chunk in chunks for run in _HAN_RUN.findall(chunk)]
    return [f"%{run}%" for run in runs if len(run) > 2]  # noqa: PLR2004 - Han has no LIKE wildcards


def within_one_edit(one: str, other: str) -> bool:
    """Whether one letter changed, missing, added or swapped with its neighbour turns one into the other."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    start = next(
        (at for at, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short)
    )
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    changed = short[start + 1 :] == long[start + 1 :]
    swapped = (
        short[start : start + 2] == long[start : start + 2][::-1] and short[start + 2 :] == long[start + 2 :]
    )
    return changed or swapped


def _phone_query(text: str) -> str | None:
    typed = fold_words(text)
    if not _PHONE_SHAPE.fullmatch(typed):
        return None
    return _tail_query(NOT_DIGIT.sub("", typed))


def _tail_query(digits: str) -> str | None:
    """The end of a phone number; one typed with its country code also finds numbers stored without."""
    if len(digits) < _SHORTEST_TAIL:
        return None
    whole = digits.lstrip("0")
    tails = {digits, whole}
    if whole.startswith(_COUNTRY) and len(whole) >= _LONGEST_NATIONAL:
        tails.add(whole.removeprefix(_COUNTRY))
    return _any_of([_prefix("n", tail[::-1]) for tail in sorted(tails) if len(tail) >= _SHORTEST_TAIL])


def _chunk_query(chunk: str) -> str | None:
    runs = RUNS.findall(chunk)[:_MOST_RUNS]
    words = _all_of([_han_query(han) if han else _word_query(latin) for han, latin in runs])
    alternatives = [words] if words else []
    squeezed = NOT_ALNUM.sub("", plain(chunk))
    if len(runs) > 1 and squeezed.isascii():
        alternatives.append(_prefix("c", squeezed))
    if "@" in chunk and runs:
        alternatives.append(_prefix("e", plain(chunk)))
    return _any_of(alternatives)


def _han_query(han: str) -> str:
    pairs = [han[at : at + 2] for at in range(len(han) - 1)] or [han]
    return _joined(" & ", [quoted(pair) for pair in pairs[:_MOST_RUNS]])


def _word_query(typed: str) -> str:
    word = plain(typed)
    kinds = [_prefix("w", word), _prefix("c", word)]
    if len(word) > 1:
        spellings = (word, typed.replace("ü", "v"), word.replace("lyu", "lv"), word.replace("nyu", "nv"))
        kinds += [_prefix("p", spelling) for spelling in dict.fromkeys(spellings)]
    kinds.append(_prefix("i", word))
    if word.isdecimal() and word.isascii():
        tail = _tail_query(word)
        kinds += [tail] if tail else []
    return _joined(" | ", kinds)


def _misspelt_query(word: str) -> str:
    """An error in one half leaves the other half whole; a swap across the middle is tried by itself."""
    if not _is_misspellable(word):
        return _word_query(word)
    middle = len(word) // 2
    swapped = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
    halves = (f"^{word[:middle]}", f"{word[middle:]}$", f"^{swapped}$")
    return _joined(" | ", [_joined(" & ", [quoted(gram) for gram in trigrams(half)]) for half in halves])


def _is_misspellable(word: str) -> bool:
    return len(word) >= _SHORTEST_MISSPELT and LATIN.fullmatch(word) is not None


def _prefix(kind: str, word: str) -> str:
    return quoted((kind + word)[: LONGEST_TOKEN + 1]) + ":*"


def _all_of(queries: list[str]) -> str | None:
    return _joined(" & ", queries) if queries else None


def _any_of(queries: list[str]) -> str | None:
    return _joined(" | ", list(dict.fromkeys(queries))) if queries else None


def _joined(operator: str, queries: list[str]) -> str:
    return queries[0] if len(queries) == 1 else f"({operator.join(queries)})"
