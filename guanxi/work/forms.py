"""Shapes of input."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.platform import slots
from guanxi.platform.access.queries import colleagues
from guanxi.platform.access.types import Actor
from guanxi.web.fields import Day, offer_rows

LARGEST_KEY = (1 << 63) - 1


class FollowUpForm(forms.Form):
    title = forms.CharField(label=_("What to do"), max_length=200)
    due_on = forms.DateField(label=_("Due on"), widget=Day())
    # Any: chosen among the rows of a queryset
    owner: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Who does it"), queryset=None, required=False
    )
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        owner = offer_rows(self, "owner", colleagues(actor))
        owner.initial = actor.user_id
        owner.empty_label = None
        self.fields["due_on"].initial = actor.today()


class FollowUpAboutForm(FollowUpForm):
    """With the record it is about, where no page says it."""

    subject_type = forms.CharField(label=_("Kind of the record"), max_length=60, required=False)
    subject_id = forms.IntegerField(
        label=_("Key of the record"), min_value=1, max_value=LARGEST_KEY, required=False
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, actor=actor, **kwargs)
        self.actor = actor

    def clean(self) -> dict[str, Any]:  # Any: as Django's
        super().clean()
        about = self.subject()
        if about is not None and about not in slots.subject_names(self.actor, [about]):
            self.add_error("subject_id", _("There is no such record, or you may not see it."))
        return self.cleaned_data

    def subject(self) -> tuple[str, int] | None:
        """Its kind and key."""
        kind, key = self.cleaned_data.get("subject_type"), self.cleaned_data.get("subject_id")
        return (str(kind or ""), int(key or 0)) if kind or key else None


class MoveForm(forms.Form):
    due_on = forms.DateField(label=_("Due on"), widget=Day())
