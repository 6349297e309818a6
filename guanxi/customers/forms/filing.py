"""Where an archive is kept, what is on file, and which changes to hear of."""

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.customers.models import ArchivePlace
from guanxi.customers.rules.filing import GROUPS, ITEMS

ITEM_WORDS = {
    "data_card": _("Customer data card"),
    "licence": _("business licence"),
    "contract": _("contract or framework agreement"),
    "invoice_details": _("details for invoices"),
    "credit": _("credit information"),
    "authorisation": _("letter of authorisation of the person in charge"),
    "procurement": _("procurement notice or award"),
    "identity": _("proof of identity"),
    "consent": _("consent to keep personal data"),
}
GROUP_WORDS = {
    "identity": _("name and basic facts"),
    "reach": _("ways to reach it"),
    "keeping": _("owner, class and marks"),
    "facts": _("further facts: credit, needs, equipment"),
    "people": _("contact persons who leave"),
    "contacts": _("calls, visits and messages"),
    "business": _("orders and returns"),
    "complaints": _("complaints"),
}


class PlaceForm(forms.Form):
    form = forms.ChoiceField(label=_("Archive form"), choices=ArchivePlace.Form.choices)
    place = forms.CharField(label=_("Where it is kept"), max_length=200, required=False)


class FiledForm(forms.Form):
    item = forms.ChoiceField(choices=[(item, item) for item in ITEMS])
    is_filed = forms.BooleanField(required=False)


class FollowForm(forms.Form):
    groups = forms.MultipleChoiceField(
        label=_("Tell me of"),
        choices=[(group, GROUP_WORDS[group]) for group in GROUPS],
        widget=forms.CheckboxSelectMultiple(),
    )
