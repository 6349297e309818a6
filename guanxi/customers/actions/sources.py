"""Verbs on sources and on what is to be asked."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.customers import edit_customer
from guanxi.customers.actions.refusals import CannotSave, check_day, one_line
from guanxi.customers.models import Customer, FactSource, Question, Source
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


class NotAField(Refused):
    sentence = _("This customer has no such field to state a source of.")


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


@verb("customers.state_source", label=_("State where facts of a customer come from"))
def state_source(
    *,
    actor: Actor,
    customer: Customer,
    source: Source,
    stated: tuple[str, ...],
    on: date,
    incentive: str = "",
) -> int:
    """The `stated` fields of the record are known from `source` and were true on that day. Returns how many.

    Raises NotAField, CannotSave.
    """
    if not stated or not set(stated) <= set(askable(customer.kind)):
        raise NotAField
    check_day("on", on, latest=actor.today())
    for field in sorted(set(stated)):
        FactSource.objects.update_or_create(
            customer=customer,
            field=field,
            defaults={
                "source": source,
                "on": on,
                "by_id": actor.user_id,
                "incentive": one_line(incentive, 200, "incentive"),
                "updated_at": actor.now(),
            },
        )
    return len(set(stated))


@verb(
    "customers.note_answers",
    label=_("Note what a customer told"),
    parts=("customers.edit", "customers.state_source"),
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
    """`answers` by field of the record; where a source is given, they come from it and are true today.

    Raises Stale, CannotSave, CodeTaken, NotAField.
    """
    if not answers:
        raise CannotSave(_("Fill in at least one answer."))
    if not answers.keys() <= set(askable(customer.kind)):
        raise NotAField
    names = (one.name for one in fields(CustomerDraft))
    now = {name: getattr(customer, name) for name in names}
    draft = CustomerDraft(**{**now, "tags": tuple(customer.tags), **answers})
    changed: Customer = edit_customer(actor=actor, customer=customer.pk, draft=draft, version=version)
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
