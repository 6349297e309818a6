"""The ladder as it is typed: a line for each step, and some empty ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

NEW_LINES = 3
_LAST = 1_000


class _Step(Protocol):
    pk: int
    name: str
    place: int
    is_active: bool


@dataclass(frozen=True, slots=True)
class Line:
    """The fields of one step; `key` None: a new one."""

    key: int | None
    place: BoundField
    name: BoundField
    used: BoundField


class LadderForm(forms.Form):
    """Fields place_0, name_0, used_0 and so on. A line without a name is no step; a known one is deleted."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput())
    steps = forms.CharField(required=False, widget=forms.HiddenInput())  # what is refused stands here

    def __init__(self, known: Sequence[_Step], *args: Any, **more: Any) -> None:  # Any: Django's own
        super().__init__(*args, **more)
        self.known = tuple(known)
        self.keys: tuple[int | None, ...] = (*(step.pk for step in known), *([None] * NEW_LINES))
        self.fields["seen"].initial = self._order()
        for at in range(len(self.keys)):
            step = known[at] if at < len(known) else None
            self.fields[f"place_{at}"] = forms.IntegerField(
                label=_("Position"), required=False, min_value=1, max_value=999, initial=at + 1
            )
            self.fields[f"name_{at}"] = forms.CharField(
                label=_("Name"), required=False, max_length=60, initial=str(step) if step else ""
            )
            self.fields[f"used_{at}"] = forms.BooleanField(
                label=_("In use"), required=False, initial=step.is_active if step else True
            )

    def _order(self) -> str:
        return ",".join(str(step.pk) for step in self.known)

    def clean_seen(self) -> str:
        if self.cleaned_data["seen"] != self._order():
            raise forms.ValidationError(
                _("Somebody changed the ladder meanwhile. Open this page again and look at it.")
            )
        return self._order()

    def lines(self) -> list[Line]:
        return [
            Line(key, self[f"place_{at}"], self[f"name_{at}"], self[f"used_{at}"])
            for at, key in enumerate(self.keys)
        ]

    def wanted(self) -> list[tuple[int | None, str, bool]]:
        """The steps in their order, those without a name left out. Call after is_valid()."""
        data = self.cleaned_data
        found = [at for at in range(len(self.keys)) if data[f"name_{at}"]]
        found.sort(key=lambda at: (data[f"place_{at}"] or _LAST, at))
        return [(self.keys[at], self._name(at), bool(data[f"used_{at}"])) for at in found]

    def _name(self, at: int) -> str:
        """As typed; a name shown in the reader's language and left as it was stays as it is stored."""
        typed = str(self.cleaned_data[f"name_{at}"])
        is_same = at < len(self.known) and typed == str(self.known[at])
        return self.known[at].name if is_same else typed

    def seen_keys(self) -> list[int]:
        """Call after is_valid()."""
        return [int(key) for key in str(self.cleaned_data["seen"]).split(",") if key.isdecimal()]
