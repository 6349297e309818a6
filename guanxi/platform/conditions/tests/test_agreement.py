"""PostgreSQL, generated Python and the closures agree on every input."""

import json

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanxi.platform.conditions import compile_closures, compile_python, compile_rules, parse, stored, where
from guanxi.platform.conditions.tests.cast import BASE, REGISTRY, TRAITS, VISITS, Customer
from guanxi.platform.conditions.tests.strategies import cases, profile, stored_name


def fill(rows):
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {BASE}, {TRAITS}, {VISITS}")
        for key, (own, traits, visits) in enumerate(rows, start=1):
            insert(cursor, BASE, {"id": key, "name_folded": stored_name(own), **with_custom(own)})
            if traits is not None:
                words = None if traits["words"] is None else json.dumps(traits["words"])
                insert(cursor, TRAITS, {"customer_id": key, **traits, "words": words})
            for at, kind, ok in visits:
                insert(cursor, VISITS, {"customer_id": key, "at": at, "kind": kind, "ok": ok})


def with_custom(own):
    custom = {name: own[name] for name in ("nickname", "height") if own[name] is not None}
    plain = {name: value for name, value in own.items() if name not in {"nickname", "height"}}
    return {**plain, "custom": json.dumps(custom, default=str)}


def insert(cursor, table, values):
    columns = ", ".join(values)
    marks = ", ".join("%s" for _ in values)
    cursor.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(values.values()))


def chosen_by_database(case):
    expression = where(case.condition, "customer", case.now, case.zone)
    inside = set(Customer.objects.filter(expression).values_list("pk", flat=True))
    outside = set(Customer.objects.filter(~expression).values_list("pk", flat=True))
    assert not inside & outside
    assert inside | outside == set(range(1, len(case.rows) + 1))
    return inside


def chosen_by(test, case):
    return {key for key, row in enumerate(case.rows, start=1) if test(profile(row), case.now)}


def check(case):
    fill(case.rows)
    expected = chosen_by(compile_closures(case.condition, case.zone), case)
    assert chosen_by(compile_python(case.condition, case.zone), case) == expected
    assert chosen_by_database(case) == expected


SETTINGS = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
}


@given(case=cases())
@settings(max_examples=80, **SETTINGS)
def test_all_three_agree(tables, case):
    check(case)


@pytest.mark.prove
@given(case=cases())
@settings(max_examples=10_000, **SETTINGS)
def test_all_three_agree_on_very_many(tables, case):
    check(case)


@given(case=cases(), others=st.lists(cases(), max_size=3))
@settings(max_examples=40, **SETTINGS)
def test_many_rules_in_one_function_answer_as_each_alone(case, others):
    conditions = [case.condition, *(other.condition for other in others)]
    together = compile_rules(conditions, case.zone)
    for row in case.rows:
        alone = [
            index
            for index, each in enumerate(conditions)
            if compile_closures(each, case.zone)(profile(row), case.now)
        ]
        assert together(profile(row), case.now) == alone


@given(case=cases())
@settings(max_examples=60, **SETTINGS)
def test_the_stored_form_reads_back_equal(case):
    form = json.loads(json.dumps(stored(case.condition)))
    again = parse(form, "customer", REGISTRY)
    assert stored(again) == form
    for row in case.rows:
        profiled = profile(row)
        assert compile_python(again, case.zone)(profiled, case.now) is compile_closures(
            case.condition, case.zone
        )(profiled, case.now)
