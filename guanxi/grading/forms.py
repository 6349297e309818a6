"""The eight judgements, each with its words from best to worst."""

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.web.fields import Segmented


def _choice(label: object, *choices: tuple[str, object]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=Segmented())  # type: ignore[arg-type]  # lazy texts


class GradeForm(forms.Form):
    difference = _choice(
        _("Our difference from others, in the customer's eyes"),
        ("very", _("very different")),
        ("some", _("somewhat different")),
        ("hardly", _("hardly different")),
    )
    value = _choice(
        _("What the customer buys"),
        ("value", _("value")),
        ("both", _("price and value")),
        ("price", _("price only")),
    )
    preference = _choice(
        _("Whom the customer prefers"),
        ("us", _("us")),
        ("neutral", _("nobody")),
        ("others", _("another supplier")),
    )
    access = _choice(
        _("Our way to the key people"),
        ("easy", _("very easy")),
        ("limited", _("limited")),
        ("none", _("none")),
    )
    rules = _choice(
        _("The customer's buying rules"),
        ("few", _("few restrictions")),
        ("flexible", _("flexible")),
        ("rigid", _("rigid")),
    )
    volume = _choice(
        _("Possible volume"), ("large", _("large")), ("medium", _("medium")), ("small", _("very small"))
    )
    margin = _choice(
        _("Possible margin"), ("high", _("high")), ("medium", _("medium")), ("low", _("very low"))
    )
    relationship = _choice(
        _("The relationship now"),
        ("firm", _("very firm")),
        ("good", _("good")),
        ("developing", _("developing")),
        ("limited", _("limited")),
        ("defensive", _("on the defensive")),
        ("retreating", _("retreating")),
        ("interest", _("interest only, no dealings yet")),
    )
    evidence = forms.CharField(
        label=_("Evidence"),
        help_text=_("Which talk, order or fact shows it?"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def words(self) -> dict[str, str]:
        return {k: str(v) for k, v in self.cleaned_data.items() if k != "evidence"}
