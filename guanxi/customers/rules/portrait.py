"""The portrait of a customer in plain findings, and the nine key questions: values in, findings out.

Nothing is guessed: what the file does not hold is no finding, and the page says "unknown" in its place.
Each finding names its evidence, so that a reader can look for oneself.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from statistics import median

from guanxi.customers.types import Finding, KnownCustomer, SeenTouch

QUIET_DAYS = 90  # a quarter without a word is worth a sentence
COMPLAINT_DAYS = 180
LEAST_TALKS = 3  # from so many talk days on one may speak of a rhythm
PROBLEMS = ("complaint", "return")
NEEDS = ("need", "expectation", "expected_use")
SAID_SHOWN = 2
SECTIONS = ("who", "worth", "rhythm", "needs", "risks", "next")
QUESTIONS = ("who", "stage", "reason", "interests", "bought", "problems", "preferences", "response", "last")


def portrait(known: KnownCustomer, today: date) -> list[Finding]:
    """What the customer file itself can say, in the order of SECTIONS."""
    return [
        *_who(known),
        *_rhythm(known, today),
        *_needs(known),
        *_risks(known, today),
        *_next(known),
    ]


def answers(known: KnownCustomer) -> list[Finding]:
    """Answers of the customer file to the nine questions; `section` is the question."""
    found = [Finding("who", "identity", _identity(known), "about")]
    last = next((t for t in known.touches if t.is_talk), None)
    asked = _last_question(known.touches)
    if asked:
        found.append(Finding("reason", "asked", _touched(asked), f"touch:{asked.key}"))
    found += [
        Finding("problems", one.channel, _touched(one), f"touch:{one.key}")
        for one in [t for t in known.touches if t.channel in PROBLEMS][:2]
    ]
    found += _said(known, "interests", NEEDS) + _said(known, "problems", ("problem",))
    found += _tastes(known)
    channel = preferred_channel(known.touches)
    if channel:
        found.append(Finding("preferences", "channel", {"channel": channel}, "timeline"))
    if known.contact_name or known.phone or known.email:
        found.append(Finding("response", "reach", _reach(known, channel), "contacts"))
    if last:
        values = _touched(last) | {"seconds": last.seconds}
        found.append(Finding("last", "talk", values, f"touch:{last.key}"))
    return found


def preferred_channel(touches: Sequence[SeenTouch]) -> str | None:
    """The way the customer itself chose most often; with no choice of its own, none is claimed."""
    counted = Counter(t.channel for t in touches if t.direction == "in" and t.is_talk)
    return min(counted, key=lambda channel: (-counted[channel], channel)) if counted else None


def usual_gap(days: Sequence[date]) -> int | None:
    """The median of the gaps between days, in days; None for fewer than LEAST_TALKS days."""
    ordered = sorted(set(days))
    if len(ordered) < LEAST_TALKS:
        return None
    return round(median((b - a).days for a, b in pairwise(ordered)))


def _who(known: KnownCustomer) -> list[Finding]:
    found = [Finding("who", "identity", _identity(known), "about")]
    if known.contact_name:
        values: dict[str, object] = {"name": known.contact_name, "title": known.contact_title}
        found.append(Finding("who", "contact", values, "contacts"))
    if known.tags:
        found.append(Finding("who", "tags", {"tags": known.tags}, "about"))
    return found


def _rhythm(known: KnownCustomer, today: date) -> list[Finding]:
    talks = [t for t in known.touches if t.is_talk]
    if not talks:
        return []
    last = talks[0]
    values = _touched(last) | {"days": (today - last.at.date()).days}
    found = [Finding("rhythm", "last_talk", values, f"touch:{last.key}")]
    gap = usual_gap([t.at.date() for t in talks])
    if gap is not None:
        found.append(Finding("rhythm", "gap", {"days": gap, "count": len(talks)}, "timeline"))
    return found


def _needs(known: KnownCustomer) -> list[Finding]:
    asked = _last_question(known.touches)
    found = [Finding("needs", "asked", _touched(asked), f"touch:{asked.key}")] if asked else []
    return _said(known, "needs", NEEDS) + found


def _risks(known: KnownCustomer, today: date) -> list[Finding]:
    found = []
    if known.kind == "organisation" and not known.contact_name:
        found.append(Finding("risks", "nobody", {}, "contacts"))
    complaint = next((t for t in known.touches if t.channel == "complaint"), None)
    if complaint and (today - complaint.at.date()).days <= COMPLAINT_DAYS:
        found.append(Finding("risks", "complaint", _touched(complaint), f"touch:{complaint.key}"))
    found += _said(known, "risks", ("problem",))
    found += [
        Finding("risks", "rival", one._asdict(), f"competitor:{one.competitor_id}")
        for one in known.bought_elsewhere[:SAID_SHOWN]
    ]
    talks = [t for t in known.touches if t.is_talk]
    if talks and (quiet := (today - talks[0].at.date()).days) > QUIET_DAYS:
        found.append(Finding("risks", "quiet", {"days": quiet}, f"touch:{talks[0].key}"))
    if known.next_due_on and known.next_due_on < today:
        days = (today - known.next_due_on).days
        found.append(Finding("risks", "overdue", {"days": days, "title": known.next_title}, "follow_ups"))
    return found


def _said(known: KnownCustomer, section: str, kinds: Sequence[str]) -> list[Finding]:
    """The latest statements of these kinds."""
    of_kind = [one for one in known.said if one.kind in kinds]
    return [Finding(section, "said", one._asdict(), "about") for one in of_kind[:SAID_SHOWN]]


def _tastes(known: KnownCustomer) -> list[Finding]:
    found = []
    if known.preferences:
        found.append(Finding("preferences", "prefers", {"facts": known.preferences}, "about"))
    if known.contact_taste:
        values: dict[str, object] = {"name": known.contact_name, "taste": known.contact_taste}
        found.append(Finding("preferences", "taste", values, "contacts"))
    return found


def _next(known: KnownCustomer) -> list[Finding]:
    if known.next_due_on is None:
        return []
    values: dict[str, object] = {
        "title": known.next_title,
        "on": known.next_due_on,
        "who": known.next_by,
    }
    return [Finding("next", "follow_up", values, "follow_ups")]


def _last_question(touches: Sequence[SeenTouch]) -> SeenTouch | None:
    return next((t for t in touches if t.direction == "in" and t.is_talk and t.subject), None)


def _identity(known: KnownCustomer) -> dict[str, object]:
    return {
        "name": known.name,
        "kind": known.kind,
        "city": known.city,
        "industry": known.industry,
        "employees": known.employees,
        "since": known.since,
        "source": known.source,
    }


def _reach(known: KnownCustomer, channel: str | None) -> dict[str, object]:
    return {
        "name": known.contact_name or known.name,
        "phone": known.contact_phone or known.phone,
        "email": known.email,
        "channel": channel,
    }


def _touched(touch: SeenTouch) -> dict[str, object]:
    return {
        "channel": touch.channel,
        "at": touch.at,
        "subject": touch.subject,
        "outcome": touch.outcome,
        "by": touch.by,
    }
