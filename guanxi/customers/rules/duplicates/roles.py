"""What a column holds, for telling two records apart: by its given role, else by its content."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from guanxi.kit.names import legal_form_length
from guanxi.kit.text import HAN, fold


class Role(StrEnum):
    """How two values of a column are compared."""

    GIVEN = "given_name"
    SURNAME = "surname"
    PERSON = "person"  # a full name in one column
    ORGANISATION = "organisation"
    CREDIT_CODE = "credit_code"
    IDENTIFIER = "identifier"  # a number of the entity itself: social security, tax, passport
    DATE = "date"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    PLACE = "place"
    POSTCODE = "postcode"
    NUMBER = "number"
    CATEGORY = "category"
    TEXT = "text"
    REGION = "region"  # taken from an organisation's name
    BRANCH = "branch"  # the same
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Field:
    """A column of the records and what it holds."""

    name: str
    role: Role


_SAMPLED: Final = 2_000
_MOST: Final = 0.8
_CATEGORY_VALUES: Final = 60
_ROW_NAME: Final = re.compile(
    r"(?:rec(?:ord)?|entity|cluster|truth|row|line|unique|uuid|guid|index|pk|gold|master|source|person|cust(?:omer)?)?"
    r"(?:id|no|nr|number|key)?|序号|行号|编号|客户编号|记录号"
)
_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_DATE: Final = re.compile(
    r"(?:18|19|20)\d\d[-/.年]?(?:0?[1-9]|1[0-2])[-/.月]?(?:0?[1-9]|[12]\d|3[01])日?(?:[T ].*)?"
    r"|(?:0?[1-9]|[12]\d|3[01])[-/.](?:0?[1-9]|[12]\d|3[01])[-/.](?:\d{4}|\d\d)"
)
_PHONE: Final = re.compile(r"\+?[\d\s()./-]{7,22}(?:(?:转|ext\.?|x)\s*\d+)?")
_PHONE_SIGN: Final = re.compile(r"[+()]|\d[- ]\d{3}")
_MOBILE: Final = re.compile(r"(?:\+?86)?1[3-9]\d{9}")
_CREDIT: Final = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_CODE: Final = re.compile(r"(?=.*\d)[\w./-]{5,40}")
_HAN_PERSON: Final = re.compile(f"[{HAN}]{{2,4}}")
_FORM: Final = re.compile(
    r"\b(?:inc|ltd|limited|llc|corp|gmbh|ag|s\.?a\.?|co|plc|bv|company|group)\b\.?$", re.IGNORECASE
)
_SHORT_NUMBER: Final = 5


def recognise(name: str, values: Sequence[str], *, every_row_differs: bool) -> Role:
    """The role of a column of which nothing was said; `values` are some of its filled cells.

    Names of rows (numbers of their own in every row) are ignored: they say nothing of the entity.
    """
    sample = [value.strip() for value in values[:_SAMPLED] if value.strip()]
    if not sample:
        return Role.IGNORED
    if _ROW_NAME.fullmatch(re.sub(r"[\W_]+", "", fold(name))):
        return Role.IGNORED
    for pattern, role in ((_EMAIL, Role.EMAIL), (_CREDIT, Role.CREDIT_CODE), (_DATE, Role.DATE)):
        if _share(sample, pattern) >= _MOST:
            return role
    if _share(sample, _MOBILE) >= _MOST or (
        _share(sample, _PHONE) >= _MOST
        and sum(bool(_PHONE_SIGN.search(value)) for value in sample) * 2 > len(sample)
    ):
        return Role.PHONE
    return _numbers(sample, every_row_differs=every_row_differs) or _words(sample)


def _numbers(sample: Sequence[str], *, every_row_differs: bool) -> Role | None:
    digits = sum(value.replace(".", "", 1).isdigit() for value in sample) / len(sample)
    length = sum(map(len, sample)) / len(sample)
    different = len(set(sample))
    if _share(sample, _CODE) >= _MOST and every_row_differs:
        return Role.IGNORED
    if digits < _MOST and not (_share(sample, _CODE) >= _MOST and different * 2 > len(sample)):
        return None
    if different <= min(_CATEGORY_VALUES, len(sample) // 4):
        return Role.CATEGORY
    return Role.IDENTIFIER if length > _SHORT_NUMBER and different * 2 > len(sample) else Role.NUMBER


def _words(sample: Sequence[str]) -> Role:
    different = set(sample)
    if len(different) <= min(_CATEGORY_VALUES, max(2, len(sample) // 20)):
        return Role.CATEGORY
    if sum(bool(legal_form_length(value) or _FORM.search(value)) for value in sample) * 5 > len(sample):
        return Role.ORGANISATION
    if _share(sample, _HAN_PERSON) >= _MOST:
        return Role.PERSON
    with_digits = sum(any(map(str.isdigit, value)) for value in sample) / len(sample)
    words = sum(len(value.split()) for value in sample) / len(sample)
    if with_digits > 0.3 or words >= 3:  # noqa: PLR2004 - a third with house numbers, or sentences
        return Role.ADDRESS
    return Role.PERSON if words >= 1.8 else Role.TEXT  # noqa: PLR2004 - mostly two words: a full name


def _share(sample: Sequence[str], pattern: re.Pattern[str]) -> float:
    return sum(bool(pattern.fullmatch(value)) for value in sample) / len(sample)
