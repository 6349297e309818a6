"""The places of a customer's portrait and file, and the words above them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.platform import slots

Text = str | Promise

SECTION_WORDS: dict[str, Text] = {
    "who": _("Who it is"),
    "worth": _("What it is worth"),
    "rhythm": _("Its rhythm"),
    "needs": _("What it needs"),
    "risks": _("Risks"),
    "next": _("Next step"),
}
QUESTION_WORDS: dict[str, Text] = {
    "who": _("Who is the customer?"),
    "stage": _("Which stage of the life cycle?"),
    "reason": _("Why do we speak today?"),
    "interests": _("Which products and services interest it?"),
    "bought": _("What has it bought from us?"),
    "problems": _("Which problems did it meet?"),
    "preferences": _("What does it prefer?"),
    "response": _("How do we answer it?"),
    "last": _("When was the last contact, and how long?"),
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """A part of the file."""

    place: str
    label: Text

    @property
    def key(self) -> str:
        return self.place.rpartition(".")[2]


CATEGORIES = (
    Shelf("customers.category.basics", _("1 Basics")),
    Shelf("customers.category.orders", _("2 Contracts and orders")),
    Shelf("customers.category.debts", _("3 Debts and repayments")),
    Shelf("customers.category.dealings", _("4 Dealings")),
    Shelf("customers.category.returns", _("5 Returns, compensation and discounts")),
)
BLOCKS = (
    Shelf("customers.block.basic", _("Basic information")),
    Shelf("customers.block.dealings", _("Business information")),
    Shelf("customers.block.service", _("Service information")),
)


def declare_places() -> None:
    for key, label in SECTION_WORDS.items():
        slots.place(f"customers.portrait.{key}", label)
    for key, label in QUESTION_WORDS.items():
        slots.place(f"customers.question.{key}", label)
    for shelf in (*CATEGORIES, *BLOCKS):
        slots.place(shelf.place, shelf.label)
