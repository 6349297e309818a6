"""Payment cards: what may be kept of them, which is never the number."""

import re
import unicodedata
from typing import Final

LONGEST_TOKEN: Final = 100
_SHORTEST, _LONGEST = 12, 19  # digits of a card number, ISO/IEC 7812
_RUN: Final = re.compile(r"[0-9](?:[ .\-_/]*[0-9]){11,}")
_TOKEN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_\-:.]*")
_LARGEST_DIGIT: Final = 9
# How networks number their cards: length, and how they begin. What other numbers of daily life are as long
# (18 digits of an identity card, 13 of a phone with its country) is left out on purpose.
_ISSUED: Final = re.compile(
    r"4[0-9]{15}|(?:5[1-5]|2[2-7])[0-9]{14}|3[47][0-9]{13}|35[0-9]{14}|6011[0-9]{12}|64[4-9][0-9]{13}"
    r"|65[0-9]{14}|62[0-9]{14}|62[0-9]{17}"
)
_MAYBE: Final = re.compile(r"\d(?:[\s.\-\u2010-\u2015－．·]?\d){14}")
_GROUPS: Final = re.compile(r"[0-9]+(?:[ .\-][0-9]+)*")


class CardNumber(ValueError):
    """The text holds what is, or may be, a whole card number."""


class NotAToken(ValueError):
    """The text is no token of a payment provider."""


def luhn(digits: str) -> bool:
    """Whether the check digit of ISO/IEC 7812-1 annex B is right."""
    total = 0
    for at, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + at % 2)
        total += value - _LARGEST_DIGIT if value > _LARGEST_DIGIT else value
    return total % 10 == 0


def holds_card_number(text: str) -> bool:
    """Whether digits in the text, however they are grouped or written, can be a card's whole number."""
    plain = unicodedata.normalize("NFKC", text)
    plain = "".join(str(unicodedata.digit(c)) if unicodedata.digit(c, None) is not None else c for c in plain)
    for run in _RUN.findall(plain):
        digits = re.sub(r"[^0-9]", "", run)
        for length in range(_SHORTEST, _LONGEST + 1):
            if any(luhn(digits[at : at + length]) for at in range(len(digits) - length + 1)):
                return True
    return False


def names_card(text: str) -> bool:
    """Whether a text, such as a note, names a card by its whole number: of a length and beginning that cards
    have, its check digit right. Unlike `holds_card_number` it lets other long numbers be.
    """
    if _MAYBE.search(text) is None:
        return False
    plain = re.sub(r"[\s\u2010-\u2015·]", " ", unicodedata.normalize("NFKC", text))
    for run in _GROUPS.findall(plain):
        groups = re.split(r"[ .\-]", run)
        if any(_is_card("".join(groups[at:end])) for at in range(len(groups)) for end in _ends(groups, at)):
            return True
    return False


def _ends(groups: list[str], at: int) -> range:
    return range(at + 1, min(len(groups), at + _LONGEST) + 1)


def _is_card(digits: str) -> bool:
    return _ISSUED.fullmatch(digits) is not None and luhn(digits)


def checked_token(text: str) -> str:
    """The token a payment provider gave for a card; "" stays "". Raises CardNumber, NotAToken."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if holds_card_number(plain):
        raise CardNumber
    if plain and (
        len(plain) > LONGEST_TOKEN or _TOKEN.fullmatch(plain) is None or not any(c.isalpha() for c in plain)
    ):
        raise NotAToken
    return plain


def last_four(text: str) -> str:
    """The last four digits as they are kept; "" stays "". Raises CardNumber for anything but four digits."""
    digits = re.sub(r"[\s*xX•\-]", "", unicodedata.normalize("NFKC", text))
    if not digits:
        return ""
    if re.fullmatch(r"[0-9]{4}", digits) is None:
        raise CardNumber
    return digits
