"""The class a customer is filed under, its step, what it buys elsewhere, and what a partner owes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.customers.queries import choices, competitors, ladder
from guanxi.customers.types import Lost, OwedReportDraft, RivalPurchaseDraft
from guanxi.platform.access.types import Actor
from guanxi.web.fields import Day, Segmented, VersionField, offer_rows

_DUE_DAYS = 10


class _CompetitorForm(forms.Form):
    """A form in which a competitor is chosen: companies know dozens, not thousands."""

    # Any: chosen among the rows of a queryset
    competitor: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Competitor"), queryset=None, required=False, empty_label=_("not stated")
    )

    def __init__(self, actor: Actor, *args: Any, **more: Any) -> None:  # Any: Django's own arguments
        super().__init__(*args, **more)
        offer_rows(self, "competitor", competitors(actor))

    def competitor_key(self) -> int | None:
        """Call after is_valid()."""
        chosen = self.cleaned_data["competitor"]
        return None if chosen is None else int(chosen.pk)


class ClassForm(_CompetitorForm):
    field_order = ("archive_class", "lost_on", "lost_reason", "competitor")
    archive_class = forms.ChoiceField(
        label=_("Archive class"), choices=lambda: choices()["archive_class"], widget=Segmented()
    )
    lost_on = forms.DateField(
        label=_("Lost on"),
        required=False,
        widget=Day(),
        help_text=_("For a lost customer only. It stays in the file and an audience for letters."),
    )
    lost_reason = forms.CharField(label=_("Why it was lost"), max_length=300, required=False)

    def clean(self) -> dict[str, object]:
        data: dict[str, object] = super().clean() or self.cleaned_data
        if data.get("archive_class") == "lost" and not data.get("lost_reason"):
            self.add_error("lost_reason", _("Say why it was lost, as far as is known."))
        return data

    def lost(self, actor: Actor) -> Lost | None:
        """When and why, of a lost customer only. Call after is_valid()."""
        data = self.cleaned_data
        if data["archive_class"] != "lost":
            return None
        return Lost(data["lost_on"] or actor.today(), data["lost_reason"])


class StepForm(forms.Form):
    # Any: chosen among the rows of a queryset
    step: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Step on the ladder"), queryset=None, required=False, empty_label=_("off the ladder")
    )
    on = forms.DateField(label=_("Since"), required=False, widget=Day())

    def __init__(self, actor: Actor, *args: Any, **more: Any) -> None:  # Any: Django's own arguments
        super().__init__(*args, **more)
        offer_rows(self, "step", ladder(actor, used=True))


class RivalPurchaseForm(_CompetitorForm):
    field_order = ("competitor", "product", "reason", "since_on", "until_on")
    product = forms.CharField(label=_("Product"), max_length=200, required=False)
    reason = forms.CharField(
        label=_("Why there"),
        max_length=300,
        help_text=_("Price, quality, delivery, habit, a person: in the customer's own words."),
    )
    since_on = forms.DateField(label=_("Since"), required=False, widget=Day())
    until_on = forms.DateField(label=_("Until"), required=False, widget=Day())
    version = VersionField(required=False)

    def draft(self) -> RivalPurchaseDraft:
        """Call after is_valid()."""
        data = self.cleaned_data
        return RivalPurchaseDraft(**{k: v for k, v in data.items() if k not in ("competitor", "version")})


class OwedReportForm(forms.Form):
    name = forms.CharField(label=_("Report"), max_length=100)
    every = forms.ChoiceField(
        label=_("Due how often"), choices=lambda: choices()["every"], widget=Segmented()
    )
    due_day = forms.IntegerField(
        label=_("Days after the period's end"), min_value=1, max_value=90, initial=_DUE_DAYS
    )
    since_on = forms.DateField(label=_("Since"), widget=Day())
    until_on = forms.DateField(label=_("Until"), required=False, widget=Day())
    version = VersionField(required=False)

    def draft(self) -> OwedReportDraft:
        """Call after is_valid()."""
        return OwedReportDraft(**{k: v for k, v in self.cleaned_data.items() if k != "version"})


class ReceivedForm(forms.Form):
    period_on = forms.DateField()
    on = forms.DateField(required=False)
    remark = forms.CharField(max_length=300, required=False)
