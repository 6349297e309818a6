"""The rarer facts of a customer as they are typed."""

from dataclasses import fields, replace
from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from guanxi.customers.queries import choices
from guanxi.customers.rules.profiles import EMPTY
from guanxi.customers.types import ProfileDraft
from guanxi.web.fields import Money, Tags

Text = str | StrPromise
WORDS = ("hobbies", "media", "value_added")
TYPED_AS = {"media": "favourite_media"}  # `media` is Django's own word in a form


def words_in(text: str) -> tuple[str, ...]:
    """Words between commas, as a field of tags sends them."""
    words = (word.strip() for word in text.replace("，", ",").split(","))
    return tuple(word for word in words if word)


def choice_of(name: str, label: Text) -> forms.ChoiceField:
    """The choices of a record's field, and to leave it open."""
    return forms.ChoiceField(
        label=label, required=False, choices=lambda: [("", _("not stated")), *choices()[name]]
    )


def _text(label: Text, limit: int, rows: int = 0) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=limit, required=False, widget=widget)


def _words(label: Text) -> forms.CharField:
    return forms.CharField(label=label, max_length=1_000, required=False, widget=Tags())


class ProfileFields(forms.Form):
    """What organisations and persons have in common."""

    shown: ClassVar[tuple[str, ...]] = ()
    preferences = _text(_("Product preferences"), 500)
    other_preferences = _text(_("Other preferences"), 500)
    novelty = choice_of("novelty", _("Inclination to new products"))
    delivery_method = _text(_("Delivery method"), 100)
    delivery_requirements = _text(_("Delivery requirements"), 500)
    credit_limit = forms.DecimalField(
        label=_("Credit limit"), required=False, min_value=0, max_digits=19, decimal_places=4, widget=Money()
    )
    value_added = _words(_("Value-added services chosen"))

    def profile(self, standing: ProfileDraft = EMPTY) -> ProfileDraft:
        """The typed facts; what the form does not ask stays as in `standing`. Call after is_valid()."""
        known = {field.name for field in fields(ProfileDraft)}
        data = {k: v for k, v in self.cleaned_data.items() if k in known}
        if "favourite_media" in self.cleaned_data:
            data["media"] = self.cleaned_data["favourite_media"]
        data |= {name: words_in(str(data[name] or "")) for name in WORDS if name in data}
        return replace(standing, **data)


class OrganisationFacts(ProfileFields):
    shown = (
        "annual_sales", "annual_sales_year", "credit_limit", "profit_source", "hardware", "software",
        "specifications", "delivery_method", "delivery_requirements", "preferences", "other_preferences",
        "novelty", "value_added", "evaluation",
    )  # fmt: skip
    specifications = _text(_("Specification requirements"), 500)
    profit_source = _text(_("Source of profit"), 300)
    annual_sales = forms.DecimalField(
        label=_("Annual sales"), required=False, min_value=0, max_digits=19, decimal_places=4, widget=Money()
    )
    annual_sales_year = forms.IntegerField(
        label=_("Year of the annual sales"), required=False, min_value=1900, max_value=2100
    )
    hardware = _text(_("Installed hardware"), 500)
    software = _text(_("Installed software"), 500)
    evaluation = _text(_("Evaluation"), 20_000, rows=3)


class PersonFacts(ProfileFields):
    shown = (
        "income", "household_size", "occupation", "lifestyle", "hobbies", "favourite_media", "preferences",
        "other_preferences", "novelty", "delivery_method", "delivery_requirements", "credit_limit",
        "card_token", "card_last_four", "card_scheme", "value_added",
    )  # fmt: skip
    income = choice_of("income", _("Income"))
    household_size = forms.IntegerField(
        label=_("Persons in the household"), required=False, min_value=1, max_value=99
    )
    occupation = _text(_("Occupation"), 100)
    lifestyle = _text(_("Lifestyle"), 200)
    hobbies = _words(_("Hobbies"))
    favourite_media = _words(_("Favourite media"))
    card_token = forms.CharField(
        label=_("Card token"),
        max_length=100,
        required=False,
        help_text=_("From the payment provider; never the number on the card."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    card_last_four = forms.CharField(
        label=_("Last four digits of the card"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    card_scheme = choice_of("card_scheme", _("Card scheme"))
