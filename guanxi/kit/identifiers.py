"""Identifiers with a shape of their own: the unified social credit code (统一社会信用代码), mail
addresses.
"""

import re
import unicodedata
from typing import Final

_LONGEST_EMAIL: Final = 254
_LONGEST_LOCAL: Final = 64
_LOCAL: Final = re.compile(r"[^\s\x00-\x1f\x7f@\"(),:;<>\[\\\]]+")
_DOMAIN: Final = re.compile(
    r"(?:[^\W_](?:(?:[^\W_]|-){0,61}[^\W_])?\.)+(?:[^\W\d_]{2,63}|xn--[a-z0-9-]{2,59})", re.IGNORECASE
)


class NotAUscc(ValueError):
    """The text is no unified social credit code: 18 characters of GB 32100-2015 with a right check
    character.
    """


class NotAnEmail(ValueError):
    """The text does not have the shape of a mail address."""


def checked_uscc(text: str) -> str:
    """The code in capitals without spaces; `NotAUscc` when its length, alphabet or check character is
    wrong.
    """
    from stdnum.cn import uscc
    from stdnum.exceptions import ValidationError

    plain = unicodedata.normalize("NFKC", text).strip().upper()
    try:
        return str(uscc.validate(plain))
    except ValidationError as error:
        raise NotAUscc(f"{text[:40]!r} is no unified social credit code") from error


def checked_email(text: str) -> str:
    """The address trimmed, its domain in small letters; `NotAnEmail` when it has not the shape
    name@domain.tld.

    Only the shape is judged (RFC 5321 lengths, no quoted names): whether it receives mail, only mail can
    tell.
    """
    address = unicodedata.normalize("NFKC", text).strip()
    local, _, domain = address.rpartition("@")
    domain = domain.lower()
    fits = len(local) <= _LONGEST_LOCAL and len(address) <= _LONGEST_EMAIL
    dots = local.startswith(".") or local.endswith(".") or ".." in local
    if not fits or dots or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise NotAnEmail(f"{text[:60]!r} is no mail address")
    return f"{local}@{domain}"
