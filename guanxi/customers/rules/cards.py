"""A customer as a vCard, and the card it came on with what the file knows better."""

from collections.abc import Mapping
from dataclasses import fields, replace

from guanxi.customers.rules.lists import tags_of
from guanxi.customers.rules.records import LIMITS, LONG, placed
from guanxi.kit.text import TextTooLong, clean
from guanxi.kit.vcard import BrokenCard, Card, CardFacts, card_with, facts_of, lines_in, read_cards, written
from guanxi.platform.exchange.rules import BadCell, lines_of, text_of

# What a record always keeps of its card: where it stands empty, somebody emptied it.
_KEPT = frozenset({"name", "phone", "email", "is_organisation"})

_PLACE = ("country", "province", "city", "address")


def card_text(facts: CardFacts, stored: str = "") -> str:
    """The card of these facts. Of the stored one stays what has no field, and every value unchanged since.

    A fact without a value leaves what the card says, except name, phone and mail.
    """
    card = stored_card(stored)
    return written(card_with(card, _as_written(facts, card) if card else facts))


def stored_card(text: str) -> Card | None:
    try:
        return next((card for _line, card in read_cards(lines_in(text))), None)
    except BrokenCard:
        return None


def stored_text(custom: Mapping[str, object]) -> str:
    """The card a record came on: `custom["vcard"]`."""
    found = custom.get("vcard")
    return found if isinstance(found, str) else ""


def _as_written(facts: CardFacts, card: Card) -> CardFacts:
    before = facts_of(card)
    region = _region_on_file(before)
    values: dict[str, object] = {}
    for field in fields(facts):
        given, old = getattr(facts, field.name), getattr(before, field.name)
        is_left = not given and field.name not in _KEPT
        is_same = _is_same(field.name, given, old) or given == region.get(field.name)
        values[field.name] = old if is_left or is_same else given
    return replace(facts, **values)  # type: ignore[arg-type]  # the values of its own fields


def _region_on_file(before: CardFacts) -> Mapping[str, str]:
    """Province and city in the form the file brings a card's place into."""
    try:
        typed = {name: clean(getattr(before, name), LIMITS[name]) for name in _PLACE}
    except TextTooLong:
        return {}
    found = placed(typed)
    return {name: found[name] for name in ("province", "city") if found.get(name)}


def _words(tags: tuple[str, ...]) -> tuple[str, ...] | None:
    """As the file divides them."""
    try:
        return tags_of(",".join(tags))
    except BadCell:
        return tags


def _is_same(name: str, given: object, old: object) -> bool:
    """Whether the file holds what the card says, in the form the file keeps it."""
    if isinstance(given, tuple) and isinstance(old, tuple):
        return _words(given) == _words(old)
    if given == old or not isinstance(old, str):
        return given == old
    if name == "email":  # the file keeps domains in small letters
        return str(given).lower() == old.strip().lower()
    limit = LIMITS.get(name, 200)
    try:
        return given == ((lines_of(old, limit) if name in LONG else text_of(old, limit)) or "")
    except BadCell:
        return False
