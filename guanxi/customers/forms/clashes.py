"""Claims and decisions as they are typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.web.fields import Segmented

TYPED = ("name", "short_name", "phone", "email", "credit_code")


class ClaimForm(forms.Form):
    evidence = forms.CharField(
        label=_("What speaks for your claim"),
        help_text=_("Who talked to whom, when, and what was agreed."),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class DecisionForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=(
            ("given", _("Give it to the claimant")),
            ("shared", _("Both share it")),
            ("refused", _("It stays with its owner")),
        ),
        widget=Segmented(),
    )
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 3})
    )
