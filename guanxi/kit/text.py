"""Text as people type it: what may be stored (`clean`) and what is compared (`fold`).

`fold` works character by character, so that a fragment that a user types is found inside the folded whole.
Traditional characters are therefore mapped one by one (OpenCC's own table), never by phrase.
"""

import re
import unicodedata
from functools import cache
from typing import Final

HAN: Final = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003fffd"
"""The inside of a regular expression's character class: every Han character and the zero 〇."""

_ANY_HAN: Final = re.compile(f"[{HAN}]")
_SPACES: Final = re.compile(r"\s+")
# Joiners (200c, 200d) stay: Persian names and family emoji need them. Everything else invisible goes.
_INVISIBLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
_FOLDED_AWAY: Final = re.compile("[\u200c\u200d\ufe00-\ufe0f]")
# Lone surrogates cannot be encoded, NUL cannot be stored, noncharacters must not travel.
_CONTROL: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane * 0x10000 + last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_CONTROL_KEEPING_LINES: Final = re.compile(_CONTROL.pattern.replace("\x00-\x1f", "\x00-\x09\x0b-\x1f"))


class TextTooLong(ValueError):
    """The text has more characters than its field may hold."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"{length} characters are more than the {limit} allowed")
        self.length = length
        self.limit = limit


def clean(text: str, limit: int | None = None) -> str:
    """What a user may store in one line: NFC, no control or direction marks, single spaces, trimmed.

    Line breaks and tabs become a space. Raises `TextTooLong` beyond `limit` characters.
    """
    return _within(_SPACES.sub(" ", _composed(_CONTROL, text)).strip(), limit)


def clean_lines(text: str, limit: int | None = None) -> str:
    """As `clean`, but line breaks stay: trailing spaces go, and never more than one empty line in a row."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    lines = [
        _SPACES.sub(" ", line).rstrip() for line in _composed(_CONTROL_KEEPING_LINES, unified).split("\n")
    ]
    return _within(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), limit)


def fold(text: str) -> str:
    """The form in which texts are compared: NFKC, casefold, simplified, no spaces, nothing invisible."""
    if text.isascii() and text.isalnum():
        return text.lower()
    # Compatibility forms of accents carry a space; without it the accent joins its letter.
    return unicodedata.normalize("NFKC", _SPACES.sub("", fold_words(text)))


def fold_words(text: str) -> str:
    """As `fold`, but words stay apart by single spaces."""
    if text.isascii():
        return _SPACES.sub(" ", _CONTROL.sub(" ", text.lower())).strip()
    visible = _FOLDED_AWAY.sub("", _INVISIBLE.sub("", _CONTROL.sub(" ", text)))
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", visible).casefold())
    return _SPACES.sub(" ", simplified(_INVISIBLE.sub("", folded))).strip()


def simplified(text: str) -> str:
    """Traditional Han characters replaced by their simplified form, one by one."""
    if not has_han(text):
        return text
    return text.translate(_simplified_forms())


def has_han(text: str) -> bool:
    return not text.isascii() and _ANY_HAN.search(text) is not None


def is_han(character: str) -> bool:
    return _ANY_HAN.match(character) is not None


def _composed(unwanted: re.Pattern[str], text: str) -> str:
    return _CONTROL_KEEPING_LINES.sub(
        " ", unicodedata.normalize("NFC", _INVISIBLE.sub("", unwanted.sub(" ", text)))
    )


def _within(text: str, limit: int | None) -> str:
    if limit is not None and len(text) > limit:
        raise TextTooLong(len(text), limit)
    return text


@cache
def _simplified_forms() -> dict[int, str]:
    from opencc import OpenCC

    characters = [chr(code) for code in (*range(0x3400, 0xA000), *range(0x20000, 0x2A6E0))]
    converted = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    forms = {old: new for old, new in zip(characters, converted, strict=True) if old != new}
    for old, new in forms.items():  # some simplified forms are traditional characters too: follow to the end
        seen = {old}
        form = new
        while form in forms and form not in seen:
            seen.add(form)
            form = forms[form]
        forms[old] = form
    return {ord(old): new for old, new in forms.items()}
