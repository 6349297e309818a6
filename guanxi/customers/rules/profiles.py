"""What is stored of the rarer facts: cleaned, and never a card's number."""

from dataclasses import asdict
from decimal import Decimal

from guanxi.customers.types import ProfileDraft
from guanxi.kit.cards import CardNumber, NotAToken, checked_token, last_four
from guanxi.kit.money import LARGEST, round_half_up
from guanxi.kit.text import clean, clean_lines

TEXTS = {
    "occupation": 100, "lifestyle": 200, "preferences": 500, "other_preferences": 500,
    "delivery_method": 100, "delivery_requirements": 500, "specifications": 500, "profit_source": 300,
    "hardware": 500, "software": 500,
}  # fmt: skip
WORDS = ("hobbies", "media", "value_added")
AMOUNTS = ("credit_limit", "annual_sales")
EMPTY = ProfileDraft()
_LONGEST_WORD = 40
_LARGEST_HOUSEHOLD = 99
_YEARS = range(1900, 2101)


class BadFact(ValueError):
    """A fact that cannot be kept: its field, and which of "card", "token", "amount", "number"."""

    def __init__(self, name: str, fault: str) -> None:
        self.name, self.fault = name, fault
        super().__init__(f"{name}: {fault}")


def cleaned_profile(draft: ProfileDraft) -> dict[str, object]:
    """Columns of a draft. Raises BadFact, guanxi.kit.text.TextTooLong."""
    values: dict[str, object] = asdict(draft)
    values |= {name: clean(str(values[name]), limit) for name, limit in TEXTS.items()}
    values["evaluation"] = clean_lines(draft.evaluation, 20_000)
    for name in WORDS:
        words = (clean(word, _LONGEST_WORD) for word in getattr(draft, name))
        values[name] = list(dict.fromkeys(word for word in words if word))
    values |= _card(draft)
    for name in AMOUNTS:
        amount = values[name]
        if isinstance(amount, Decimal):
            values[name] = _amount(name, amount)
    if draft.household_size is not None and not 1 <= draft.household_size <= _LARGEST_HOUSEHOLD:
        raise BadFact("household_size", "number")
    if draft.annual_sales_year is not None and draft.annual_sales_year not in _YEARS:
        raise BadFact("annual_sales_year", "number")
    return values


def _card(draft: ProfileDraft) -> dict[str, object]:
    name = "card_token"
    try:
        token = checked_token(draft.card_token)
        name = "card_last_four"
        return {"card_token": token, "card_last_four": last_four(draft.card_last_four)}
    except CardNumber:
        raise BadFact(name, "card") from None
    except NotAToken:
        raise BadFact(name, "token") from None


def _amount(name: str, amount: Decimal) -> Decimal:
    if not amount.is_finite() or not 0 <= amount <= LARGEST:
        raise BadFact(name, "amount")
    return round_half_up(amount)
