"""Where what is typed is known from, as it is typed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.customers.queries import source_choices


class OriginFields(forms.Form):
    """Asked once for all that a form changes; the file keeps it for each value."""

    answers_from = forms.TypedChoiceField(
        label=_("Where do you know it from?"),
        coerce=int,
        choices=source_choices,
        required=False,
        empty_value=None,
        help_text=_("Kept beside each value that you change here."),
    )
    incentive = forms.CharField(
        label=_("Incentive offered"),
        max_length=200,
        required=False,
        help_text=_("What a person gets for telling."),
    )

    def origin(self) -> tuple[int | None, str]:
        """Key of the source, and the incentive. Call after is_valid()."""
        return self.cleaned_data.get("answers_from"), str(self.cleaned_data.get("incentive", ""))
