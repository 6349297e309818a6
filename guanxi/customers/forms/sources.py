"""Sources, questions of the collection plan, and answers as they are typed."""

from collections.abc import Sequence
from copy import deepcopy

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.customers.forms.chosen import ChoosingForm, ChosenCustomer
from guanxi.customers.forms.origins import OriginFields
from guanxi.customers.forms.profiles import TYPED_AS, WORDS, words_in
from guanxi.customers.forms.records import CustomerForm, OrganisationForm, PersonForm
from guanxi.customers.models import Customer, Question, Source
from guanxi.customers.queries import fact_labels, sources
from guanxi.customers.rules.records import is_empty
from guanxi.customers.rules.sources import ORGANISATION_FIELDS, PERSON_FIELDS
from guanxi.customers.types import QuestionDraft, SourceDraft
from guanxi.platform.access.queries import roles
from guanxi.platform.access.types import Actor
from guanxi.web.fields import Day, Segmented, VersionField


class SourceForm(ChoosingForm):
    name = forms.CharField(label=_("Name"), max_length=60)
    method = forms.ChoiceField(
        label=_("Method"), choices=Source.Method.choices, initial="collection", widget=Segmented()
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=Source.Channel.choices, required=False)
    data_kinds = forms.MultipleChoiceField(
        label=_("Kinds of data"),
        choices=Source.DataKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(),
    )
    database_class = forms.ChoiceField(
        label=_("Class of database"), choices=Source.DatabaseClass.choices, required=False
    )
    provider = ChosenCustomer(
        label=_("Provider"),
        required=False,
        help_text=_("The dealer or seller of the list, where it is on file."),
    )
    incentive = forms.CharField(
        label=_("Incentive offered"),
        max_length=200,
        required=False,
        help_text=_("What a person gets for telling."),
    )
    terms = forms.CharField(
        label=_("Terms of use"),
        max_length=300,
        required=False,
        help_text=_("Licence, price, consent, until when."),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    version = VersionField(required=False)

    def draft(self) -> SourceDraft:
        """The typed facts. Call after is_valid()."""
        data = {k: v for k, v in self.cleaned_data.items() if k not in ("version", "provider")}
        return SourceDraft(**{**data, "data_kinds": tuple(data["data_kinds"])})


class QuestionForm(forms.Form):
    field = forms.ChoiceField(label=_("What is asked"))
    kind = forms.ChoiceField(
        label=_("Of whom"), choices=(("", _("everybody")), *Customer.Kind.choices), required=False
    )
    touchpoint = forms.ChoiceField(label=_("Where"), choices=Question.Touchpoint.choices, required=False)
    role_id = forms.TypedChoiceField(label=_("Who asks"), coerce=int, required=False, empty_value=None)
    wording = forms.CharField(
        label=_("How it is asked"), max_length=300, required=False, widget=forms.Textarea({"rows": 2})
    )
    incentive = forms.CharField(label=_("Incentive offered"), max_length=200, required=False)
    every_days = forms.IntegerField(
        label=_("Ask again after so many days"),
        min_value=1,
        max_value=3_650,
        required=False,
        help_text=_("Empty: once is enough."),
    )
    version = VersionField(required=False)

    def __init__(self, actor: Actor, *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]  # Django's own arguments, handed on
        labels = fact_labels()
        fields = dict.fromkeys((*ORGANISATION_FIELDS, *PERSON_FIELDS))
        self.fields["field"].choices = [(name, labels[name]) for name in fields]  # type: ignore[attr-defined]  # a choice field
        self.fields["role_id"].choices = [("", _("everybody")), *((r.pk, str(r)) for r in roles(actor))]  # type: ignore[attr-defined]  # as above

    def draft(self) -> QuestionDraft:
        """The typed line. Call after is_valid()."""
        return QuestionDraft(**{k: v for k, v in self.cleaned_data.items() if k != "version"})


class StateSourceForm(forms.Form):
    """Values on file, where they are known from, and when they were last found true."""

    stated = forms.MultipleChoiceField(label=_("Which facts"), widget=forms.CheckboxSelectMultiple())
    source = forms.TypedChoiceField(label=_("They come from"), coerce=int)
    on = forms.DateField(label=_("Found true on"), widget=Day())
    incentive = forms.CharField(
        label=_("Incentive offered"),
        max_length=200,
        required=False,
        help_text=_("What a person gets for telling."),
    )

    def __init__(
        self, actor: Actor, values: Sequence[tuple[str, str]], *args: object, **more: object
    ) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]  # Django's own arguments, handed on
        self.fields["stated"].choices = values  # type: ignore[attr-defined]  # a choice field
        known = sources(actor).filter(is_active=True)
        self.fields["source"].choices = [(s.pk, str(s)) for s in known]  # type: ignore[attr-defined]  # as above


class AnswersForm(OriginFields):
    """The `asked` fields of a customer's own form, and where the answers come from; empty ones stay open."""

    version = VersionField(required=False)
    clean_email = CustomerForm.clean_email
    clean_credit_code = OrganisationForm.clean_credit_code
    asked: tuple[str, ...] = ()

    def __init__(self, kind: str, asked: Sequence[str], *args: object, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]  # Django's own arguments, handed on
        self.ask(kind, asked)

    def ask(self, kind: str, asked: Sequence[str]) -> None:
        """Put the fields of the questions into the form; without any it asks nothing and for no source."""
        own = OrganisationForm if kind == "organisation" else PersonForm
        self.asked = tuple(asked)
        self.fields |= {name: deepcopy(own.base_fields[TYPED_AS.get(name, name)]) for name in self.asked}
        for name in self.asked:
            self.fields[name].required = False
        if not self.asked:
            del self.fields["answers_from"], self.fields["incentive"], self.fields["version"]
            return
        self.fields["answers_from"].help_text = ""
        self.order_fields((*self.asked, "answers_from", "incentive"))

    def answers(self) -> dict[str, object]:
        """The facts that were told. Call after is_valid()."""
        told = {name: self.cleaned_data[name] for name in self.asked}
        told |= {name: words_in(str(told[name] or "")) for name in WORDS if name in told}
        return {name: value for name, value in told.items() if not is_empty(value)}
