"""Verbs on sources and on what is to be asked."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, fields, replace

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.customers import edit_customer
from guanxi.customers.actions.origins import NotAField, state_source
from guanxi.customers.actions.refusals import CannotSave, one_line
from guanxi.customers.models import Customer, Question, Source
from guanxi.customers.queries.records import draft_of, profile_draft
from guanxi.customers.rules.sources import askable
from guanxi.customers.types import CustomerDraft, QuestionDraft, SourceDraft
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Refused, expect_version, right, verb

right("customers.see_sources", _("See sources and the collection plan"))


class SourceTaken(Refused):
    sentence = _("There is a source of this name already.")


class SourceInUse(Refused):
    sentence = _("Facts on file come from this source. Take it out of use instead of deleting it.")


class AlreadyPlanned(Refused):
    sentence = _("The collection plan asks this already at this touchpoint.")


@verb("customers.create_source", label=_("Create a source of data"))
def create_source(*, actor: Actor, draft: SourceDraft, provider: Customer | None = None) -> Source:
    """Raises SourceTaken, CannotSave."""
    values = _checked(draft)
    with _once(SourceTaken, "name"):
        source: Source = Source.objects.create(**values, provider=provider)
    return source


@verb("customers.edit_source", label=_("Edit a source of data"))
def edit_source(
    *,
    actor: Actor,
    source: Source,
    draft: SourceDraft,
    provider: Customer | None = None,
    version: int | None = None,
) -> Source:
    """A new name goes to the customers on file whose source it is. Raises Stale, SourceTaken, CannotSave."""
    expect_version(source, version)
    before, values = source.name, _checked(draft)
    with _once(SourceTaken, "name"):
        source.change({**values, "provider": provider}, actor=actor)
    if source.name != before:
        Customer.objects.filter(source=before).update(source=source.name)
    return source


@verb("customers.delete_source", label=_("Delete a source of data"))
def delete_source(*, actor: Actor, source: Source) -> None:
    """Only one nothing on file comes from. Raises SourceInUse."""
    if Customer.objects.filter(source=source.name).exists():
        raise SourceInUse
    try:
        with transaction.atomic():
            source.delete()
    except ProtectedError as problem:
        raise SourceInUse from problem


@verb(
    "customers.note_answers",
    label=_("Note what a customer told"),
    parts=("customers.edit", "customers.edit_profile", "customers.state_source"),
)
def note_answers(
    *,
    actor: Actor,
    customer: Customer,
    answers: Mapping[str, object],
    source: Source | None = None,
    incentive: str = "",
    version: int | None = None,
) -> Customer:
    """`answers` by field of the record or of the rarer facts; where a source is given, they come from it and
    are true today.

    Raises Stale, CannotSave, CodeTaken, NotAField.
    """
    if not answers:
        raise CannotSave(_("Fill in at least one answer."))
    if not answers.keys() <= set(askable(customer.kind)):
        raise NotAField
    record = {field.name for field in fields(CustomerDraft)}
    rarer = {name: value for name, value in answers.items() if name not in record}
    told = {name: value for name, value in answers.items() if name in record}
    changed: Customer = edit_customer(
        actor=actor,
        customer=customer.pk,
        draft=replace(draft_of(customer), **told),  # type: ignore[arg-type]  # the values of its own fields
        version=version,
        profile=replace(profile_draft(actor, customer.pk), **rarer) if rarer else None,  # type: ignore[arg-type]  # as above
    )
    if source is not None:
        state_source(
            actor=actor,
            customer=customer.pk,
            source=source.pk,
            stated=tuple(answers),
            on=actor.today(),
            incentive=incentive,
        )
    return changed


@verb("customers.plan_question", label=_("Add a question to the collection plan"))
def plan_question(*, actor: Actor, draft: QuestionDraft) -> Question:
    """Raises AlreadyPlanned, NotAField."""
    with _once(AlreadyPlanned, "field"):
        question: Question = Question.objects.create(**_question(draft))
    return question


@verb("customers.edit_question", label=_("Edit a question of the collection plan"))
def edit_question(
    *, actor: Actor, question: Question, draft: QuestionDraft, version: int | None = None
) -> Question:
    """Raises Stale, AlreadyPlanned, NotAField."""
    expect_version(question, version)
    with _once(AlreadyPlanned, "field"):
        question.change(_question(draft), actor=actor)
    return question


@verb("customers.drop_question", label=_("Take a question out of the collection plan"))
def drop_question(*, actor: Actor, question: Question) -> None:
    question.delete()


def _question(draft: QuestionDraft) -> dict[str, object]:
    kinds = (draft.kind,) if draft.kind else ("organisation", "person")
    if any(draft.field not in askable(kind) for kind in kinds):
        raise NotAField(fields={"field": _("This cannot be asked of this kind of customer.")})
    return {
        **asdict(draft),
        "wording": one_line(draft.wording, 300, "wording"),
        "incentive": one_line(draft.incentive, 200, "incentive"),
    }


def _checked(draft: SourceDraft) -> dict[str, object]:
    values = {
        **asdict(draft),
        "data_kinds": list(draft.data_kinds),
        "name": one_line(draft.name, 60, "name"),
        "incentive": one_line(draft.incentive, 200, "incentive"),
        "terms": one_line(draft.terms, 300, "terms"),
    }
    if not values["name"]:
        raise CannotSave(fields={"name": _("A source needs a name.")})
    return values


@contextmanager
def _once(taken: type[Refused], field: str) -> Iterator[None]:
    """Turns the database's word on a doubled row into ours."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as problem:
        raise taken(fields={field: taken.sentence}) from problem
