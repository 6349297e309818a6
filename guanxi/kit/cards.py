"""Payment cards: what may be kept of them, which is never the number."""

import re
import unicodedata
from typing import Final

LONGEST_TOKEN: Final = 100
_SHORTEST, _LONGEST = 12, 19  # digits of a card number, ISO/IEC 7812
_RUN: Final = re.compile(r"[0-9](?:[ .\-_/]*[0-9]){11,}")
_TOKEN: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_\-:.]*")
_LARGEST_DIGIT: Final = 9


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
