"""The forms of signing in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.web.lists.state import LONGEST_STATE, ListState, UnreadableState


class SignInForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput({"autocomplete": "username", "inputmode": "email"})
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"})
    )


class PasswordForm(forms.Form):
    current = forms.CharField(
        label=_("Current password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_("At least ten characters. Several words are easier to keep than one short riddle."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )


class ViewForm(forms.Form):
    """A view to be kept; the state comes from the list's own page and is checked all the same."""

    list = forms.CharField(max_length=80)
    title = forms.CharField(max_length=80)
    state = forms.CharField(max_length=LONGEST_STATE, required=False, strip=False)

    def clean_state(self) -> dict[str, object]:
        try:
            return ListState.from_json(self.cleaned_data["state"] or "{}").choices()
        except UnreadableState as problem:
            raise forms.ValidationError(_("This view cannot be read.")) from problem
