"""Competitors, their products, and what was learned of them, as it is typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.customers.forms.chosen import ChoosingForm, ChosenCustomer
from guanxi.customers.types import CompetitorDraft
from guanxi.web.fields import Day, Money, VersionField


class CompetitorForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    website = forms.CharField(label=_("Website"), max_length=300, required=False)
    strategy = forms.CharField(
        label=_("Strategy"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Whom it courts, with what, at which prices, through whom."),
    )
    strengths = forms.CharField(label=_("Strengths"), max_length=500, required=False)
    weaknesses = forms.CharField(label=_("Weaknesses"), max_length=500, required=False)
    remark = forms.CharField(
        label=_("Remark"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = VersionField(required=False)

    def draft(self) -> CompetitorDraft:
        """Call after is_valid()."""
        return CompetitorDraft(**{k: v for k, v in self.cleaned_data.items() if k != "version"})


class CompetitorProductForm(forms.Form):
    name = forms.CharField(label=_("Product"), max_length=200)
    price = forms.DecimalField(
        label=_("Price"), required=False, min_value=0, max_digits=19, decimal_places=4, widget=Money()
    )
    seen_on = forms.DateField(label=_("Seen on"), required=False, widget=Day())
    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)


class CompetitorProductEditForm(CompetitorProductForm):
    version = VersionField(required=False)


class CompetitorNoteForm(ChoosingForm):
    text = forms.CharField(
        label=_("What was learned"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    on = forms.DateField(label=_("Day"), required=False, widget=Day())
    told_by = forms.CharField(label=_("From whom"), max_length=200, required=False)
    customer = ChosenCustomer(_("From the customer"), required=False)
