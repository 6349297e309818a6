"""An organisation or person as it is typed."""

from dataclasses import fields, replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from guanxi.customers.forms.origins import OriginFields
from guanxi.customers.forms.profiles import OrganisationFacts, PersonFacts, ProfileFields, choice_of
from guanxi.customers.queries import choices
from guanxi.customers.types import CustomerDraft
from guanxi.kit.identifiers import NotAnEmail, NotAUscc, checked_email, checked_uscc
from guanxi.kit.industries import GBT, ISIC, industry_of
from guanxi.platform.access.queries import colleagues
from guanxi.platform.access.types import Actor
from guanxi.web.fields import Day, Segmented, Suggesting, Tags, VersionField, offer_rows


def _place(label: str | StrPromise, address: str, *sent: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=60, required=False, widget=Suggesting(f"customers:choices_{address}", *sent)
    )


class CustomerForm(OriginFields, ProfileFields):
    """What an organisation and a person have in common."""

    kind = "organisation"
    sections: tuple[tuple[object, tuple[str, ...]], ...] = ()
    name = forms.CharField(label=_("Name"), max_length=200)
    short_name = forms.CharField(label=_("Short name"), max_length=80, required=False)
    code = forms.CharField(label=_("Customer number"), max_length=60, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    country = _place(_("Country"), "country", "country")
    province = _place(_("Province"), "province", "province")
    city = _place(_("City"), "city", "province", "city")
    district = _place(_("District"), "district", "city")
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    tags = forms.CharField(label=_("Tags"), required=False, widget=Tags())
    source = forms.CharField(label=_("Source"), max_length=60, required=False)
    remark = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    sector = choice_of("sector", _("Sector"))
    party = forms.ChoiceField(
        label=_("Party group"), required=False, choices=lambda: choices()["party"], initial="outer"
    )
    trade_role = choice_of("trade_role", _("Trade role"))
    version = VersionField(required=False)  # a new record has none

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip()
        try:
            return checked_email(email) if email else ""
        except NotAnEmail:
            raise forms.ValidationError(_("This is not an e-mail address.")) from None

    def draft(self, standing: CustomerDraft | None = None) -> CustomerDraft:
        """The typed facts; what the form does not ask stays as in `standing`. Call after is_valid()."""
        known = {field.name for field in fields(CustomerDraft)}
        data = {k: v for k, v in self.cleaned_data.items() if k in known}
        if "tags" in data:
            tags = str(data["tags"] or "").replace("，", ",").split(",")
            data["tags"] = tuple(tag.strip() for tag in tags if tag.strip())
        for name, absent in (("party", "outer"), ("code", None)):
            if name in data:
                data[name] = data[name] or absent
        return replace(standing or CustomerDraft(name=""), **{**data, "kind": self.kind})


class OrganisationForm(OrganisationFacts, CustomerForm):
    kind = "organisation"
    sections = (
        (
            _("Basics"),
            ("name", "short_name", "code", "phone", "email", "credit_code", "website", "industry", "tags"),
        ),
        (_("Place"), ("country", "province", "city", "district", "address")),
        (
            _("Class and trade"),
            ("sector", "party", "trade_role", "site", "industry_code", "isic_code", "employees", "source"),
        ),
        (_("Further facts"), OrganisationFacts.shown),
        (_("Remark"), ("remark",)),
    )
    industry_code = forms.CharField(
        label=_("GB/T 4754 code"),
        max_length=100,
        required=False,
        help_text=_("Code or name, such as C345 or 轴承、齿轮和传动部件制造."),
        widget=Suggesting("customers:choices_industry", "industry_code"),
    )
    isic_code = forms.CharField(
        label=_("ISIC code"),
        max_length=200,
        required=False,
        help_text=_("Follows from GB/T 4754 where that is given."),
        widget=Suggesting("customers:choices_isic", "isic_code"),
    )
    site = choice_of("site", _("Head office or branch"))
    credit_code = forms.CharField(label=_("Unified social credit code"), max_length=18, required=False)
    website = forms.CharField(label=_("Website"), max_length=300, required=False)
    industry = forms.CharField(label=_("Industry"), max_length=100, required=False)
    employees = forms.IntegerField(
        label=_("Number of employees"), required=False, min_value=0, max_value=10_000_000
    )

    def clean_industry_code(self) -> str:
        return self._class_of("industry_code", GBT)

    def clean_isic_code(self) -> str:
        return self._class_of("isic_code", ISIC)

    def _class_of(self, name: str, standard: str) -> str:
        text = str(self.cleaned_data[name]).strip()
        found = industry_of(text, standard)
        if text and found is None:
            raise forms.ValidationError(_("The classification knows no such code or name."))
        return found.code if found else ""

    def clean_credit_code(self) -> str:
        code = str(self.cleaned_data["credit_code"]).strip()
        try:
            return checked_uscc(code) if code else ""
        except NotAUscc:
            raise forms.ValidationError(
                _("This code is mistyped: its check character does not fit.")
            ) from None


class PersonForm(PersonFacts, CustomerForm):
    kind = "person"
    sections = (
        (
            _("Basics"),
            ("name", "short_name", "code", "phone", "email", "sex", "born_on", "is_customer", "tags"),
        ),
        (_("Place"), ("country", "province", "city", "district", "address")),
        (_("Class and trade"), ("sector", "party", "trade_role", "source")),
        (_("Further facts"), PersonFacts.shown),
        (_("Remark"), ("remark",)),
    )
    name = forms.CharField(label=_("Full name"), max_length=200)
    sex = forms.ChoiceField(
        label=_("Sex"),
        required=False,
        choices=(("", _("not stated")), ("female", _("female")), ("male", _("male"))),
        widget=Segmented(),
    )
    born_on = forms.DateField(label=_("Birthday"), required=False, widget=Day())
    is_customer = forms.BooleanField(label=_("Buys in its own name"), required=False, initial=True)


class EvenSo(forms.Form):
    """Why a new record is to be saved although it is on file; asked only once that is known."""

    even_so = forms.CharField(
        label=_("Why save it all the same?"),
        max_length=300,
        required=False,
        help_text=_("Kept in the journal and told to the owner of the record on file and their manager."),
    )


class NewOrganisationForm(EvenSo, OrganisationForm):
    """An organisation that is not on file yet."""


class NewPersonForm(EvenSo, PersonForm):
    """A person who is not on file yet."""


class OwnerForm(forms.Form):
    # Any: chosen among the rows of a queryset
    owner: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Owner"), queryset=None, empty_label=None
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        offer_rows(self, "owner", colleagues(actor))
