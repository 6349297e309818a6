"""Telephone numbers: E.164 for comparing, the typed form for people."""

import re
import unicodedata
from dataclasses import dataclass

from guanxi.kit.text import clean

_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})-?\d{7,8}(?:[-转x#]\d{1,6})?")
_SERVICE = re.compile(r"(?:9[56]\d{3,4}|100\d{2}|[48]00-?\d{3}-?\d{4})")
_FILLING = re.compile(r"[\s()+.–—]|(?<=1\d{2})-(?=\d{4}-?\d{4}$)|(?<=1\d{6})-(?=\d{4}$)")
_SEVERAL = re.compile(r"[/、;,]")


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as typed; `e164` is None when it cannot be read."""

    typed: str
    e164: str | None
    extension: str
    valid: bool


def read_phone(typed: str, region: str = "CN") -> Phone:
    """Read a number typed in `region` (ISO 3166 code). Never raises: what cannot be read keeps its typed
    form.

    `valid` says that the number lies in a range which is given out.
    """
    import phonenumbers

    kept = clean(typed)
    try:
        number = phonenumbers.parse(kept.replace("转", " ext. "), region)
    except phonenumbers.NumberParseException:
        return Phone(kept, None, "", valid=False)
    return Phone(
        typed=kept,
        e164=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        extension=number.extension or "",
        valid=phonenumbers.is_valid_number(number),
    )


def looks_complete(typed: str, region: str = "CN") -> bool:
    """Whether what stands in a field for a phone can be dialled: one number, or several with strokes.

    Without area code, with too few digits or with words it cannot. Numbers of the usual Chinese shapes are
    told by their shape alone, which is fast; the rest is looked up.
    """
    parts = [part for part in _SEVERAL.split(unicodedata.normalize("NFKC", typed)) if part.strip()]
    return bool(parts) and all(_is_complete(part, region) for part in parts)


def _is_complete(number: str, region: str) -> bool:
    if region == "CN":
        plain = _FILLING.sub("", number)
        if _MOBILE.fullmatch(plain) or _LANDLINE.fullmatch(plain) or _SERVICE.fullmatch(plain):
            return True
    return read_phone(number, region).valid
