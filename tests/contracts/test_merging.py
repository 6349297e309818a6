"""Every reference to a customer says what a merge does with it, and a merge and its un-merge do exactly that.

The walk takes every model there is, so that one which comes later is tested from its first day.
"""

from datetime import UTC, date, datetime
from itertools import count

import pytest
from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, models, transaction

from guanxi.customers.actions import create_customer, merge_customers, unmerge_customers
from guanxi.customers.models import Customer, Merge
from guanxi.customers.types import CustomerDraft
from guanxi.platform.access.queries import system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.merging import (
    Combine,
    Keep,
    Move,
    Reference,
    UndeclaredReference,
    references_of,
    references_to,
)
from guanxi.platform.records import Record
from guanxi.platform.verbs import change_set

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)

# Values that a check of the database asks for and no type tells.
SPECIAL: dict[tuple[str, str], object] = {
    ("gx_grading.CustomerGrade", "cell"): "A1",
    ("gx_marketing.Cell", "kind"): "control",
    ("gx_customers.Source", "method"): "external",
}
# Rows of these tables stand for the merge itself.
THE_MERGE_ITSELF = {"gx_customers_merge", "gx_customers_customer"}
NUMBERS = count(1)


def system() -> Actor:
    return system_actor("tests", clock=lambda: NOON)


def customer(**more: object) -> Customer:
    made = create_customer(actor=system(), draft=CustomerDraft(name=f"K{next(NUMBERS)}", **more))
    return Customer.objects.get(pk=made.pk)


def build(model: type[models.Model], **given: object) -> models.Model:
    """A row of any model: what must be there is filled in by its type."""
    values = {f.name: _value(model, f) for f in model._meta.concrete_fields if f.name not in given}
    values = {name: value for name, value in values.items() if value is not None} | given
    with change_set(system(), "tests.build"):
        return model._base_manager.create(**values)


def _value(model: type[models.Model], field: models.Field) -> object:
    special = SPECIAL.get((model._meta.label, field.name))
    if special is not None or field.primary_key or field.null or field.has_default():
        return special
    if field.db_default is not models.NOT_PROVIDED:
        return None
    if isinstance(field, models.ForeignKey):
        return customer() if field.remote_field.model is Customer else build(field.remote_field.model)
    if field.choices:
        return field.choices[0][0]
    return _plain(field)


def _plain(field: models.Field) -> object:
    number = next(NUMBERS)
    for kind, value in (
        (models.DateTimeField, NOON),
        (models.DateField, date(2026, 3, 2)),
        (models.BooleanField, False),
        (models.JSONField, {"all": []}),
        (models.DecimalField, 1),
        (models.IntegerField, 1),
        (models.FloatField, 0.5),
        (models.CharField, f"x{number}"[: getattr(field, "max_length", None) or 10]),
        (models.TextField, f"x{number}"),
    ):
        if isinstance(field, kind):
            return value
    raise AssertionError(f"teach this test to fill {field}")


def row_of(reference: Reference, key: int, **more: object) -> models.Model:
    if reference.kind_column:
        return build(reference.model, **{reference.kind_column: "customer", reference.column: key}, **more)
    name = next(f.name for f in reference.model._meta.concrete_fields if f.column == reference.column)
    return build(reference.model, **{name: Customer.objects.get(pk=key)}, **more)


def pointing(reference: Reference) -> dict[int, int]:
    rows = reference.model._base_manager.filter(**{f"{reference.column}__isnull": False})
    return dict(rows.values_list("pk", reference.column))


def references() -> list[Reference]:
    return [r for r in references_to(Customer) if r.table not in THE_MERGE_ITSELF]


def test_every_reference_says_what_a_merge_does():
    assert {type(r.rule) for r in references_to(Customer)} == {Move, Combine, Keep}
    assert all(r.rule.why for r in references_to(Customer) if isinstance(r.rule, Keep))


def test_no_declaration_speaks_of_nothing():
    for model in apps.get_models():
        names = {f.name for f in model._meta.concrete_fields}
        stems = {n.removesuffix("_type") for n in names if n.endswith("_type")}
        declared = [rule.field for rule in getattr(model, "on_merge", ())]
        assert set(declared) <= names | stems, model
        assert len(set(declared)) == len(declared), model


# Columns that could hold the key of a record without the database's knowing, and why a merge leaves each be.
# A reference that a merge must follow is a foreign key, or kind and key beside each other.
NO_REFERENCES = {
    "gx_platform.News.customer_id": "what was told of a record stays told of it; who hears asks for the state",
    "gx_platform.News.payload": "as above",
    "gx_platform.News.transaction": "counts transactions",
    "gx_platform.News.change_set_id": "a change set",
    "gx_platform.Parked.customer_id": "keeps the order of news of one record",
    "gx_platform.Reading.from_number": "counts transactions",
    "gx_platform.Reading.to_number": "counts transactions",
    "gx_platform.Reading.last_id": "news",
    "gx_platform.Sent.change_set_id": "a change set",
    "gx_platform.Sent.headers": "an answer already given",
    "gx_platform.Job.arguments": "work that was asked for; it asks again for what is within reach",
    "gx_platform.Job.result": "work that was done",
    "gx_platform.Job.done": "a count",
    "gx_platform.Job.total": "a count",
    "gx_access.Role.rights": "names of rights",
    "gx_access.ApiKey.rights": "names of rights",
    "gx_journal.ChangeSet.transaction": "counts transactions",
    "gx_journal.Change.row_id": "what was done to a record stays its history",
    "gx_journal.Change.before": "as above",
    "gx_exchange.ImportRun.file_size": "a size",
    "gx_exchange.ImportRun.rows": "a count",
    "gx_exchange.ImportRun.mapping": "names of columns",
    "gx_exchange.ImportRun.options": "choices of an import",
    "gx_exchange.ImportRun.reading": "how a file is read",
    "gx_exchange.ImportRun.corrections": "cells of a file",
    "gx_exchange.ImportRun.left_out": "rows of a file that somebody left out",
    "gx_exchange.ImportRun.report": "what an import did",
    "gx_exchange.ImportRun.change_set_id": "a change set",
    "gx_web.SavedView.state": "conditions over facts, and no fact's value is a record's key",
    "gx_marketing.CustomerList.condition": "as above",
    "gx_marketing.Program.seed": "a seed",
    "gx_customers.Document.scan_size": "a size",
    "gx_customers.Document.prepared_by": "people who work here",
    "gx_customers.Merge.change_set_id": "a change set",
    "gx_analytics.CustomerScore.gap_span": "a count of days",
    "gx_analytics.CustomerScore.gap_steps": "a count",
    "gx_analytics.Evaluation.figures": "figures of the whole company",
}


def may_hold_keys(model: type[models.Model]) -> set[str]:
    """Columns of one model that are no declared reference and could be one."""
    fields = model._meta.concrete_fields
    names = {f.name for f in fields}
    return {
        f.name
        for f in fields
        if not (f.primary_key or isinstance(f, models.ForeignKey) or f.name == "custom")
        and not (f.name.endswith("_id") and f"{f.name.removesuffix('_id')}_type" in names)
        and could_be_key(f)
    }


def could_be_key(field: models.Field) -> bool:
    if isinstance(field, ArrayField):
        return isinstance(field.base_field, models.IntegerField | models.JSONField)
    is_named = field.name.endswith(("_id", "_ids", "_key", "_keys"))
    return isinstance(field, models.JSONField | models.BigIntegerField) or is_named


def test_no_column_hides_a_reference():
    """A new column that could hold keys is a link, or it says here why it is none."""
    found = {
        f"{model._meta.label}.{name}"
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label.startswith("gx_")
        for name in may_hold_keys(model)
    }
    assert found == set(NO_REFERENCES)


def planted(**fields: models.Field) -> type[models.Model]:
    meta = type("Meta", (), {"app_label": "silent", "managed": False})
    body = {**fields, "Meta": meta, "__module__": __name__}
    return type(f"Planted{next(NUMBERS)}", (Record,), body)


class Standing(Customer):
    """The same rows under another name."""

    class Meta:
        app_label = "silent"
        proxy = True


def key_to(model: object) -> models.ForeignKey:
    return models.ForeignKey(model, models.PROTECT, related_name="+")


@pytest.mark.parametrize(
    "fields",
    [
        {"customer": key_to(Customer)},
        {"customer": models.OneToOneField(Customer, models.PROTECT, related_name="+")},
        {"customer": key_to(Standing)},
        {"about_type": models.CharField(max_length=9), "about_id": models.BigIntegerField()},
        {
            "kind": key_to("contenttypes.ContentType"),
            "key": models.BigIntegerField(),
            "about": GenericForeignKey("kind", "key"),
        },
    ],
    ids=["key", "one to one", "key to a proxy", "kind and key", "generic"],
)
def test_a_reference_without_a_word_is_found(fields):
    with pytest.raises(UndeclaredReference):
        references_of(planted(**fields), Customer)
    assert issubclass(UndeclaredReference, ImproperlyConfigured)


def test_a_table_of_links_without_a_word_is_found():
    model = planted(customers=models.ManyToManyField(Customer, related_name="+"))
    with pytest.raises(UndeclaredReference):
        references_of(model.customers.through, Customer)


@pytest.mark.parametrize(
    "field",
    [
        models.JSONField(default=list),
        models.BigIntegerField(),
        ArrayField(models.BigIntegerField()),
        ArrayField(models.IntegerField()),
    ],
)
def test_a_column_that_may_hide_a_reference_is_found(field):
    assert may_hold_keys(planted(customers=field)) == {"customers"}
    assert may_hold_keys(planted(customer_id=models.IntegerField())) == {"customer_id"}
    assert may_hold_keys(planted(named_ids=models.TextField())) == {"named_ids"}


def test_every_model_that_is_there_was_asked(monkeypatch):
    """The walk itself: a model planted among them stops it."""
    silent = planted(customer=key_to(Customer))
    silent._meta.app_label, silent._meta.managed = "gx_silent", True
    every = [*apps.get_models(include_auto_created=True), silent]
    monkeypatch.setattr(apps, "get_models", lambda **_given: every)
    with pytest.raises(UndeclaredReference, match=r"Planted\d+\.customer"):
        references_to.__wrapped__(Customer)


def test_what_may_be_there_once_is_combined_or_kept():
    """A reference under a uniqueness rule cannot simply move: the rule would stop the merge."""
    for reference in references():
        if not isinstance(reference.rule, Move):
            continue
        name = reference.rule.field
        field = next((f for f in reference.model._meta.concrete_fields if f.name == name), None)
        assert field is None or not field.unique, reference
        for rule in reference.model._meta.constraints:
            once = rule.fields if isinstance(rule, models.UniqueConstraint) else ()
            assert not {name, f"{name}_id"} & set(once), reference


@pytest.mark.django_db
def test_every_model_moves_and_returns_as_declared(subtests):
    for reference in references():
        with subtests.test(reference=f"{reference.table}.{reference.column}"):
            survivor, merged, third = customer(), customer(), customer()
            old = row_of(reference, merged.pk)
            row_of(reference, third.pk)
            if not isinstance(reference.rule, Combine):
                row_of_or_none(reference, survivor.pk)
            before = pointing(reference)
            merge_customers(actor=system(), customers=[survivor.pk, merged.pk], survivor=survivor.pk)
            moved = {} if isinstance(reference.rule, Keep) else {old.pk: survivor.pk}
            assert pointing(reference) == before | moved
            later = row_of_or_none(reference, survivor.pk)
            unmerge_customers(actor=system(), merge=Merge.objects.get(merged=merged).pk)
            assert pointing(reference) == before | ({later.pk: survivor.pk} if later else {})


def row_of_or_none(reference: Reference, key: int) -> models.Model | None:
    """None where a record can have one such row only and has it."""
    try:
        with transaction.atomic():
            return row_of(reference, key)
    except IntegrityError:
        return None


@pytest.mark.django_db
def test_of_doubled_rows_the_survivors_stands_and_the_other_waits_out_of_sight(subtests):
    for reference in references():
        if not isinstance(reference.rule, Combine):
            continue
        with subtests.test(reference=f"{reference.table}.{reference.column}"):
            survivor, first, second = customer(), customer(), customer()
            own = row_of(reference, survivor.pk)
            same = {name: getattr(own, name) for name in reference.rule.same}
            for one in (first, second):
                row_of(reference, one.pk, **same)
            before = pointing(reference)
            group = [survivor.pk, first.pk, second.pk]
            merge_customers(actor=system(), customers=group, survivor=survivor.pk)
            assert pointing(reference) == before, "each of the three has one: none moves"
            unmerge_customers(actor=system(), merge=Merge.objects.get(merged=first).pk)
            merge_customers(actor=system(), customers=group, survivor=first.pk)
            assert pointing(reference) == before


@pytest.mark.django_db
def test_of_two_alike_only_one_moves_where_the_survivor_has_none(subtests):
    for reference in references():
        if not isinstance(reference.rule, Combine):
            continue
        with subtests.test(reference=f"{reference.table}.{reference.column}"):
            survivor, first, second = customer(), customer(), customer()
            one = row_of(reference, first.pk)
            row_of(reference, second.pk, **{name: getattr(one, name) for name in reference.rule.same})
            before = pointing(reference)
            group = [survivor.pk, first.pk, second.pk]
            merge_customers(actor=system(), customers=group, survivor=survivor.pk)
            assert pointing(reference) == before | {one.pk: survivor.pk}
            unmerge_customers(actor=system(), merge=Merge.objects.get(merged=first).pk)
            assert pointing(reference) == before
