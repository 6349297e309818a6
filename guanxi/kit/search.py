"""Search tokens: what is written into a record's `tsvector`, and the `tsquery` for what a user typed.

How to use it in SQL (no text-search configuration takes part, both casts read literals made here):

    column   search tsvector NOT NULL          -- value: tsvector_literal(tokens(...)), cast %s::tsvector
    column   search_text text NOT NULL         -- value: searchable_text(names)
    index    USING gin (search) WITH (fastupdate = off)
    query    WHERE search @@ %s::tsquery       -- tsquery(typed); None: nothing to search for, no result
             AND search_text LIKE ALL (%s)     -- recheck(typed), a list; leave the line out when it is empty
    typos    WHERE search @@ %s::tsquery       -- misspelt(typed), when the query above found too little

Kinds of token, told apart by their first letter (Han tokens need none, all others are Latin):
    中 中国  each Han character, each pair of neighbours
    p...  pinyin from each syllable on
    i...  initials from each syllable on
    w...  words of other scripts, parts of mail addresses
    t...  letter trigrams of Latin words (^ and $ mark the ends)
    n...  phone digits, last digit first
    c...  codes without punctuation
    e...  mail address, and its domain after @
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

from guanxi.kit.names import is_han_person, legal_form_length
from guanxi.kit.pinyin import name_syllables, syllables
from guanxi.kit.text import HAN, fold, fold_words

MOST_TOKENS: Final = 600
"""A record keeps this many tokens at most: a whole novel pasted into a name must not fill the index."""
LONGEST_TOKEN: Final = 40
"""Letters kept of one token. Queries are cut in the same place, so a longer text still finds its record."""
_LONGEST_NAME: Final = 120
_LONGEST_QUERY: Final = 200
_MOST_RUNS: Final = 12
_SHORTEST_TAIL: Final = 4
_SHORTEST_MISSPELT: Final = 5
_SHORTEST_IN_TRIGRAMS: Final = 4  # a typed word of five letters may stand for one of four
_COUNTRY: Final = "86"
_LONGEST_NATIONAL: Final = 11

_RUNS: Final = re.compile(f"([{HAN}]+)|((?:(?![{HAN}])[^\\W_])+)")
_HAN_RUN: Final = re.compile(f"[{HAN}]+")
_SPACE_IN_HAN: Final = re.compile(f"(?<=[{HAN}]) (?=[{HAN}])")
_NOT_DIGIT: Final = re.compile(r"[^0-9]+")
_NOT_ALNUM: Final = re.compile(r"[\W_]+")
_EXTENSION: Final = re.compile(r"(?:转|轉|分机|ext|x|#|;).*$", re.IGNORECASE | re.DOTALL)
_PHONE_SHAPE: Final = re.compile(r"[+0-9\s()./-]+")
_LATIN: Final = re.compile(r"[a-z]+")


def _accents() -> dict[int, str]:
    letters = map(chr, (*range(0xDF, 0x250), *range(0x1E00, 0x1F00)))
    bases = {ord(letter): unicodedata.normalize("NFD", letter)[0] for letter in letters}
    return {code: base for code, base in bases.items() if base.isascii()} | {
        ord(letter): base for letter, base in zip("łđøıħŧ", "ldoiht", strict=True)
    }


_ACCENTS: Final = _accents()


def tokens(
    names: Iterable[str], phones: Iterable[str] = (), codes: Iterable[str] = (), emails: Iterable[str] = ()
) -> list[str]:
    """All tokens of one record, each once, in a stable order.

    `phones` best come in E.164 (+8613812345678); other forms are taken by their digits. Never raises.
    """
    found: dict[str, None] = {}
    for name in names:
        found |= dict.fromkeys(_name_tokens(name[:_LONGEST_NAME]))
    for phone in phones:
        digits = _phone_digits(phone)
        if digits:
            found["n" + digits[::-1][:LONGEST_TOKEN]] = None
    for code in codes:
        found |= dict.fromkeys(_code_tokens(code))
    for email in emails:
        found |= dict.fromkeys(_email_tokens(email))
    return list(found)[:MOST_TOKENS]


def tsvector_literal(lexemes: Iterable[str]) -> str:
    """The text that `::tsvector` (or COPY into a tsvector column) reads as exactly these lexemes."""
    return " ".join(map(_quoted, lexemes))


def searchable_text(names: Iterable[str]) -> str:
    """The folded names, one a line: what `recheck` patterns are compared with."""
    return "\n".join(_plain(fold(name[:_LONGEST_NAME])) for name in names)


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
    runs = _RUNS.findall(_plain(fold_words(text[:_LONGEST_QUERY])))[:_MOST_RUNS]
    if not any(_is_misspellable(latin) for _, latin in runs):
        return None
    parts = [_han_query(han) if han else _misspelt_query(latin) for han, latin in runs]
    return _all_of(parts)


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


def _name_tokens(name: str) -> list[str]:
    words = _SPACE_IN_HAN.sub("", _plain(fold_words(name)))
    runs = _RUNS.findall(words)
    result: list[str] = []
    for han, latin in runs:
        if han:
            result += han
            result += [han[at : at + 2] for at in range(len(han) - 1)]
        else:
            result += _word_tokens(latin)
    if any(han for han, _ in runs):
        result += _spoken_tokens(runs, syllables)
        if is_han_person(words):
            result += _spoken_tokens(runs, name_syllables)
    return result


def _spoken_tokens(runs: list[tuple[str, str]], read: Callable[[str], list[str]]) -> list[str]:
    """Pinyin and initials from each syllable on; a Latin word counts as one syllable and is its own initial.

    No token begins inside a legal form (有限公司), which every firm shares; those before it run through it.
    """
    parts: list[str] = []
    shorts: list[str] = []
    starts = 0
    for han, latin in runs:
        spoken = read(han) if han else [latin]
        parts += spoken
        shorts += [part[0] for part in spoken] if han else [latin]
        starts = len(parts) - (legal_form_length(han) if han else 0) or len(parts)
    spelled, shortened = "".join(parts), "".join(shorts)
    result = []
    spelled_at = short_at = 0
    for part, short in zip(parts[:starts], shorts[:starts], strict=True):
        result.append("p" + spelled[spelled_at : spelled_at + LONGEST_TOKEN])
        result.append("i" + shortened[short_at : short_at + LONGEST_TOKEN])
        spelled_at += len(part)
        short_at += len(short)
    return result


def _word_tokens(word: str) -> list[str]:
    result = ["w" + word[:LONGEST_TOKEN]]
    if len(word) >= _SHORTEST_IN_TRIGRAMS and _LATIN.fullmatch(word):
        result += _trigrams(f"^{word}$")
    return result


def _code_tokens(code: str) -> list[str]:
    squeezed = _NOT_ALNUM.sub("", _plain(fold(code[:_LONGEST_NAME])))
    digits = _NOT_DIGIT.sub("", squeezed).lstrip("0")
    return ["c" + part[:LONGEST_TOKEN] for part in dict.fromkeys((squeezed, digits)) if part]


def _email_tokens(email: str) -> list[str]:
    address = _plain(fold(email[:_LONGEST_NAME]))
    _, at, domain = address.rpartition("@")
    parts = [word for _, word in _RUNS.findall(address) if word]
    whole = [address, at + domain] if at else [address]
    return [
        *("e" + part[:LONGEST_TOKEN] for part in whole if part),
        *("w" + part[:LONGEST_TOKEN] for part in parts),
    ]


def _phone_digits(phone: str) -> str:
    """The digits without extension and without leading zeros (the trunk 0 and the international 00)."""
    return _NOT_DIGIT.sub("", _EXTENSION.sub("", fold_words(phone[:_LONGEST_NAME]))).lstrip("0")


def _phone_query(text: str) -> str | None:
    typed = fold_words(text)
    if not _PHONE_SHAPE.fullmatch(typed):
        return None
    return _tail_query(_NOT_DIGIT.sub("", typed))


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
    runs = _RUNS.findall(chunk)[:_MOST_RUNS]
    words = _all_of([_han_query(han) if han else _word_query(latin) for han, latin in runs])
    alternatives = [words] if words else []
    squeezed = _NOT_ALNUM.sub("", _plain(chunk))
    if len(runs) > 1 and squeezed.isascii():
        alternatives.append(_prefix("c", squeezed))
    if "@" in chunk and runs:
        alternatives.append(_prefix("e", _plain(chunk)))
    return _any_of(alternatives)


def _han_query(han: str) -> str:
    pairs = [han[at : at + 2] for at in range(len(han) - 1)] or [han]
    return _joined(" & ", [_quoted(pair) for pair in pairs[:_MOST_RUNS]])


def _word_query(typed: str) -> str:
    word = _plain(typed)
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
    return _joined(" | ", [_joined(" & ", [_quoted(gram) for gram in _trigrams(half)]) for half in halves])


def _is_misspellable(word: str) -> bool:
    return len(word) >= _SHORTEST_MISSPELT and _LATIN.fullmatch(word) is not None


def _trigrams(marked: str) -> list[str]:
    return ["t" + marked[at : at + 3] for at in range(min(len(marked) - 2, LONGEST_TOKEN))]


def _plain(folded: str) -> str:
    return folded if folded.isascii() else folded.translate(_ACCENTS)


def _prefix(kind: str, word: str) -> str:
    return _quoted((kind + word)[: LONGEST_TOKEN + 1]) + ":*"


def _quoted(lexeme: str) -> str:
    escaped = lexeme.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _all_of(queries: list[str]) -> str | None:
    return _joined(" & ", queries) if queries else None


def _any_of(queries: list[str]) -> str | None:
    return _joined(" | ", list(dict.fromkeys(queries))) if queries else None


def _joined(operator: str, queries: list[str]) -> str:
    return queries[0] if len(queries) == 1 else f"({operator.join(queries)})"
