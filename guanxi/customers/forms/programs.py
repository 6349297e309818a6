"""What programs tell of a contact or a talk that a page knows from its address or asks in steps."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.customers.forms.contacts import ContactForm
from guanxi.customers.queries import choices, people, people_of
from guanxi.customers.types import TouchDraft
from guanxi.platform.access.types import Actor
from guanxi.web.fields import Moment

_LONGEST = int(timedelta(days=7).total_seconds())


def _rows(form: forms.BaseForm, name: str, rows: Any) -> None:  # Any: a queryset of records
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


class SpeakerForm(ContactForm):
    """A contact: somebody who is on file by key, or a new person by name."""

    # Any: chosen among the rows of a queryset
    known: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Person"),
        queryset=None,
        required=False,
        help_text=_("Who is on file; or else name a new one."),
    )
    name = forms.CharField(label=_("Full name"), max_length=200, required=False)

    def __init__(self, *args: Any, actor: Actor, **more: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **more)
        _rows(self, "known", people(actor))

    def clean(self) -> dict[str, Any]:  # Any: as Django's
        super().clean()
        given = {name for name in ("known", "name", "phone", "email", "sex") if self.cleaned_data.get(name)}
        if not self.errors and "name" not in given and given != {"known"}:
            self.add_error("name", _("Name a new person, or give the key of one who is on file."))
        if "known" in given and given != {"known"}:
            self.add_error("known", _("Who is on file brings name, phone and e-mail along: leave them out."))
        return self.cleaned_data

    def known_key(self) -> int | None:
        """Call after is_valid()."""
        found = self.cleaned_data["known"]
        return None if found is None else int(found.pk)


class TouchForm(forms.Form):
    """Any contact that took place, or a note."""

    channel = forms.ChoiceField(label=_("How"), choices=lambda: choices()["channel"])
    direction = forms.ChoiceField(
        label=_("Who began"), choices=lambda: choices()["direction"], initial="none", required=False
    )
    at = forms.DateTimeField(label=_("When"), widget=Moment(), required=False, help_text=_("Left out: now."))
    # Any: chosen among the rows of a queryset
    person: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("With whom"), queryset=None, required=False
    )
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    body = forms.CharField(label=_("What was said"), max_length=50_000, required=False)
    outcome = forms.CharField(label=_("Outcome"), max_length=200, required=False)
    seconds = forms.IntegerField(
        label=_("Length in seconds"), min_value=0, max_value=_LONGEST, required=False
    )

    def __init__(self, actor: Actor, customer_id: int, *args: Any, **more: Any) -> None:  # Any: Django's own
        super().__init__(*args, **more)
        _rows(self, "person", people_of(actor, customer_id))

    def person_key(self) -> int | None:
        """Call after is_valid()."""
        found = self.cleaned_data["person"]
        return None if found is None else int(found.pk)

    def draft(self, actor: Actor) -> TouchDraft:
        """Call after is_valid()."""
        names = ("channel", "subject", "body", "outcome", "seconds")
        data = self.cleaned_data
        kept = {name: data[name] for name in names}
        return TouchDraft(**kept, direction=data["direction"] or "none", at=data["at"] or actor.now())


class TouchWordsForm(forms.Form):
    """The words of an entry of the timeline: what took place, and when, stays."""

    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    body = forms.CharField(label=_("What was said"), max_length=50_000, required=False)
    outcome = forms.CharField(label=_("Outcome"), max_length=200, required=False)
