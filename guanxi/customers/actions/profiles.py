"""The rarer facts of a customer."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.credit import CREDIT_PARTS, ask_for_credit
from guanxi.customers.actions.origins import note_origin
from guanxi.customers.actions.refusals import CannotSave, check_choice, check_no_card, fitting
from guanxi.customers.events import CustomerChanged
from guanxi.customers.models import Customer, Profile, Source
from guanxi.customers.rules import BadFact, cleaned_profile
from guanxi.customers.rules.profiles import EMPTY
from guanxi.customers.types import ProfileDraft
from guanxi.platform.access.queries import company
from guanxi.platform.access.types import Actor
from guanxi.platform.bus import tell
from guanxi.platform.verbs import verb

FAULTS = {
    "card": _(
        "Never type a card's whole number: only the provider's token and the last four digits are kept."
    ),
    "token": _("This is no token of a payment provider."),
    "amount": _("This amount is too large, or below zero."),
    "number": _("This number is out of range."),
}


@verb("customers.edit_profile", label=_("Edit a customer's further facts"), parts=CREDIT_PARTS)
def edit_profile(
    *,
    actor: Actor,
    customer: Customer,
    draft: ProfileDraft,
    source: Source | None = None,
    incentive: str = "",
) -> list[str]:
    """Replace the rarer facts by those of `draft`; those that change come from `source`.

    Returns which changed. Raises CannotSave, DocumentNotValid for more credit without the documents it needs.
    """
    values = checked_profile(draft)
    found = Profile.objects.filter(customer=customer).select_for_update().first()
    ask_for_credit(actor, customer, found.credit_limit if found else None, _amount(values["credit_limit"]))
    if found is None:
        if draft == EMPTY:
            return []
        Profile.objects.create(customer=customer, **values, currency=company().currency)
        changed = [name for name, value in values.items() if value not in ("", None, [])]
    else:
        changed = found.change(values, actor=actor)
    if changed:
        note_origin(actor, customer, changed, source, incentive)
        tell(CustomerChanged(customer_id=customer.pk, fields=tuple(sorted(changed))))
    return changed


def checked_profile(draft: ProfileDraft) -> dict[str, object]:
    """Columns of a draft. Raises CannotSave."""
    try:
        with fitting():
            values = cleaned_profile(draft)
    except BadFact as problem:
        raise CannotSave(fields={problem.name: FAULTS[problem.fault]}) from problem
    check_no_card(values)
    check_choice("income", draft.income, Profile.Income.values)
    check_choice("novelty", draft.novelty, Profile.Novelty.values)
    check_choice("card_scheme", draft.card_scheme, Profile.CardScheme.values)
    return values


def _amount(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))
