"""Expected failures, each with a sentence for the user."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.functional import Promise


class Refused(Exception):
    """An expected failure with a sentence for the user; `fields` names the inputs it speaks of.

    Refused
    ├── Forbidden      the actor lacks the right
    ├── NotFound       no such row, or none this actor may reach (never told apart)
    ├── Stale          the row changed since it was read
    │   └── Crossed    two wrote the same at the same moment, and the database let one
    ├── Clashes        it meets something on file; who insists says why in `even_so`
    └── ...            each area's own, beside its verbs
    """

    sentence: str | Promise = _("This was refused.")
    # What is kept although everything else was taken back, once that is done.
    afterwards: Callable[[], object] | None = None

    def __init__(
        self, sentence: str | Promise | None = None, *, fields: dict[str, str | Promise] | None = None
    ) -> None:
        self.sentence = sentence or self.sentence
        self.fields = fields or {}
        super().__init__(self.sentence)

    def __str__(self) -> str:
        return str(self.sentence)


class Forbidden(Refused):
    sentence = _("You do not have the right to do this. An administrator can give it to your role.")


class NotFound(Refused):
    sentence = _("This record does not exist, or you may not see it.")


class Stale(Refused):
    sentence = _(
        "Somebody changed this record while you were editing. Look at the new values and save again."
    )


class Crossed(Stale):
    sentence = _(
        "Somebody else was saving the same at this very moment. Nothing of yours was kept: look at what is"
        " there now and try again."
    )


class Clashes(Refused):
    sentence = _("This meets something that is on file already.")
