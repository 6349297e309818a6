"""A business card, typed with one hand or read from a vCard file."""

from dataclasses import asdict
from itertools import islice

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.customers.forms.records import CustomerForm, EvenSo
from guanxi.customers.rules.entry import EntryDraft, entry_of
from guanxi.kit.vcard import BrokenCard, facts_of, lines_in, read_cards, written
from guanxi.web.fields import Suggesting

LARGEST = 1 << 20  # bytes, a picture included


class CardFileForm(forms.Form):
    """One card of a phone's address book."""

    file = forms.FileField(
        label=_("vCard file"), widget=forms.FileInput(attrs={"accept": ".vcf,.vcard,text/vcard,text/x-vcard"})
    )

    def clean_file(self) -> EntryDraft:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(
                _("This file is larger than one card. Import it as a list of customers.")
            )
        lines = lines_in(file.read().decode("utf-8-sig", "surrogateescape"))
        try:
            cards = [card for _line, card in islice(read_cards(lines), 2)]  # a second one is one too many
        except BrokenCard:
            cards = []
        if not cards:
            raise forms.ValidationError(_("This is no vCard file."))
        if len(cards) > 1:
            raise forms.ValidationError(_("This file holds several cards. Import it as a list of customers."))
        text = written(cards[0]).encode("utf-8", "replace").decode().replace("\0", "")
        return entry_of(facts_of(cards[0]), text)


class EntryForm(EvenSo):
    name = forms.CharField(
        label=_("Full name"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    company = forms.CharField(label=_("Company"), max_length=200, required=False)
    title = forms.CharField(label=_("Job title"), max_length=100, required=False)
    department = forms.CharField(label=_("Department"), max_length=100, required=False)
    phone = forms.CharField(
        label=_("Phone"), max_length=40, required=False, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    email = forms.CharField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "email"}),
    )
    website = forms.CharField(
        label=_("Website"), max_length=300, required=False, widget=forms.TextInput(attrs={"inputmode": "url"})
    )
    province = forms.CharField(
        label=_("Province"), max_length=60, required=False, widget=Suggesting("customers:choices_province")
    )
    city = forms.CharField(
        label=_("City"), max_length=60, required=False, widget=Suggesting("customers:choices_city")
    )
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    remark = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    card = forms.CharField(required=False, strip=False, widget=forms.HiddenInput())

    clean_email = CustomerForm.clean_email

    def draft(self) -> EntryDraft:
        """What was typed. Call after is_valid()."""
        known = asdict(EntryDraft())
        return EntryDraft(**{name: str(self.cleaned_data.get(name) or "") for name in known})
