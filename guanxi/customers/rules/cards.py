"""A customer as a vCard, and the card it came on with what the file knows better."""

from collections.abc import Mapping
from dataclasses import fields, replace

from guanxi.customers.rules.records import LIMITS, LONG
from guanxi.kit.text import TextTooLong, clean, clean_lines
from guanxi.kit.vcard import BrokenCard, Card, CardFacts, card_with, facts_of, read_cards, written

# What a record always keeps of its card: where it stands empty, somebody emptied it.
_KEPT = frozenset({"name", "phone", "email", "is_organisation"})


def card_text(facts: CardFacts, stored: str = "") -> str:
    """The card of these facts. Of the stored one stays what has no field, and every value unchanged since.

    A fact without a value leaves what the card says, except name, phone and mail.
    """
    card = stored_card(stored)
    return written(card_with(card, _as_written(facts, card) if card else facts))


def stored_card(text: str) -> Card | None:
    try:
        return next((card for _line, card in read_cards(text.splitlines())), None)
    except BrokenCard:
        return None


def stored_text(custom: Mapping[str, object]) -> str:
    """The card a record came on: `custom["vcard"]`."""
    found = custom.get("vcard")
    return found if isinstance(found, str) else ""


def _as_written(facts: CardFacts, card: Card) -> CardFacts:
    before = facts_of(card)
    values: dict[str, object] = {}
    for field in fields(facts):
        given, old = getattr(facts, field.name), getattr(before, field.name)
        is_left = not given and field.name not in _KEPT
        values[field.name] = old if is_left or _is_same(field.name, given, old) else given
    return replace(facts, **values)  # type: ignore[arg-type]  # the values of its own fields


def _is_same(name: str, given: object, old: object) -> bool:
    """Whether the file holds what the card says, in the form the file keeps it."""
    if given == old or not isinstance(old, str):
        return given == old
    try:
        return given == (clean_lines(old) if name in LONG else clean(old, LIMITS.get(name, 200)))
    except TextTooLong:
        return False
