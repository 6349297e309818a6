"""Shape of a list."""

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.web.fields import VersionField


class ListForm(forms.Form):
    """The condition is JSON text, written by the builder; the verb reads it."""

    name = forms.CharField(label=_("Name of the list"), max_length=120)
    condition = forms.CharField(required=False, max_length=200_000, widget=forms.HiddenInput())
    version = VersionField(required=False)
