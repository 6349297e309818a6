"""Shapes of input."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.platform.access.queries import colleagues
from guanxi.platform.access.types import Actor
from guanxi.web.fields import Day


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
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = colleagues(actor)
        owner.initial = actor.user_id
        owner.empty_label = None
        self.fields["due_on"].initial = actor.today()


class MoveForm(forms.Form):
    due_on = forms.DateField(label=_("Due on"), widget=Day())
