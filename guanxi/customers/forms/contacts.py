"""Contacts and talks as they are typed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.customers.forms.origins import OriginFields
from guanxi.customers.forms.records import CustomerForm
from guanxi.customers.forms.sources import AnswersForm
from guanxi.customers.models import Contact
from guanxi.customers.types import ContactDraft, CustomerDraft, NextStep, TouchDraft
from guanxi.platform.access.types import Actor
from guanxi.web.fields import Day, Moment, Segmented, VersionField, offer_rows

TALKS = (
    ("call", _("Call")),
    ("visit", _("Visit")),
    ("mail", _("E-mail")),
    ("chat", _("Chat")),
    ("letter", _("Letter")),
    ("sms", _("Text message")),
)


class ContactFields(OriginFields):
    """What a person is at an organisation, and what pleases it."""

    field_order: Sequence[str] = (
        "name", "sex", "title", "department", "phone", "email", "is_main", "since_on", "until_on", "roles",
        "taste", "gifts", "answers_from", "incentive",
    )  # fmt: skip
    title = forms.CharField(label=_("Job title"), max_length=100, required=False)
    department = forms.CharField(label=_("Department"), max_length=100, required=False)
    is_main = forms.BooleanField(label=_("Main contact"), required=False)
    since_on = forms.DateField(label=_("Since"), required=False, widget=Day())
    roles = forms.MultipleChoiceField(
        label=_("Part in decisions"),
        choices=Contact.DecisionRole.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )
    taste = forms.CharField(label=_("Taste"), max_length=300, required=False)
    gifts = forms.CharField(label=_("Gifts"), max_length=300, required=False)

    def draft(self) -> ContactDraft:
        """The place at the organisation. Call after is_valid()."""
        names = ("title", "department", "is_main", "since_on", "taste", "gifts")
        data = self.cleaned_data
        return ContactDraft(roles=tuple(data["roles"]), **{name: data[name] for name in names})


class KnownContactForm(ContactFields):
    """Somebody who is on file becomes a contact."""


class ContactForm(KnownContactForm):
    """A new contact: the person and its place at the organisation in one go."""

    name = forms.CharField(label=_("Full name"), max_length=200)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    sex = forms.ChoiceField(
        label=_("Sex"),
        required=False,
        choices=(("", _("not stated")), ("female", _("female")), ("male", _("male"))),
        widget=Segmented(),
    )
    clean_email = CustomerForm.clean_email

    def person(self) -> CustomerDraft:
        """Who it is. Call after is_valid()."""
        names = ("name", "phone", "email", "sex")
        return CustomerDraft(kind="person", **{name: self.cleaned_data[name] for name in names})


class ContactEditForm(ContactFields):
    until_on = forms.DateField(label=_("Until"), required=False, widget=Day())
    version = VersionField(required=False)

    def draft(self) -> ContactDraft:
        """Call after is_valid()."""
        return replace(super().draft(), until_on=self.cleaned_data["until_on"])


class NoteForm(forms.Form):
    # The verb refuses an empty note; the field stands on every customer's page and asks for nothing.
    body = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 2}), required=False)

    def draft(self, actor: Actor) -> TouchDraft:
        return TouchDraft(channel="note", direction="none", at=actor.now(), body=self.cleaned_data["body"])


class TalkForm(AnswersForm):
    """A call, visit or other talk that took place, and what was told in it."""

    channel = forms.ChoiceField(label=_("How"), choices=TALKS, widget=Segmented())
    direction = forms.ChoiceField(
        label=_("Who began"),
        choices=(("out", _("we")), ("in", _("the customer"))),
        widget=Segmented(),
        initial="out",
    )
    at = forms.DateTimeField(label=_("When"), widget=Moment(), required=False)
    subject = forms.CharField(label=_("Subject"), max_length=200, required=False)
    body = forms.CharField(label=_("What was said"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    outcome = forms.CharField(label=_("Outcome"), max_length=200, required=False)
    minutes = forms.IntegerField(
        label=_("How long, in minutes"), min_value=1, max_value=24 * 60, required=False
    )
    next_title = forms.CharField(label=_("What comes next"), max_length=200, required=False)
    next_on = forms.DateField(label=_("By when"), widget=Day(), required=False)
    # Any: chosen among the rows of a queryset
    person: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        label=_("With whom"), queryset=None, required=False, empty_label=_("not stated")
    )

    def __init__(
        self, kind: str, asked: Sequence[str], *args: Any, people: Any, plans: bool = True, **kwargs: Any
    ) -> None:  # Any: Django's own signature
        super().__init__(kind, asked, *args, **kwargs)
        offer_rows(self, "person", people)
        if not plans:
            del self.fields["next_title"], self.fields["next_on"]

    def clean(self) -> dict[str, object]:
        data: dict[str, object] = super().clean() or self.cleaned_data
        if data.get("next_on") and not data.get("next_title"):
            self.add_error("next_title", _("Say in a few words what is to be done."))
        if data.get("next_title") and not data.get("next_on") and "next_on" not in self.errors:
            self.add_error("next_on", _("Say by when."))
        return data

    def next_step(self) -> NextStep | None:
        """What is to be done after the talk. Call after is_valid()."""
        data = self.cleaned_data
        return NextStep(data["next_title"], data["next_on"]) if data.get("next_title") else None

    def draft(self, actor: Actor) -> TouchDraft:
        data = self.cleaned_data
        return TouchDraft(
            channel=data["channel"],
            direction=data["direction"],
            at=data["at"] or actor.now(),
            subject=data["subject"],
            body=data["body"],
            outcome=data["outcome"],
            seconds=data["minutes"] * 60 if data["minutes"] else None,
        )
