"""Every reference to a customer says what a merge does with it, and a merge and its un-merge do exactly that.

The walk takes every model there is, so that one which comes later is tested from its first day.
"""

from datetime import UTC, date, datetime
from itertools import count

import pytest
from django.apps import apps
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
    references_to,
    rule_of,
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


def test_a_reference_without_a_word_is_found():
    class Silent(Record):
        customer = models.ForeignKey(Customer, models.PROTECT, related_name="+")

        class Meta:
            app_label = "silent"
            managed = False

    with pytest.raises(UndeclaredReference, match=r"Silent\.customer"):
        rule_of(Silent, "customer")
    assert issubclass(UndeclaredReference, ImproperlyConfigured)


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
