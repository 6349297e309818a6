"""The tokens of a record."""

import re
from collections.abc import Callable, Iterable
from typing import Final

from guanxi.kit.names import is_han_person, legal_form_length
from guanxi.kit.pinyin import name_syllables, syllables
from guanxi.kit.search.words import LATIN, LONGEST_TOKEN, NOT_ALNUM, NOT_DIGIT, RUNS, plain, quoted, trigrams
from guanxi.kit.text import HAN, fold, fold_words

MOST_TOKENS: Final = 600
"""A record keeps this many tokens at most: a whole novel pasted into a name must not fill the index."""
_LONGEST_NAME: Final = 120
_SHORTEST_IN_TRIGRAMS: Final = 4  # a typed word of five letters may stand for one of four
_SPACE_IN_HAN: Final = re.compile(f"(?<=[{HAN}]) (?=[{HAN}])")
_EXTENSION: Final = re.compile(r"(?:转|轉|分机|ext|x|#|;).*$", re.IGNORECASE | re.DOTALL)


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
    return " ".join(map(quoted, lexemes))


def searchable_text(names: Iterable[str]) -> str:
    """The folded names, one a line: what `recheck` patterns are compared with."""
    return "\n".join(plain(fold(name[:_LONGEST_NAME])) for name in names)


def _name_tokens(name: str) -> list[str]:
    words = _SPACE_IN_HAN.sub("", plain(fold_words(name)))
    runs = RUNS.findall(words)
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
    if len(word) >= _SHORTEST_IN_TRIGRAMS and LATIN.fullmatch(word):
        result += trigrams(f"^{word}$")
    return result


def _code_tokens(code: str) -> list[str]:
    squeezed = NOT_ALNUM.sub("", plain(fold(code[:_LONGEST_NAME])))
    digits = NOT_DIGIT.sub("", squeezed).lstrip("0")
    return ["c" + part[:LONGEST_TOKEN] for part in dict.fromkeys((squeezed, digits)) if part]


def _email_tokens(email: str) -> list[str]:
    address = plain(fold(email[:_LONGEST_NAME]))
    _, at, domain = address.rpartition("@")
    parts = [word for _, word in RUNS.findall(address) if word]
    whole = [address, at + domain] if at else [address]
    return [
        *("e" + part[:LONGEST_TOKEN] for part in whole if part),
        *("w" + part[:LONGEST_TOKEN] for part in parts),
    ]


def _phone_digits(phone: str) -> str:
    """The digits without extension and without leading zeros (the trunk 0 and the international 00)."""
    return NOT_DIGIT.sub("", _EXTENSION.sub("", fold_words(phone[:_LONGEST_NAME]))).lstrip("0")
