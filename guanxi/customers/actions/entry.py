"""A business card becomes records: the person, the firm, and that one speaks for the other."""

from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.contacts import ContactExists, create_contact
from guanxi.customers.actions.customers import create_customer
from guanxi.customers.actions.refusals import CannotSave
from guanxi.customers.models import Contact, Customer
from guanxi.customers.queries.customers import keys_by_name
from guanxi.customers.rules.entry import EntryDraft
from guanxi.customers.types import ContactDraft, CustomerDraft
from guanxi.kit.text import clean
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import verb


@verb(
    "customers.enter_card",
    label=_("Enter a business card"),
    parts=("customers.create", "customers.create_contact", "customers.edit_profile", "work.set_follow_up"),
)
def enter_card(*, actor: Actor, draft: EntryDraft, even_so: str | None = None) -> Customer:
    """The firm, with the person as its contact; without a firm the person. A firm of exactly this name that
    the actor sees is the one meant. Returns the firm, or else the person. `even_so` as with a new customer.

    Raises CannotSave, ContactExists, OnFileAlready, CannotBeCompared.
    """
    name, company = clean(draft.name), clean(draft.company)
    if not (name or company):
        raise CannotSave(fields={"name": _("Write a name or a company.")})
    if not company:
        person = create_customer(
            actor=actor, draft=_place(draft, name, "person", own_reach=True), even_so=even_so
        )
        return _with_card(actor, person, draft.card)
    found = keys_by_name(actor, [company]).get(company)
    firm = (
        Customer.objects.visible_to(actor).get(pk=found)
        if found is not None
        else create_customer(
            actor=actor, draft=_place(draft, company, "organisation", own_reach=not name), even_so=even_so
        )
    )
    if not name:
        return firm if found is not None else _with_card(actor, firm, draft.card)
    if Contact.objects.filter(organisation=firm, person__name=name, until_on=None).exists():
        raise ContactExists
    made = create_contact(
        actor=actor,
        organisation=firm.pk,
        draft=ContactDraft(title=draft.title, department=draft.department, is_main=found is None),
        person_draft=CustomerDraft(name=name, phone=draft.phone, email=draft.email, remark=draft.remark),
    )
    _with_card(actor, made.person, draft.card)
    return firm


def _place(draft: EntryDraft, name: str, kind: str, *, own_reach: bool) -> CustomerDraft:
    """`own_reach`: phone, mail and remark are those of this record, and not of a person who works there."""
    return CustomerDraft(
        name=name,
        kind=kind,
        website=draft.website,
        province=draft.province,
        city=draft.city,
        address=draft.address,
        phone=draft.phone if own_reach else "",
        email=draft.email if own_reach else "",
        remark=draft.remark if own_reach else "",
    )


def _with_card(actor: Actor, record: Customer, card: str) -> Customer:
    """The whole card is kept beside the record, so that nothing of it is lost."""
    if card:
        record.change({"custom": {**record.custom, "vcard": card}}, actor=actor)
    return record
