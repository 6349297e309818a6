"""How customers belong together, as it is typed: departments, groups, links, households, moves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.customers.forms.chosen import ChoosingForm, ChosenCustomer
from guanxi.customers.queries import choices
from guanxi.customers.types import DepartmentDraft, LinkDraft
from guanxi.platform.access.types import Actor
from guanxi.web.fields import Day, Segmented, VersionField

# What a link says from its first customer to the other, and from the other back.
LINK_WORDS = {
    "dealer": (_("sells to"), _("buys from")),
    "supplier": (_("supplies goods to"), _("is supplied by")),
    "shareholder": (_("holds shares in"), _("has as shareholder")),
    "guarantor": (_("guarantees for"), _("is guaranteed by")),
    "referrer": (_("referred"), _("was referred by")),
    "adviser": (_("advises"), _("is advised by")),
    "relative": (_("related to"), _("related to")),
    "friend": (_("friend of"), _("friend of")),
    "partner": (_("works together with"), _("works together with")),
}
_EVEN = frozenset({"relative", "friend", "partner"})
BACK = "back:"


class DepartmentForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=lambda: choices()["department"], widget=Segmented())
    name = forms.CharField(label=_("Name"), max_length=100)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)
    version = VersionField(required=False)

    def draft(self) -> DepartmentDraft:
        """Call after is_valid()."""
        return DepartmentDraft(**{k: v for k, v in self.cleaned_data.items() if k != "version"})


class ParentForm(ChoosingForm):
    parent = ChosenCustomer(
        _("Part of"), "organisation", required=False, help_text=_("Empty: it belongs to nobody.")
    )
    version = VersionField(required=False)


class BranchForm(ChoosingForm):
    branch = ChosenCustomer(
        _("Organisation that belongs to it"),
        "organisation",
        help_text=_("One that is in the file; create it first where it is not."),
    )


class LinkForm(ChoosingForm):
    field_order = ("kind", "other", "role", "since_on", "until_on", "remark")
    kind = forms.ChoiceField(label=_("This customer ..."))
    other = ChosenCustomer(_("Whom"))
    role = forms.CharField(label=_("Role"), max_length=100, required=False)
    since_on = forms.DateField(label=_("Since"), required=False, widget=Day())
    until_on = forms.DateField(label=_("Until"), required=False, widget=Day())
    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)

    def __init__(self, actor: Actor, *args: Any, **more: Any) -> None:  # Any: Django's own arguments
        super().__init__(actor, *args, **more)
        offered: list[tuple[str, object]] = []
        for kind, (there, back) in LINK_WORDS.items():
            offered.append((kind, there))
            if kind not in _EVEN:
                offered.append((f"{BACK}{kind}", back))
        self.fields["kind"].choices = offered  # type: ignore[attr-defined]  # a choice field

    def ends(self, key: int) -> dict[str, Any]:  # Any: a verb's arguments
        """Who says it of whom, from the customer `key`. Call after is_valid()."""
        one, other = key, int(self.cleaned_data["other"])
        if str(self.cleaned_data["kind"]).startswith(BACK):
            one, other = other, one
        return {"customer": one, "other": other}

    def draft(self) -> LinkDraft:
        """Call after is_valid()."""
        data = {k: v for k, v in self.cleaned_data.items() if k != "other"}
        return LinkDraft(**{**data, "kind": str(data["kind"]).removeprefix(BACK)})


class LinkEditForm(forms.Form):
    """A link as it is read from its first customer; whom it ties together stays."""

    kind = forms.ChoiceField(
        label=_("This customer ..."),
        choices=[(kind, there) for kind, (there, _back) in LINK_WORDS.items()],
    )
    role = forms.CharField(label=_("Role"), max_length=100, required=False)
    since_on = forms.DateField(label=_("Since"), required=False, widget=Day())
    until_on = forms.DateField(label=_("Until"), required=False, widget=Day())
    remark = forms.CharField(label=_("Remark"), max_length=300, required=False)
    version = VersionField(required=False)

    def draft(self) -> LinkDraft:
        """Call after is_valid()."""
        return LinkDraft(**{k: v for k, v in self.cleaned_data.items() if k != "version"})


class EndForm(forms.Form):
    on = forms.DateField(label=_("Until"), widget=Day())


class HouseholdForm(forms.Form):
    name = forms.CharField(label=_("Name of the household"), max_length=100)
    role = forms.ChoiceField(
        label=_("Place of this person"), choices=lambda: choices()["household"], initial="head"
    )
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    remark = forms.CharField(label=_("Remark"), max_length=500, required=False)


class HouseholdEditForm(forms.Form):
    name = forms.CharField(label=_("Name of the household"), max_length=100)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    remark = forms.CharField(label=_("Remark"), max_length=500, required=False)
    version = VersionField(required=False)


class MemberForm(ChoosingForm):
    person = ChosenCustomer(_("Person"), "person")
    role = forms.ChoiceField(label=_("Place in the household"), choices=lambda: choices()["household"])
    since_on = forms.DateField(label=_("Since"), required=False, widget=Day())


class MoveForm(ChoosingForm):
    """A contact leaves its organisation, perhaps for another one in the file."""

    on = forms.DateField(label=_("Left on"), widget=Day())
    joins = ChosenCustomer(
        _("New employer"),
        "organisation",
        required=False,
        help_text=_(
            "Empty: unknown, or not in the file. The same one: another post there. What was stays as history."
        ),
    )
    title = forms.CharField(label=_("Job title there"), max_length=100, required=False)
    department = forms.CharField(label=_("Department there"), max_length=100, required=False)
