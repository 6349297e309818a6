"""Documents and risk events as they are typed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.customers.forms.chosen import ChosenCustomer
from guanxi.customers.models import DocumentNeed
from guanxi.customers.queries import document_types, purpose_choices
from guanxi.customers.types import DocumentDraft, DocumentTypeDraft, RiskDraft
from guanxi.platform.access.queries import colleagues
from guanxi.platform.access.types import Actor
from guanxi.web.fields import Day, Segmented, VersionField, offer_rows

SCANS = ".png,.jpg,.jpeg,.gif,.webp,.pdf,.tif,.tiff"


class DocumentForm(forms.Form):
    # Any: chosen among the rows of a queryset
    document_type: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Type of document"), queryset=None, empty_label=None
    )
    change = forms.ChoiceField(
        label=_("What is it"),
        choices=(("renewal", _("a new paper")), ("correction", _("the entry was wrong"))),
        widget=Segmented(),
        required=False,
    )
    number = forms.CharField(label=_("Number"), max_length=80)
    issuer = forms.CharField(label=_("Issuer"), max_length=200, required=False)
    issued_on = forms.DateField(label=_("Issued on"), widget=Day())
    expires_on = forms.DateField(
        label=_("Last day"),
        widget=Day(),
        required=False,
        help_text=_("The last day as it stands on the document. Never a stand-in such as 9999-12-31."),
    )
    is_long_term = forms.BooleanField(label=_("Long-term: the document names no last day"), required=False)
    long_term_reason = forms.CharField(
        label=_("Why long-term"), max_length=300, required=False, help_text=_("In the words of the document.")
    )
    scan = forms.FileField(label=_("Scan"), required=False, widget=forms.FileInput(attrs={"accept": SCANS}))
    basis = forms.CharField(
        label=_("Basis of the entry"),
        max_length=300,
        required=False,
        help_text=_("From which paper it was typed: original seen, certified copy, mail of the customer."),
    )

    def __init__(self, *args: Any, actor: Actor, follows: bool, **kwargs: Any) -> None:  # Any: Django's own
        super().__init__(*args, **kwargs)
        offer_rows(self, "document_type", document_types(actor, active=True))
        if follows:
            del self.fields["document_type"]
        else:
            del self.fields["change"]

    def draft(self) -> DocumentDraft:
        """What stands on it. Call after is_valid()."""
        names = ("number", "issuer", "issued_on", "expires_on", "is_long_term", "long_term_reason", "basis")
        values = {name: self.cleaned_data[name] for name in names}
        return DocumentDraft(**values, change=self.cleaned_data.get("change") or "new")


class ConfirmForm(forms.Form):
    """Typed a second time, from the scan; nothing is filled in beforehand."""

    number = forms.CharField(
        label=_("Number on the scan"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    expires_on = forms.DateField(label=_("Last day on the scan"), widget=Day(), required=False)
    is_long_term = forms.BooleanField(label=_("The scan names no last day: long-term"), required=False)
    version = VersionField(required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class DocumentTypeForm(forms.Form):
    name_zh = forms.CharField(label=_("Chinese name"), max_length=80)
    name_en = forms.CharField(label=_("English name"), max_length=80)
    longest_months = forms.IntegerField(
        label=_("Longest term in months"), min_value=1, max_value=840, required=False
    )
    warn_days = forms.IntegerField(label=_("Days of warning"), min_value=0, max_value=730, initial=30)
    allows_long_term = forms.BooleanField(label=_("May be long-term"), required=False)
    when_expired = forms.ChoiceField(
        label=_("When none is valid"),
        choices=(("block", _("refuse business")), ("escalate", _("tell the superior")), ("warn", _("warn"))),
        widget=Segmented(),
        initial="block",
    )
    number_rule = forms.ChoiceField(
        label=_("Check of the number"),
        choices=(
            ("", _("any number")),
            ("uscc", _("unified social credit code")),
            ("identity_card", _("Chinese identity card")),
        ),
        required=False,
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    version = VersionField(required=False)

    def draft(self) -> DocumentTypeDraft:
        return DocumentTypeDraft(**{k: v for k, v in self.cleaned_data.items() if k != "version"})


class NeedForm(forms.Form):
    purpose = forms.ChoiceField(label=_("For"), choices=purpose_choices)
    customer_kind = forms.ChoiceField(
        label=_("Which customers"), choices=DocumentNeed.Kind.choices, required=False
    )
    # Any: chosen among the rows of a queryset
    document_type: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Type of document"), queryset=None, empty_label=None
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        offer_rows(self, "document_type", document_types(actor, active=True))


class RiskForm(forms.Form):
    title = forms.CharField(label=_("What happened"), max_length=200)
    happened_on = forms.DateField(label=_("Happened on"), widget=Day())
    due_on = forms.DateField(label=_("Deadline"), widget=Day())
    # Any: chosen among the rows of a queryset
    responsible: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("Responsible"), queryset=None, empty_label=None
    )
    cause = forms.CharField(label=_("Cause"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    rectification = forms.CharField(
        label=_("Rectification"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    training = forms.CharField(label=_("Training"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    version = VersionField(required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, **kwargs)
        offer_rows(self, "responsible", colleagues(actor)).initial = actor.user_id

    def draft(self) -> RiskDraft:
        left_out = {"responsible", "version", "customer"}
        return RiskDraft(**{k: v for k, v in self.cleaned_data.items() if k not in left_out})


class NewRiskForm(RiskForm):
    """By hand: nobody said yet whom it concerns."""

    customer = ChosenCustomer(_("Customer"), required=False)
    field_order = ("title", "customer")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:  # Any: Django's own signature
        super().__init__(*args, actor=actor, **kwargs)
        chosen = self.fields["customer"]
        assert isinstance(chosen, ChosenCustomer)
        chosen.chosen_by(actor, "customer")


class CloseRiskForm(forms.Form):
    recurrence_check = forms.CharField(
        label=_("Check of recurrence"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("How you looked for it again, over which time, and what you found."),
    )
    version = VersionField(required=False)
