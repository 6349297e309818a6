"""What was said and done with a customer."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

# A conversation with the customer; notes and records of business are none.
REAL_CONTACTS = frozenset({"call", "mail", "visit", "chat", "letter", "sms"})


@dataclass(frozen=True, slots=True)
class TouchDraft:
    channel: str
    direction: str
    at: datetime
    subject: str = ""
    body: str = ""
    outcome: str = ""
    seconds: int | None = None


class NextStep(NamedTuple):
    """What is to be done after a talk, and by which day."""

    title: str
    due_on: date


class ImportedTouch(NamedTuple):
    """A record of business in the timeline. A named tuple: tens of thousands are made."""

    customer_id: int
    channel: str
    direction: str
    at: datetime
    subject: str
    cause_type: str
    cause_id: int


@dataclass(frozen=True, slots=True)
class SeenTouch:
    """A row of the timeline as rules read it. `is_talk`: a conversation, no letter of a campaign."""

    key: int
    channel: str
    direction: str
    at: datetime
    subject: str = ""
    outcome: str = ""
    seconds: int | None = None
    by: str = ""
    is_talk: bool = False
