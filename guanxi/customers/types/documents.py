"""Papers with validity, and the events of a risk."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Scan:
    """A stored picture of a document. `kind` is its media type by its bytes, empty for a download only."""

    digest: str
    name: str
    kind: str
    size: int


@dataclass(frozen=True, slots=True)
class DocumentDraft:
    """What stands on a document, as typed or imported, before it is checked.

    `change`: "new", or with a version it replaces "renewal" (a new paper) or "correction" (it was entered
    wrongly).
    """

    number: str
    issued_on: date | None
    expires_on: date | None = None
    is_long_term: bool = False
    long_term_reason: str = ""
    issuer: str = ""
    basis: str = ""
    change: str = "new"


@dataclass(frozen=True, slots=True)
class DocumentTypeDraft:
    name_zh: str
    name_en: str
    longest_months: int | None = None
    allows_long_term: bool = False
    warn_days: int = 30
    when_expired: str = "block"
    number_rule: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class RiskDraft:
    """A risk event as it is known so far."""

    title: str
    happened_on: date
    due_on: date
    cause: str = ""
    rectification: str = ""
    training: str = ""
