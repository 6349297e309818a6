"""Shape of a campaign: objective, list, letter, two test cells and a control."""

from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.decisions.queries import offers_in_force
from guanxi.marketing.models import LONGEST_WINDOW, Program
from guanxi.marketing.queries import customer_lists
from guanxi.marketing.types import CampaignDraft, CellPlan, ProgramDraft
from guanxi.platform.access.types import Actor
from guanxi.web.fields import Segmented, VersionField

LETTER = _(
    "{salutation}\n\nthank you for your trust in us.\n\n{offer}\n\n"
    "Please name the code {code} when you order."
)
MOST_CHOICES = 500
LARGEST_SEED = 2**63 - 1


class CampaignForm(forms.Form):
    name = forms.CharField(label=_("Name of the campaign"), max_length=120)
    objective = forms.CharField(
        label=_("What is to be reached"), required=False, widget=forms.Textarea({"rows": 2})
    )
    customer_list = forms.TypedChoiceField(label=_("Customer list"), coerce=int)
    response_days = forms.IntegerField(
        label=_("Measured for so many days"), min_value=1, max_value=LONGEST_WINDOW, initial=30
    )
    offer_a = forms.TypedChoiceField(label=_("Offer of cell A"), coerce=int)
    share_a = forms.IntegerField(label=_("Share of A, %"), min_value=1, max_value=99, initial=40)
    offer_b = forms.TypedChoiceField(
        label=_("Offer of cell B"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("Empty: one test cell only, which takes B’s share too."),
    )
    share_b = forms.IntegerField(label=_("Share of B, %"), min_value=0, max_value=98, initial=40)
    share_control = forms.IntegerField(
        label=_("Share of the control, %"),
        min_value=1,
        max_value=98,
        initial=20,
        help_text=_("They get nothing. Without them no effect can be told from chance."),
    )
    channel = forms.ChoiceField(
        label=_("Channel"), choices=Program.Channel.choices, initial="letter", widget=Segmented()
    )
    language = forms.ChoiceField(
        label=_("Language of the letter"), choices=Program.Language.choices, widget=Segmented()
    )
    is_reachable_only = forms.BooleanField(
        label=_("Leave out whoever has no address for this channel"), required=False
    )
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    letter = forms.CharField(
        label=_("Letter"),
        initial=LETTER,
        widget=forms.Textarea({"rows": 9}),
        help_text=_("Merge fields: {name} {salutation} {offer} {code}"),
    )
    seed = forms.IntegerField(
        label=_("Seed of the drawing"),
        min_value=0,
        max_value=LARGEST_SEED,
        help_text=_("The same seed and the same customers always give the same cells."),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:  # Any: Django's own arguments
        super().__init__(*args, **kwargs)
        lists = [(one.pk, one.name) for one in customer_lists(actor)[:MOST_CHOICES]]
        offers = [(one.pk, one.name) for one in offers_in_force(actor)[:MOST_CHOICES]]
        for name, choices in (("customer_list", lists), ("offer_a", offers), ("offer_b", offers)):
            field = self.fields[name]
            assert isinstance(field, forms.TypedChoiceField)
            field.choices = [("", "–"), *choices]
        self.fields["language"].initial = "zh" if actor.language.startswith("zh") else "en"

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if self.errors:
            return given
        if given["offer_b"] is None:
            if given["share_a"] + given["share_b"] + given["share_control"] == 100:  # noqa: PLR2004 - per cent
                given["share_a"] += given["share_b"]
            given["share_b"] = 0
        elif given["share_b"] == 0:
            self.add_error("share_b", _("Cell B needs a share above zero."))
        if given["share_a"] + given["share_b"] + given["share_control"] != 100:  # noqa: PLR2004 - per cent
            self.add_error("share_control", _("The shares must add up to 100 %."))
        return given

    def campaign(self) -> CampaignDraft:
        given = self.cleaned_data
        return CampaignDraft(given["name"], given["objective"], response_days=given["response_days"])

    def program(self) -> ProgramDraft:
        given = self.cleaned_data
        names = ("channel", "language", "subject", "letter", "is_reachable_only")
        return ProgramDraft(name=given["name"], **{name: given[name] for name in names})

    def cells(self) -> list[CellPlan]:
        given = self.cleaned_data
        plans = [CellPlan("A", Fraction(given["share_a"], 100), given["offer_a"])]
        if given["offer_b"] is not None:
            plans.append(CellPlan("B", Fraction(given["share_b"], 100), given["offer_b"]))
        plans.append(CellPlan(str(_("Control")), Fraction(given["share_control"], 100)))
        return plans


class LetterForm(forms.Form):
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    letter = forms.CharField(
        label=_("Letter"),
        widget=forms.Textarea({"rows": 12}),
        help_text=_("Merge fields: {name} {salutation} {offer} {code}"),
    )
    version = VersionField(required=False)
