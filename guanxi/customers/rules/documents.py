"""Pure rules of documents: what may be entered, and whether one counts on a day.

A document counts only when a second person compared it with the scan, nothing of it was changed since, and
the day lies between issue and expiry. Expiry is never stored: every answer is for the day handed in.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from guanxi.kit.dates import UNKNOWN_DAY, is_sentinel
from guanxi.kit.identifiers import NotAUscc, checked_uscc

MOST_MONTHS = 70 * 12  # the longest term of any paper: a right of use of land
_BETWEEN = re.compile(r"[\s\-–—·.]+")


class DateFault(StrEnum):
    """What is implausible about the days of a document."""

    ISSUE_MISSING = "issue_missing"
    ISSUE_AHEAD = "issue_ahead"
    ISSUE_ANCIENT = "issue_ancient"
    EXPIRY_MISSING = "expiry_missing"
    EXPIRY_BESIDE_LONG_TERM = "expiry_beside_long_term"
    LONG_TERM_NOT_ALLOWED = "long_term_not_allowed"
    LONG_TERM_WITHOUT_REASON = "long_term_without_reason"
    SENTINEL = "sentinel"
    BEFORE_ISSUE = "before_issue"
    TOO_LONG = "too_long"


FAULT_FIELDS = {
    DateFault.ISSUE_MISSING: "issued_on",
    DateFault.ISSUE_AHEAD: "issued_on",
    DateFault.ISSUE_ANCIENT: "issued_on",
    DateFault.LONG_TERM_NOT_ALLOWED: "is_long_term",
    DateFault.LONG_TERM_WITHOUT_REASON: "long_term_reason",
}


class Reason(StrEnum):
    """Why a document counts or does not."""

    VALID = "valid"
    EXPIRES_SOON = "expires_soon"
    LONG_TERM = "long_term"
    PROPOSED = "proposed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    RENEWED = "renewed"
    CORRECTED = "corrected"
    REVOKED = "revoked"
    CHANGED_SINCE = "changed_since"
    SAME_PERSON = "same_person"
    IMPLAUSIBLE = "implausible"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class TypeRules:
    """What a type of document allows. `longest_months` None: only the longest term of any paper."""

    longest_months: int | None = None
    allows_long_term: bool = False
    warn_days: int = 30


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """A stored version as the rule sees it. `attested` is the print of what the second person confirmed."""

    type_id: int
    number: str
    issuer: str
    issued_on: date | None
    expires_on: date | None
    is_long_term: bool
    long_term_reason: str
    scan_digest: str
    state: str
    made_by: int | None
    decided_by: int | None
    attested: str
    prepared_by: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Validity:
    """`days_left` to the last day it counts; negative once expired, None without an expiry."""

    counts: bool
    reason: Reason
    days_left: int | None = None


def content_print(facts: DocumentFacts) -> str:
    """A digest of everything a checker answers for: another content is another document."""
    parts = (
        str(facts.type_id), facts.number, facts.issuer, str(facts.issued_on), str(facts.expires_on),
        str(facts.is_long_term), facts.long_term_reason, facts.scan_digest,
    )  # fmt: skip
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def validity(facts: DocumentFacts, rules: TypeRules, on_day: date) -> Validity:
    """Whether a document counts on a day, and why. The one answer every part of the house uses."""
    if facts.state != "confirmed":
        return Validity(counts=False, reason=Reason(facts.state))
    if facts.decided_by is None or facts.decided_by in (facts.made_by, *facts.prepared_by):
        return Validity(counts=False, reason=Reason.SAME_PERSON)
    if facts.attested != content_print(facts):
        return Validity(counts=False, reason=Reason.CHANGED_SINCE)
    return _on_its_days(facts, rules, on_day)


def validity_then(facts: DocumentFacts, rules: TypeRules, on_day: date) -> Validity:
    """The same for business of a past day: a paper renewed since was good in its own time."""
    stood = replace(facts, state="confirmed") if facts.state == "renewed" else facts
    return validity(stood, rules, on_day)


def _on_its_days(facts: DocumentFacts, rules: TypeRules, on_day: date) -> Validity:
    if facts.issued_on is not None and on_day < facts.issued_on:
        return Validity(counts=False, reason=Reason.NOT_YET)
    if date_faults(facts, rules, on_day):
        return Validity(counts=False, reason=Reason.IMPLAUSIBLE)
    if facts.expires_on is None:
        return Validity(counts=True, reason=Reason.LONG_TERM)
    left = (facts.expires_on - on_day).days
    if left < 0:
        return Validity(counts=False, reason=Reason.EXPIRED, days_left=left)
    reason = Reason.EXPIRES_SOON if left <= rules.warn_days else Reason.VALID
    return Validity(counts=True, reason=reason, days_left=left)


def date_faults(facts: DocumentFacts, rules: TypeRules, today: date) -> tuple[DateFault, ...]:
    """Everything implausible about the days, in the order a person should mend it."""
    found = [*_issue_faults(facts.issued_on, today)]
    if facts.is_long_term:
        found += _long_term_faults(facts, rules)
    elif facts.expires_on is None:
        found.append(DateFault.EXPIRY_MISSING)
    else:
        fault = _expiry_fault(facts.issued_on, facts.expires_on, rules)
        found += [fault] if fault else []
    return tuple(found)


def _issue_faults(issued_on: date | None, today: date) -> Iterable[DateFault]:
    if issued_on is None:
        yield DateFault.ISSUE_MISSING
    elif issued_on > today:
        yield DateFault.ISSUE_AHEAD
    elif issued_on <= UNKNOWN_DAY:
        yield DateFault.ISSUE_ANCIENT


def _long_term_faults(facts: DocumentFacts, rules: TypeRules) -> Iterable[DateFault]:
    if facts.expires_on is not None:
        yield DateFault.EXPIRY_BESIDE_LONG_TERM
    if not rules.allows_long_term:
        yield DateFault.LONG_TERM_NOT_ALLOWED
    if not facts.long_term_reason.strip():
        yield DateFault.LONG_TERM_WITHOUT_REASON


def _expiry_fault(issued_on: date | None, expires_on: date, rules: TypeRules) -> DateFault | None:
    if is_sentinel(expires_on):
        return DateFault.SENTINEL
    if issued_on is None:
        return None
    if expires_on <= issued_on:
        return DateFault.BEFORE_ISSUE
    months = min(rules.longest_months or MOST_MONTHS, MOST_MONTHS)
    return DateFault.TOO_LONG if expires_on > months_after(issued_on, months) else None


def months_after(day: date, months: int) -> date:
    """The same day so many months later; a day that month lacks becomes the first of the next."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return (date(year, month + 1, 1) + timedelta(days=31)).replace(day=1)


def plain_number(text: str) -> str:
    """A number as it is compared: full width, spaces, hyphens and small letters do not matter."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", text)).upper()


def number_fits(number: str, rule: str) -> bool:
    """Whether a number has the check characters its type asks for; a type without a rule takes any."""
    if rule == "uscc":
        try:
            return bool(checked_uscc(plain_number(number)))
        except NotAUscc:
            return False
    if rule == "identity_card":
        from stdnum.cn import ric

        return bool(ric.is_valid(plain_number(number)))
    return True


_TELLING = (
    Reason.EXPIRED,
    Reason.IMPLAUSIBLE,
    Reason.CHANGED_SINCE,
    Reason.SAME_PERSON,
    Reason.NOT_YET,
    Reason.REVOKED,
    Reason.PROPOSED,
    Reason.REJECTED,
)


def best(judged: Sequence[Validity]) -> Validity:
    """Of the versions of one type at one customer, the one that speaks for it: one that counts, if any."""
    good = [one for one in judged if one.counts]
    if good:
        return max(good, key=lambda one: (one.days_left is None, one.days_left or 0))
    telling = [one for one in judged if one.reason in _TELLING]
    if not telling:
        return Validity(counts=False, reason=Reason.MISSING)
    return min(telling, key=lambda one: (_TELLING.index(one.reason), -(one.days_left or 0)))


def scan_kind(first_bytes: bytes) -> str:
    """The media type of a scan by its first bytes; empty for what is never shown inside a page.

    A name or a sender's word is no evidence: HTML and SVG hidden behind .png are downloads like any other.
    """
    for start, kind in (
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"%PDF-", "application/pdf"),
    ):
        if first_bytes.startswith(start):
            return kind
    is_webp = first_bytes[:4] == b"RIFF" and first_bytes[8:12] == b"WEBP"
    return "image/webp" if is_webp else ""
