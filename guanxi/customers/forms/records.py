"""An organisation or person as it is typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.customers.types import CustomerDraft
from guanxi.kit.identifiers import NotAnEmail, NotAUscc, checked_email, checked_uscc
from guanxi.platform.access.queries import colleagues
from guanxi.platform.access.types import Actor
from guanxi.web.fields import Day, Segmented, Tags


class CustomerForm(forms.Form):
    """What an organisation and a person have in common."""

    kind = "organisation"
    name = forms.CharField(label=_("Name"), max_length=200)
    short_name = forms.CharField(label=_("Short name"), max_length=80, required=False)
    code = forms.CharField(label=_("Customer number"), max_length=60, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    country = forms.CharField(label=_("Country"), max_length=60, required=False)
    province = forms.CharField(label=_("Province"), max_length=60, required=False)
    city = forms.CharField(label=_("City"), max_length=60, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    tags = forms.CharField(label=_("Tags"), required=False, widget=Tags())
    source = forms.CharField(label=_("Source"), max_length=60, required=False)
    remark = forms.CharField(label=_("Remark"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"]).strip()
        try:
            return checked_email(email) if email else ""
        except NotAnEmail:
            raise forms.ValidationError(_("This is not an e-mail address.")) from None

    def draft(self) -> CustomerDraft:
        """The typed facts. Call after is_valid()."""
        data = {k: v for k, v in self.cleaned_data.items() if k != "version"}
        tags = str(data.pop("tags", "") or "")
        data["tags"] = tuple(t.strip() for t in tags.replace("，", ",").split(",") if t.strip())
        data["code"] = data.get("code") or None
        return CustomerDraft(kind=self.kind, **data)


class OrganisationForm(CustomerForm):
    kind = "organisation"
    credit_code = forms.CharField(label=_("Unified social credit code"), max_length=18, required=False)
    website = forms.CharField(label=_("Website"), max_length=300, required=False)
    industry = forms.CharField(label=_("Industry"), max_length=100, required=False)
    employees = forms.IntegerField(
        label=_("Number of employees"), required=False, min_value=0, max_value=10_000_000
    )

    def clean_credit_code(self) -> str:
        code = str(self.cleaned_data["credit_code"]).strip()
        try:
            return checked_uscc(code) if code else ""
        except NotAUscc:
            raise forms.ValidationError(
                _("This code is mistyped: its check character does not fit.")
            ) from None


class PersonForm(CustomerForm):
    kind = "person"
    name = forms.CharField(label=_("Full name"), max_length=200)
    sex = forms.ChoiceField(
        label=_("Sex"),
        required=False,
        choices=(("", _("not stated")), ("female", _("female")), ("male", _("male"))),
        widget=Segmented(),
    )
    born_on = forms.DateField(label=_("Birthday"), required=False, widget=Day())
    is_customer = forms.BooleanField(label=_("Buys in its own name"), required=False, initial=True)


class OwnerForm(forms.Form):
    # Any: chosen among the rows of a queryset
    owner: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Owner"), queryset=None, empty_label=None
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = colleagues(actor)
