"""Which form to print, in which layout."""

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.customers.queries import FORMS, LAYOUTS
from guanxi.web.fields import Segmented


class PaperForm(forms.Form):
    form = forms.ChoiceField(label=_("Form"), choices=tuple(FORMS.items()))
    layout = forms.ChoiceField(label=_("Layout"), choices=tuple(LAYOUTS.items()), widget=Segmented())
