"""What the sweep found, in words: on the page and in the file of all of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from guanxi.customers.queries.invalid_dealings import all_business_on_invalid_documents
from guanxi.customers.queries.sweep import all_suspicious_days
from guanxi.customers.rules.documents import DateFault
from guanxi.platform.access.types import Actor


@dataclass(frozen=True, slots=True)
class SweepWords:
    """Names of the kinds of records, of their days, and of what is wrong with one."""

    kinds: Mapping[str, str]
    fields: Mapping[str, str]
    faults: Mapping[str, str]


def sweep_words() -> SweepWords:
    """In the reader's language."""
    return SweepWords(
        kinds={
            "document": _("document"),
            "customer": _("customer"),
            "contact": _("contact"),
            "touch": _("entry of the timeline"),
            "profile": _("further facts"),
            "link": _("link"),
            "household": _("household"),
            "rival": _("buys from a competitor"),
            "report": _("report owed"),
            "statement": _("statement"),
            "step": _("step on the ladder"),
            "source": _("source of a fact"),
            "review": _("review of a card"),
            "sheet": _("change sheet"),
            "risk": _("risk event"),
        },
        fields={
            "expires_on": _("last day"),
            "issued_on": _("issued on"),
            "is_long_term": _("long-term"),
            "long_term_reason": _("why long-term"),
            "born_on": _("birthday"),
            "since_on": _("since"),
            "until_on": _("until"),
            "at": _("when"),
            "on": _("day"),
            "lost_on": _("lost on"),
            "happened_on": _("happened on"),
            "due_on": _("deadline"),
            "asked_on": _("day"),
            "drawn_on": _("day"),
            "measures_due_on": _("deadline"),
        },
        faults={
            DateFault.SENTINEL: _("stands for “no end”"),
            DateFault.ISSUE_ANCIENT: _("stands for “unknown”"),
            DateFault.ISSUE_AHEAD: _("lies in the future"),
            DateFault.BEFORE_ISSUE: _("lies before the issue"),
            DateFault.TOO_LONG: _("longer than the type allows"),
            DateFault.ISSUE_MISSING: _("is missing"),
            DateFault.EXPIRY_MISSING: _("is missing"),
            DateFault.EXPIRY_BESIDE_LONG_TERM: _("stands beside “long-term”"),
            DateFault.LONG_TERM_NOT_ALLOWED: _("is not allowed for this type"),
            DateFault.LONG_TERM_WITHOUT_REASON: _("is missing"),
        },
    )


def sweep_header() -> list[str]:
    return [_("Kind"), _("Customer"), _("Field"), _("Stored day"), _("Why"), _("Document")]


def sweep_rows(actor: Actor) -> Iterator[list[str]]:
    """Everything the sweep finds, a line for each: suspicious days, then business on invalid documents.

    Read as it is asked for. Call it inside a transaction.
    """
    words = sweep_words()
    for one in all_suspicious_days(actor):
        day = one.day.isoformat() if one.day else ""
        yield [words.kinds[one.kind], one.name, words.fields[one.field], day, words.faults[one.fault], ""]
    for dealing in all_business_on_invalid_documents(actor):
        touch = dealing.touch
        what = f"{touch.get_channel_display()} {touch.subject}".strip()
        last = dealing.document.expires_on
        yield [
            _("Business on an invalid document"),
            str(touch.customer),
            what,
            dealing.day.isoformat(),
            _("expired on %(day)s") % {"day": last} if last else _("revoked"),
            str(dealing.document),
        ]
