"""What customers said or showed of themselves, as it is typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.customers.queries import choices
from guanxi.customers.types import StatementDraft
from guanxi.web.fields import Day, Segmented, VersionField, offer_rows
from guanxi.web.formats import day


def _told(touch: Any) -> str:  # Any: a row of the timeline
    return " ".join(part for part in (day(touch.at), touch.get_channel_display(), touch.subject) if part)


class StatementForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: choices()["statement"])
    text = forms.CharField(
        label=_("What was said or seen"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    on = forms.DateField(label=_("Day"), widget=Day())
    source = forms.ChoiceField(
        label=_("Source"), choices=lambda: choices()["statement_source"], initial="talk", widget=Segmented()
    )
    # Any: chosen among the rows of a queryset
    person: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Said by"), queryset=None, required=False, empty_label=_("not stated")
    )
    touch: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(  # Any: as above
        label=_("Contact in which it was said"), queryset=None, required=False, empty_label=_("not stated")
    )

    version = VersionField(required=False)

    def __init__(self, *args: Any, people: Any, touches: Any, **more: Any) -> None:  # Any: Django's own
        super().__init__(*args, **more)
        offer_rows(self, "person", people)
        talks = offer_rows(self, "touch", touches)
        talks.label_from_instance = _told  # type: ignore[assignment, method-assign]  # a label needs no class

    def key_of(self, name: str) -> int | None:
        """Key of the "person" who said it, or of the "touch" in which it was said. Call after is_valid()."""
        chosen = self.cleaned_data[name]
        return None if chosen is None else int(chosen.pk)

    def draft(self) -> StatementDraft:
        """Call after is_valid()."""
        data = self.cleaned_data
        return StatementDraft(data["kind"], data["text"], data["on"], data["source"])
