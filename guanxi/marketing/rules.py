"""Pure rules of letters (merge fields, salutations, addresses) and of answers. No Django."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from guanxi.kit.names import is_han_person, split_person
from guanxi.kit.regions import address_line
from guanxi.kit.text import has_han
from guanxi.marketing.types import Letter, Recipient

FIELDS: Final[Mapping[str, str]] = {
    "name": "name",
    "salutation": "salutation",
    "code": "code",
    "offer": "offer",
    "姓名": "name",
    "称呼": "salutation",
    "响应码": "code",
    "优惠": "offer",
}
"""What may stand in braces in a letter, in either language, and the value it stands for."""

_FIELD: Final = re.compile(r"[{｛]\s*([^\s{}｛｝]{1,40})\s*[}｝]")
_GREETINGS: Final = {
    ("zh", "female"): "尊敬的{surname}女士：",
    ("zh", "male"): "尊敬的{surname}先生：",
    ("zh", ""): "尊敬的{name}：",
    ("en", "female"): "Dear Ms. {surname},",
    ("en", "male"): "Dear Mr. {surname},",
    ("en", ""): "Dear {name},",
}
_MARKS: Final = "：:，,"
_TO_A_FIRM: Final = {"zh": "尊敬的{name}：", "en": "Dear Sir or Madam,"}


def unknown_fields(template: str) -> list[str]:
    """Words in braces that are no merge field, in their order, each once."""
    found = (match[1] for match in _FIELD.finditer(template))
    return list(dict.fromkeys(word for word in found if word.casefold() not in FIELDS))


def merge(template: str, values: Mapping[str, str]) -> str:
    """The template with its fields replaced, once: braces inside a value are only text.

    Words in braces that are no field, and lonely braces, stay as they are. A salutation ends in a mark of its
    own: before one that was typed it comes without.
    """

    def value(match: re.Match[str]) -> str:
        field = FIELDS.get(match[1].casefold())
        if field is None:
            return match[0]
        follows = template[match.end() :].lstrip(" ")[:1]
        is_marked = field == "salutation" and follows and follows in _MARKS
        return values[field].rstrip(_MARKS) if is_marked else values[field]

    return _FIELD.sub(value, template)


def salutation(recipient: Recipient, language: str) -> str:
    """How the letter addresses a person, or the main contact of an organisation, else the firm."""
    is_person = recipient.kind == "person"
    name = recipient.name if is_person else recipient.speaker
    sex = recipient.sex if is_person else recipient.speaker_sex
    if not name:
        return _greeting(_TO_A_FIRM[language], recipient.name, recipient.name)
    surname = split_person(name).surname or name
    has_surname = is_han_person(name) or not has_han(name)
    pattern = _GREETINGS[language, sex if has_surname and sex in {"female", "male"} else ""]
    return _greeting(pattern, name, surname)


def _greeting(pattern: str, name: str, surname: str) -> str:
    """Names may hold braces too: both words are put in at once."""
    words = {"{name}": name, "{surname}": surname}
    return re.sub(r"\{name\}|\{surname\}", lambda match: words[match[0]], pattern)


def postal_address(recipient: Recipient) -> str:
    """Where the letter goes, in one line."""
    return address_line(recipient.country, recipient.province, recipient.city, "", recipient.address)


def letter_for(
    recipient: Recipient, *, template: str, subject: str, language: str, code: str, offer: str
) -> Letter:
    """One customer's letter. The offer's own text may hold fields too, but no further offer."""
    values = {
        "name": recipient.name,
        "salutation": salutation(recipient, language),
        "code": code,
        "offer": "",
    }
    values["offer"] = merge(offer, values)
    return Letter(
        number=recipient.number,
        name=recipient.name,
        address=postal_address(recipient),
        email=recipient.email,
        salutation=values["salutation"],
        subject=merge(subject, values),
        text=merge(template, values),
        code=code,
    )


def untimely_rule(*, responded_on: date, launched_on: date, today: date, revenue: Decimal) -> str:
    """The rule that refuses an answer for its date or amount; empty when none does."""
    if responded_on < launched_on:
        return "too_early"
    if responded_on > today:
        return "in_the_future"
    return "bad_amount" if revenue < 0 else ""
