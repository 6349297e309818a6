"""What may be asked of the rows beside a record: contacts, the timeline, statements, documents."""

from collections.abc import Sequence
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from guanxi.customers import queries
from guanxi.platform.conditions import Fact, Kind, declare

Text = str | Promise
Choices = Sequence[tuple[str, str | StrPromise]]
Asked = tuple[str, Text, Kind]  # its column is named as the fact
Chosen = tuple[str, Text, Choices]
SINCE = ("created_at", _("In the file since"), Kind.MOMENT)


def declare_part_facts() -> None:
    _declare_contacts()
    _declare_touches()
    _declare_statements()
    _declare_documents()


def _declare(
    subject: str,
    group: Text,
    *asked: Asked,
    keys: dict[str, Text],
    chosen: Sequence[Chosen] = (),
    right: str = "",
) -> None:
    """`keys` are those of other records: the column adds _id to the name."""
    table = f"gx_customers_{subject}"
    fact = partial(Fact, subject=subject, group=group, table=table, right=right)
    for name, label, kind in (*asked, SINCE):
        declare(fact(name=f"customers.{subject}.{name}", label=label, kind=kind, column=name))
    for name, label in keys.items():
        declare(fact(name=f"customers.{subject}.{name}", label=label, kind=Kind.NUMBER, column=f"{name}_id"))
    for name, label, choices in chosen:
        declare(
            fact(
                name=f"customers.{subject}.{name}",
                label=label,
                kind=Kind.CHOICE,
                column=name,
                choices=choices,
            )
        )


def _declare_contacts() -> None:
    _declare(
        "contact",
        _("Contacts"),
        ("title", _("Job title"), Kind.TEXT),
        ("department", _("Department"), Kind.TEXT),
        ("is_main", _("Main contact"), Kind.FLAG),
        ("roles", _("Part in decisions"), Kind.WORDS),
        ("since_on", _("Since"), Kind.DATE),
        ("until_on", _("Until"), Kind.DATE),
        ("taste", _("Taste"), Kind.TEXT),
        ("gifts", _("Gifts"), Kind.TEXT),
        keys={"organisation": _("Organisation"), "person": _("Person")},
    )


def _declare_touches() -> None:
    choices = queries.choices()
    _declare(
        "touch",
        _("Timeline"),
        ("at", _("When"), Kind.MOMENT),
        ("subject", _("Subject"), Kind.TEXT),
        ("body", _("What was said"), Kind.TEXT),
        ("outcome", _("Outcome"), Kind.TEXT),
        ("seconds", _("Length in seconds"), Kind.NUMBER),
        keys={"customer": _("Customer"), "person": _("With whom"), "by": _("By whom")},
        chosen=(
            ("channel", _("How"), choices["channel"]),
            ("direction", _("Who began"), choices["direction"]),
        ),
    )


def _declare_statements() -> None:
    choices = queries.choices()
    _declare(
        "statement",
        _("What customers said"),
        ("text", _("What was said or seen"), Kind.TEXT),
        ("on", _("Day"), Kind.DATE),
        keys={
            "customer": _("Customer"),
            "person": _("Said by"),
            "touch": _("Contact in which it was said"),
            "by": _("By whom"),
        },
        chosen=(
            ("kind", _("Kind"), choices["statement"]),
            ("source", _("Source"), choices["statement_source"]),
        ),
    )


def _declare_documents() -> None:
    _declare(
        "document",
        _("Documents"),
        ("number", _("Number"), Kind.TEXT),
        ("issuer", _("Issuer"), Kind.TEXT),
        ("issued_on", _("Issued on"), Kind.DATE),
        ("expires_on", _("Last day"), Kind.DATE),
        ("is_long_term", _("Long-term"), Kind.FLAG),
        ("long_term_reason", _("Why long-term"), Kind.TEXT),
        ("basis", _("Basis of the entry"), Kind.TEXT),
        ("scan_name", _("Scan"), Kind.TEXT),
        ("made_at", _("Entered"), Kind.MOMENT),
        ("decided_at", _("Decided"), Kind.MOMENT),
        ("decision_reason", _("Why"), Kind.TEXT),
        keys={
            "customer": _("Customer"),
            "type": _("Type of document"),
            "replaces": _("Version it takes the place of"),
            "made_by": _("Entered by"),
            "decided_by": _("Decided by"),
        },
        chosen=(("state", _("State"), queries.choices()["document_state"]),),
    )
