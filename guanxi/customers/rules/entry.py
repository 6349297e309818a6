"""A business card as it is typed or read from a file."""

from dataclasses import dataclass

from guanxi.kit.vcard import CardFacts


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """`name`: of the person, `company`: where the person works; at least one of them. `card`: the vCard it
    was read from, "" when typed.
    """

    name: str = ""
    company: str = ""
    title: str = ""
    department: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    province: str = ""
    city: str = ""
    address: str = ""
    remark: str = ""
    card: str = ""


def entry_of(facts: CardFacts, card: str) -> EntryDraft:
    """What a vCard says, ready to be looked over."""
    return EntryDraft(
        name="" if facts.is_organisation else facts.name,
        company=facts.name if facts.is_organisation else facts.organisation,
        title=facts.title,
        department=facts.department,
        phone=facts.phone,
        email=facts.email,
        website=facts.website,
        province=facts.province,
        city=facts.city,
        address=facts.address,
        remark=facts.remark,
        card=card,
    )
