"""Shape of an offer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.decisions.types import OfferDraft
from guanxi.platform.access.queries import company
from guanxi.web.fields import Day, Money, VersionField


class OfferForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    text_zh = forms.CharField(
        label=_("Text in Chinese"),
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("May hold {name} and {code}: each letter gets its own."),
    )
    text_en = forms.CharField(label=_("Text in English"), required=False, widget=forms.Textarea({"rows": 3}))
    valid_from = forms.DateField(label=_("Valid from"), required=False, widget=Day())
    valid_until = forms.DateField(label=_("Valid until"), required=False, widget=Day())
    value = forms.DecimalField(
        label=_("Worth to the customer"),
        required=False,
        min_value=0,
        max_digits=19,
        decimal_places=4,
        widget=Money(""),
    )
    version = VersionField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own arguments
        super().__init__(*args, **kwargs)
        self.currency = company().currency
        self.fields["value"].widget = Money(self.currency)

    def draft(self) -> OfferDraft:
        """The typed facts, its worth in home currency. Call after is_valid()."""
        given = {k: v for k, v in self.cleaned_data.items() if k != "version"}
        return OfferDraft(**given, currency=self.currency)
