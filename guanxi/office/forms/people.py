"""Shapes of input about people, teams, the company and the demo."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.platform.access.queries import colleagues, roles, teams
from guanxi.platform.access.types import Actor
from guanxi.web.fields import VersionField, offer_rows

# The zones most companies choose first; any other IANA name may be typed.
ZONES = (
    "Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Tokyo", "Asia/Seoul",
    "Asia/Kolkata",
    "Asia/Dubai", "Australia/Sydney", "Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Moscow",
    "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Sao_Paulo",
    "UTC",
)  # fmt: skip
ORDINARY_ROLE = "salesperson"  # offered first: nobody is made an administrator by not looking
CURRENCIES = ("CNY", "USD", "EUR", "GBP", "JPY", "HKD", "TWD", "SGD", "KRW", "AUD", "CAD", "CHF", "INR")


class CompanyForm(forms.Form):
    name = forms.CharField(label=_("Company name"), max_length=200)
    zone = forms.ChoiceField(
        label=_("Time zone"), help_text=_("Decides when the company's day begins: what is due “today”.")
    )
    currency = forms.ChoiceField(
        label=_("Home currency"), help_text=_("Amounts in other currencies are also kept in this one.")
    )
    version = VersionField()

    def __init__(self, *args: Any, **named: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **named)
        for key, offered in (("zone", ZONES), ("currency", CURRENCIES)):
            field = self.fields[key]
            assert isinstance(field, forms.ChoiceField)
            now = str(self.initial.get(key) or offered[0])
            field.choices = [(o, o) for o in (offered if now in offered else (now, *offered))]


class PersonForm(forms.Form):
    """Where a colleague stands: team and manager."""

    name = forms.CharField(label=_("Full name"), max_length=100)
    team: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Team"), queryset=None, required=False, empty_label=_("no team")
    )
    manager: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Manager"),
        queryset=None,
        required=False,
        empty_label=_("no manager"),
        help_text=_("Sees what his people see, where his role says “own and subordinates'”."),
    )

    def __init__(self, *args: Any, actor: Actor, **named: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **named)
        offer_rows(self, "team", teams(actor))
        offer_rows(self, "manager", colleagues(actor))


class InvitationForm(PersonForm):
    email = forms.EmailField(label=_("E-mail"), help_text=_("With it your colleague signs in."))
    role: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Role"), queryset=None, empty_label=None
    )
    field_order = ("name", "email", "role", "team", "manager")

    def __init__(self, *args: Any, actor: Actor, **named: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, actor=actor, **named)
        offer_rows(self, "role", roles(actor))
        self.initial.setdefault("role", roles(actor).filter(code=ORDINARY_ROLE).first())


class AccountForm(PersonForm):
    roles: "forms.ModelMultipleChoiceField[Any]" = forms.ModelMultipleChoiceField(
        label=_("Roles"), queryset=None, required=False, widget=forms.CheckboxSelectMultiple
    )
    is_active = forms.BooleanField(
        label=_("May sign in"),
        required=False,
        help_text=_("Who left keeps the name in the history, but the account is closed."),
    )
    version = VersionField()
    field_order = ("name", "team", "manager", "roles", "is_active")

    def __init__(self, *args: Any, actor: Actor, **named: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, actor=actor, **named)
        offer_rows(self, "roles", roles(actor))


class TeamForm(forms.Form):
    name = forms.CharField(label=_("Team"), max_length=100)
    parent: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Belongs to"), queryset=None, required=False, empty_label=_("no team above")
    )
    version = VersionField(required=False)  # a new team has none

    def __init__(
        self, *args: Any, actor: Actor, but: int | None = None, **named: Any
    ) -> None:  # Any: as Django's
        super().__init__(*args, **named)
        offer_rows(self, "parent", teams(actor).exclude(pk=but))


class OwnNameForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"), max_length=100, widget=forms.TextInput({"autocomplete": "name"})
    )


class JoinForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"), max_length=100, widget=forms.TextInput({"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        help_text=_("At least ten characters. Several words are easier to keep than one short riddle."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
