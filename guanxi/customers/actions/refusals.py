"""Refusals that several verbs of the customer file share."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.utils.translation import gettext_lazy as _

from guanxi.kit.text import TextTooLong
from guanxi.platform.verbs import Refused


class CannotSave(Refused):
    sentence = _("This cannot be saved as it is.")


def too_long(problem: TextTooLong) -> CannotSave:
    return CannotSave(
        _("One of the texts is too long: {length} characters, {limit} fit.").format(
            length=problem.length, limit=problem.limit
        )
    )


@contextmanager
def fitting() -> Iterator[None]:
    """Turns a text that is too long into a sentence for the user."""
    try:
        yield
    except TextTooLong as problem:
        raise too_long(problem) from problem


def check_period(since_on: date | None, until_on: date | None) -> None:
    """Raises CannotSave."""
    if since_on and until_on and until_on < since_on:
        raise CannotSave(fields={"until_on": _("The end lies before the beginning.")})


def check_choice(name: str, value: str, choices: list[str]) -> None:
    """Raises CannotSave."""
    if value not in choices:
        raise CannotSave(fields={name: _("Choose one of the values offered.")})


def check_given(name: str, text: str) -> str:
    """Raises CannotSave for an empty text."""
    if not text:
        raise CannotSave(fields={name: _("This is needed.")})
    return text
