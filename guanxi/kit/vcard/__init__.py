"""vCards of every dialect: read, written, and put into the fields of a customer file.

for line, card in read_cards(lines_in(text)):
    facts = facts_of(card)              # what has a field
text = written(card_with(card, facts))  # the same card, with the facts that changed since
"""

from guanxi.kit.vcard.facts import CardFacts, card_with, facts_of
from guanxi.kit.vcard.lines import (
    BrokenCard,
    Card,
    Property,
    escaped,
    lines_in,
    read_cards,
    unescaped,
    written,
)

__all__ = [
    "BrokenCard",
    "Card",
    "CardFacts",
    "Property",
    "card_with",
    "escaped",
    "facts_of",
    "lines_in",
    "read_cards",
    "unescaped",
    "written",
]
