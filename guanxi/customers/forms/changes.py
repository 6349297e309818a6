"""A change sheet as it is written."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.customers.rules.changes import ChangeSheetDraft, Judged, NetChange
from guanxi.web.fields import Day

OWN_LINES = 2
_PARTS = {
    "what": _("What changed"),
    "before": _("As it was"),
    "after": _("As it is"),
    "cause": _("Cause"),
    "measure": _("Counter-measure"),
}


class SinceForm(forms.Form):
    """`since` in an address; what is no day is refused."""

    since = forms.DateField()


class JudgedChange(NamedTuple):
    change: NetChange
    cause: forms.BoundField
    measure: forms.BoundField


class ChangeSheetForm(forms.Form):
    """Cause and counter-measure of each change of the file, and lines for changes it does not hold."""

    since_on = forms.DateField(widget=forms.HiddenInput())
    measures_due_on = forms.DateField(
        label=_("Measures by"),
        required=False,
        widget=Day(),
        help_text=_("Then the owner gets a follow-up for that day."),
    )

    def __init__(
        self, data: Mapping[str, object] | None, changes: Sequence[NetChange], since_on: date
    ) -> None:
        super().__init__(data, initial={"since_on": since_on})
        self.changes = changes
        for change in changes:
            for part in ("cause", "measure"):
                self.fields[f"{part}.{change.field}"] = _words(part)
        for at in range(OWN_LINES):
            self.fields[f"what.{at}"] = forms.CharField(label=_PARTS["what"], max_length=100, required=False)
            for part in ("before", "after", "cause", "measure"):
                self.fields[f"{part}.{at}"] = _words(part)

    def judged(self) -> Iterator[JudgedChange]:
        for change in self.changes:
            yield JudgedChange(change, self[f"cause.{change.field}"], self[f"measure.{change.field}"])

    def own_lines(self) -> list[list[forms.BoundField]]:
        return [[self[f"{part}.{at}"] for part in _PARTS] for at in range(OWN_LINES)]

    def draft(self) -> ChangeSheetDraft:
        """What was written. Call after is_valid()."""
        of_fields = [
            Judged(
                field=one.field,
                cause=self._said("cause", one.field),
                measure=self._said("measure", one.field),
            )
            for one in self.changes
        ]
        of_words = [Judged(**{part: self._said(part, at) for part in _PARTS}) for at in range(OWN_LINES)]
        return ChangeSheetDraft(
            self.cleaned_data["since_on"],
            (*of_fields, *of_words),
            self.cleaned_data["measures_due_on"],
        )

    def _said(self, part: str, line: str | int) -> str:
        return str(self.cleaned_data.get(f"{part}.{line}") or "")


def _words(part: str) -> forms.CharField:
    return forms.CharField(
        label=_PARTS[part], max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
