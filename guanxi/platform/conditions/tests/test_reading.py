"""What people and programs may write as a condition, and the sentence each mistake gets."""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.platform.conditions import (
    All,
    AnyOf,
    ConditionError,
    Fact,
    Kind,
    Registry,
    TooLarge,
    UnknownFact,
    UnknownOperator,
    UnknownVersion,
    WrongDeclaration,
    WrongForm,
    WrongValue,
    loads,
    parse,
    stored,
)
from guanxi.platform.conditions.tests.cast import FACTS, REGISTRY


def read(form):
    return parse(form, "customer", REGISTRY)


def comparison(fact, operator, *value):
    form = {"fact": fact, "is": operator}
    return form | {"value": value[0]} if value else form


def test_empty_groups_are_true_and_false():
    assert read({"all": []}) == All(())
    assert read({"any": []}) == AnyOf(())
    assert loads("  ", "customer", REGISTRY) == All(())


def test_a_stored_condition_carries_its_version():
    form = {
        "version": 1,
        "all": [comparison("customers.city", "=", "上海"), comparison("visits.any", "older", 30)],
    }
    assert stored(read(form)) == form


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (1, "1"),
        ("1.50", "1.5"),
        (0.1, "0.1"),
        ("-0", "0"),
        ("1e3", "1000"),
        (Decimal("2.5000"), "2.5"),
        ("１２", "12"),
    ],
)
def test_a_number_is_kept_exactly_in_its_shortest_form(written, kept):
    form = stored(read(comparison("customers.worth", ">=", written)))
    assert form["value"] == kept


def test_a_json_number_is_never_a_float_on_its_way():
    text = '{"fact":"customers.worth","is":"=","value":999999999999999.9999}'
    assert loads(text, "customer", REGISTRY).values == (Decimal("999999999999999.9999"),)


REFUSED = [
    ("text", WrongForm, ""),
    ({}, WrongForm, ""),
    ({"all": [], "any": []}, WrongForm, ""),
    ({"all": {}}, WrongForm, ""),
    ({"all": [{"any": [1]}]}, WrongForm, "all[0].any[0]"),
    ({"fact": "customers.city", "is": "=", "value": "a", "extra": 1}, WrongForm, ""),
    ({"version": 2, "all": []}, UnknownVersion, "version"),
    ({"version": True, "all": []}, UnknownVersion, "version"),
    ({"all": [comparison("customers.shoe", "=", "a")]}, UnknownFact, "all[0].fact"),
    (comparison(["customers.city"], "=", "a"), UnknownFact, "fact"),
    (comparison("customers.city", "<", "a"), UnknownOperator, "is"),
    (comparison("customers.city", ["="], "a"), UnknownOperator, "is"),
    ({"not": comparison("customers.city", "=", 1)}, WrongValue, "not.value"),
    (comparison("customers.city", "=", ""), WrongValue, "value"),
    (comparison("customers.name", "=", "  "), WrongValue, "value"),  # nothing is left of it after folding
    (comparison("customers.city", "=", "a\0b"), WrongValue, "value"),
    (comparison("customers.city", "=", "\ud800"), WrongValue, "value"),
    (comparison("customers.city", "=", "a" * 1001), TooLarge, "value"),
    (comparison("customers.city", "in", []), WrongValue, "value"),
    (comparison("customers.city", "in", ["a", None]), WrongValue, "value[1]"),
    (comparison("customers.city", "in", ["a"] * 1001), TooLarge, "value"),
    (comparison("customers.city", "known", "a"), WrongValue, "value"),
    (comparison("customers.worth", "=", "NaN"), WrongValue, "value"),
    (comparison("customers.worth", "=", "-Infinity"), WrongValue, "value"),
    (comparison("customers.worth", "=", float("nan")), WrongValue, "value"),
    (comparison("customers.worth", "=", True), WrongValue, "value"),
    (comparison("customers.worth", "=", {}), WrongValue, "value"),
    (comparison("customers.worth", "=", "1_000"), WrongValue, "value"),
    (comparison("customers.worth", "=", "1e400"), WrongValue, "value"),
    (comparison("customers.worth", "=", "1e999999999"), WrongValue, "value"),
    (comparison("customers.worth", "=", 10**5000), WrongValue, "value"),
    (comparison("customers.worth", "=", "0.00001"), WrongValue, "value"),
    (comparison("customers.worth", "between", ["1"]), WrongValue, "value"),
    (comparison("customers.born", "on", "2026-02-30"), WrongValue, "value"),
    (comparison("customers.born", "on", "20260201"), WrongValue, "value"),
    (comparison("customers.born", "on", "9999-12-31"), WrongValue, "value"),
    (comparison("customers.born", "last_days", 0), WrongValue, "value"),
    (comparison("customers.born", "last_days", 10**9), WrongValue, "value"),
    (comparison("customers.born", "last_days", 1.5), WrongValue, "value"),
    (comparison("customers.stage", "=", "unheard"), WrongValue, "value"),
    (comparison("customers.owner", "=", "7; DROP"), WrongValue, "value"),
    (comparison("visits.any", "at_least", 3), WrongValue, "value"),
    (comparison("visits.any", "at_least", {"count": -1}), WrongValue, "value.count"),
    (comparison("visits.any", "at_least", {"count": 1, "days": 0}), WrongValue, "value.days"),
    (comparison("visits.any", "at_least", {"count": 1, "weeks": 1}), WrongValue, "value"),
]


@pytest.mark.parametrize(("form", "error", "place"), REFUSED)
def test_a_mistake_is_named_and_placed(form, error, place):
    with pytest.raises(error) as caught:
        read(form)
    assert caught.value.place == place
    assert str(caught.value.sentence).endswith(".")


def test_depth_and_length_have_limits():
    deep = {"all": []}
    for _ in range(8):
        deep = {"not": deep}
    read(deep)
    with pytest.raises(TooLarge):
        read({"not": deep})
    row = comparison("customers.active", "true")
    read({"all": [row] * 200})
    with pytest.raises(TooLarge):
        read({"all": [row] * 201})
    with pytest.raises(TooLarge):
        read({"all": [{"all": [row] * 150}, {"all": [row] * 51}]})
    with pytest.raises(WrongForm):
        loads("[" * 100_000, "customer", REGISTRY)


leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
names = st.sampled_from(["all", "any", "not", "fact", "is", "value", "version", "count", "days"])
facts = st.sampled_from([fact.name for fact in FACTS])
forms = st.recursive(
    leaves
    | facts
    | st.builds(comparison, facts, st.sampled_from(["=", "in", "on", "any", "at_least", "between"]), leaves),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=10,
)


@given(form=forms)
@settings(max_examples=150, deadline=None)
def test_anything_is_read_or_refused_by_name(form):
    try:
        condition = read(form)
    except ConditionError:
        return
    assert read(json.loads(json.dumps(stored(condition)))) == condition


def fact(**changes):
    given = {
        "name": "a.b",
        "label": "B",
        "group": "A",
        "kind": Kind.TEXT,
        "subject": "customer",
        "table": "t",
        "column": "c",
    }
    return Fact(**given | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Bad"}, {"column": 'c"; DROP'}, {"key": "1"}, {"column": ""}, {"folded_column": "f"},
        {"kind": Kind.CHOICE}, {"where": {"a": 1}}, {"trait": True},
    ],
)  # fmt: skip
def test_a_wrong_declaration_does_not_start(changes):
    with pytest.raises(WrongDeclaration):
        fact(**changes)


def test_a_name_is_declared_once_and_sources_come_after():
    first = fact()
    registry = Registry([first, first])
    with pytest.raises(WrongDeclaration):
        registry.declare(fact())
    custom = fact(name="a.custom_1", column="custom", json_key="colour")
    registry.provide(lambda: [custom])
    assert list(registry) == ["a.b", "a.custom_1"]
    assert registry["a.custom_1"] is custom
    assert registry.get("a.gone") is None
