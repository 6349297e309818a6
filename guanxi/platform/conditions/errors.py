"""Why a condition is refused: one named error per reason, with a sentence and the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Path = tuple[str | int, ...]


class ConditionError(ValueError):
    """A condition that cannot be understood.

    `sentence` is for the person (translated when it is shown), `path` leads to the place in the JSON form.
    """

    def __init__(self, sentence: str | _StrPromise, path: Path = ()) -> None:
        super().__init__(sentence, path)
        self.sentence = sentence
        self.path = path

    @property
    def place(self) -> str:
        """The path as people write it: `all[0].value`."""
        text = ""
        for step in self.path:
            text += f"[{step}]" if isinstance(step, int) else f".{step}"
        return text.lstrip(".")

    def __str__(self) -> str:
        return f"{self.sentence} ({self.place})" if self.path else str(self.sentence)


class WrongForm(ConditionError):
    """It is not one of all / any / not / fact."""


class UnknownVersion(ConditionError):
    """It was written by a newer Guanxi."""


class UnknownFact(ConditionError):
    """No area declares this fact for this subject."""


class UnknownOperator(ConditionError):
    """Facts of this kind have no such operator."""


class WrongValue(ConditionError):
    """The value does not fit the fact and the operator."""


class TooLarge(ConditionError):
    """It is too deep or too long."""


class NotInDatabase(ConditionError):
    """The fact lives only in a profile, so no list can be made from it."""


class WrongDeclaration(ValueError):
    """A fact is declared wrongly: a mistake of the programmer, found at start."""
