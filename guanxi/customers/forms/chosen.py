"""A customer chosen by typing: far too many for a list of choices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from guanxi.customers.queries import named_customer
from guanxi.platform.access.types import Actor
from guanxi.web.fields import Suggesting

_OFFERED = {
    "": "customers:choices_customer",
    "organisation": "customers:choices_organisation",
    "person": "customers:choices_person",
}


class ChosenCustomer(forms.CharField):
    """Answers the key of a customer in the actor's reach; None for an empty field that may be empty."""

    def __init__(self, label: str | StrPromise, kind: str = "", **more: Any) -> None:  # Any: Django's own
        more.setdefault("help_text", _("Type a part of the name and choose one of those offered."))
        super().__init__(label=label, max_length=400, widget=Suggesting(_OFFERED[kind]), **more)
        self.kind = kind
        self.actor: Actor | None = None

    def chosen_by(self, actor: Actor, name: str) -> None:
        """Who chooses, and what the field is called in its form."""
        self.actor = actor
        self.widget.attrs["hx-params"] = name

    def clean(self, value: Any) -> int | None:  # Any: as Django's
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        assert self.actor is not None, "the form says who chooses"
        key, is_ambiguous = named_customer(self.actor, text, kind=self.kind)
        if is_ambiguous:
            raise forms.ValidationError(_("Several have this name: choose one of those offered."))
        if key is None:
            raise forms.ValidationError(
                _("None of yours has this name. Choose one of those offered, or enter it as new first.")
            )
        return key


class ChoosingForm(forms.Form):
    """A form in which customers of the actor's reach are chosen."""

    def __init__(self, actor: Actor, *args: Any, **more: Any) -> None:  # Any: Django's own arguments
        super().__init__(*args, **more)
        for name, field in self.fields.items():
            if isinstance(field, ChosenCustomer):
                field.chosen_by(actor, name)
