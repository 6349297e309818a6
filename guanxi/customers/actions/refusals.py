"""Refusals that several verbs of the customer file share."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date

from django.utils.translation import gettext_lazy as _

from guanxi.kit.cards import names_card
from guanxi.kit.dates import is_no_day
from guanxi.kit.text import TextTooLong, clean
from guanxi.platform.verbs import Refused

NO_CARD = _(
    "This holds a card's whole number, which is never kept. Write only the last four digits; the payment"
    " provider's token has its own field."
)


class CannotSave(Refused):
    sentence = _("This cannot be saved as it is.")


@contextmanager
def fitting(field: str = "") -> Iterator[None]:
    """Turns a text that is too long into a sentence for the user, beside `field` where there is only one."""
    try:
        yield
    except TextTooLong as problem:
        if field:
            raise CannotSave(fields={field: _("This text is too long.")}) from problem
        words = _("One of the texts is too long: {length} characters, {limit} fit.")
        raise CannotSave(words.format(length=problem.length, limit=problem.limit)) from problem


def one_line(text: str, limit: int, field: str) -> str:
    """The text cleaned. Raises CannotSave."""
    with fitting(field):
        return clean(text, limit)


def check_no_card(values: Mapping[str, object]) -> None:
    """Raises CannotSave where a text names a payment card by its whole number."""
    for name, value in values.items():
        texts = value if isinstance(value, list | tuple) else (value,)
        if any(names_card(text) for text in texts if isinstance(text, str)):
            raise CannotSave(fields={name: NO_CARD})


def check_period(since_on: date | None, until_on: date | None) -> None:
    """Raises CannotSave."""
    for name, day in (("since_on", since_on), ("until_on", until_on)):
        check_day(name, day)
    if since_on and until_on and until_on < since_on:
        raise CannotSave(fields={"until_on": _("The end lies before the beginning.")})


def check_day(name: str, day: date | None, *, latest: date | None = None) -> None:
    """Raises CannotSave for a day that stands for "never" or "unknown", or lies after `latest`."""
    if day is None:
        return
    if is_no_day(day):
        raise CannotSave(fields={name: _("This day stands for “never” or “unknown”. Leave it empty.")})
    if latest is not None and day > latest:
        raise CannotSave(fields={name: _("This day lies in the future.")})


def check_choice(name: str, value: str, choices: list[str]) -> None:
    """Raises CannotSave."""
    if value not in choices:
        raise CannotSave(fields={name: _("Choose one of the values offered.")})


def check_given(name: str, text: str) -> str:
    """Raises CannotSave for an empty text."""
    if not text:
        raise CannotSave(fields={name: _("This is needed.")})
    return text
