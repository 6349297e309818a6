"""What must be in a customer's archive, by sector, and which changes a follower may choose."""

from collections.abc import Iterable
from dataclasses import fields

from guanxi.customers.types import ProfileDraft

_ORGANISATION = ("data_card", "licence", "contract", "invoice_details", "credit", "authorisation")
CHECKLISTS: dict[str, tuple[str, ...]] = {
    "enterprise": _ORGANISATION,
    "government": ("data_card", "contract", "procurement", "authorisation"),
    "individual": ("data_card", "identity", "consent", "contract"),
}
ITEMS = tuple(dict.fromkeys(item for items in CHECKLISTS.values() for item in items))

CONTACT_LEFT = "contact_left"  # no field: what happened
GROUPS: dict[str, frozenset[str]] = {
    "identity": frozenset(
        {
            "name",
            "short_name",
            "code",
            "credit_code",
            "industry",
            "industry_code",
            "isic_code",
            "employees",
            "born_on",
            "sex",
            "site",
            "parent",
            "trade_role",
        }
    ),
    "reach": frozenset({"phone", "email", "website", "country", "province", "city", "district", "address"}),
    "keeping": frozenset(
        {
            "owner",
            "archived_at",
            "tags",
            "source",
            "remark",
            "archive_class",
            "sector",
            "party",
            "ladder_step_id",
        }
    ),
    "facts": frozenset(field.name for field in fields(ProfileDraft)),
    "people": frozenset({CONTACT_LEFT}),
    "contacts": frozenset({"call", "mail", "visit", "chat", "letter", "sms"}),
    "business": frozenset({"order", "return"}),
    "complaints": frozenset({"complaint"}),
}


def checklist(sector: str, kind: str) -> tuple[str, ...]:
    """The items for a sector; without one, a person's or an organisation's."""
    return CHECKLISTS[sector or ("individual" if kind == "person" else "enterprise")]


def cared_for(groups: Iterable[str], changed: Iterable[str]) -> tuple[str, ...]:
    """Of what changed (fields, or the channel of a contact), what these groups ask for, in order."""
    wanted = frozenset[str]().union(*(GROUPS[g] for g in groups if g in GROUPS))
    return tuple(sorted(set(changed) & wanted))
