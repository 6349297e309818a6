"""The SQL: what is compared where, what is joined, and that no value stands in the text."""

from datetime import UTC, datetime

import pytest

from guanxi.platform.conditions import Base, Fact, Kind, NotInDatabase, Registry, compile_sql, parse, where
from guanxi.platform.conditions.tests.cast import BASE, FACTS, REGISTRY, SHANGHAI

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
OWN = f'"{BASE}"'


def sql(form, registry=REGISTRY):
    return compile_sql(parse(form, "customer", registry), Base(BASE, OWN), NOW, SHANGHAI)


def test_own_columns_are_compared_directly():
    text, values = sql({"all": [{"fact": "customers.city", "is": "=", "value": "上海"}]})
    assert text == f'{OWN}."city" = %s'
    assert values == ("上海",)


def test_text_that_folds_uses_the_folded_column_and_escapes_like():
    text, values = sql({"fact": "customers.name", "is": "contains", "value": "50%_A\\"})
    assert text == f'{OWN}."name_folded" LIKE %s'
    assert values == ("%50\\%\\_a\\\\%",)


def test_a_moment_is_compared_by_the_companys_days():
    text, values = sql({"fact": "customers.joined", "is": "on", "value": "2026-11-22"})
    assert text == f'({OWN}."joined" >= %s AND {OWN}."joined" < %s)'
    assert values == (datetime(2026, 11, 21, 16, tzinfo=UTC), datetime(2026, 11, 22, 16, tzinfo=UTC))


def test_comparisons_of_one_trait_table_share_one_subselect():
    text, values = sql(
        {
            "all": [
                {"fact": "traits.score", "is": ">", "value": 5},
                {"fact": "customers.active", "is": "true"},
                {"fact": "traits.loyal", "is": "true"},
            ]
        }
    )
    assert text == (
        f'(EXISTS (SELECT 1 FROM "try_trait" fact_row WHERE fact_row."customer_id" = {OWN}."id"'
        ' AND (fact_row."score" > %s AND fact_row."loyal"))'
        f' AND {OWN}."active")'
    )
    assert values == (5,)


def test_not_over_a_trait_is_an_anti_join_and_over_a_column_is_not_true():
    text, _values = sql(
        {"not": {"any": [{"fact": "traits.loyal", "is": "true"}, {"fact": "customers.active", "is": "true"}]}}
    )
    assert text == (
        f'(NOT EXISTS (SELECT 1 FROM "try_trait" fact_row WHERE fact_row."customer_id" = {OWN}."id" AND fact_row."loyal")'
        f' AND ({OWN}."active") IS NOT TRUE)'
    )


def test_events_are_selected_by_their_constants_and_counted_per_subject():
    text, values = sql({"fact": "visits.good", "is": "at_least", "value": {"count": 3, "days": 30}})
    assert text == (
        'EXISTS (SELECT 1 FROM (SELECT fact_event."customer_id" AS id FROM "try_visit" fact_event'
        ' WHERE (fact_event."at" <= %s AND fact_event."at" > %s AND fact_event."kind" = %s AND fact_event."ok" = %s)'
        f' GROUP BY fact_event."customer_id" HAVING count(*) >= %s) fact_count WHERE fact_count.id = {OWN}."id" AND TRUE)'
    )
    assert values == (NOW, datetime(2026, 10, 23, 4, tzinfo=UTC), "visit", True, 3)


def test_at_most_includes_those_without_any_event():
    text, _values = sql({"fact": "visits.any", "is": "at_most", "value": {"count": 0}})
    assert text.startswith("NOT EXISTS")


def test_a_fact_of_the_session_makes_no_list():
    session = Fact(name="session.pages", label="Pages", group="Session", kind=Kind.NUMBER, subject="customer")
    with pytest.raises(NotInDatabase):
        sql({"fact": "session.pages", "is": ">", "value": 3}, Registry([*FACTS, session]))


def test_a_naive_now_and_another_subject_are_programming_mistakes():
    condition = parse({"fact": "customers.active", "is": "true"}, "customer", REGISTRY)
    with pytest.raises(ValueError, match="aware"):
        compile_sql(condition, Base(BASE, OWN), datetime(2026, 1, 1), SHANGHAI)  # noqa: DTZ001
    with pytest.raises(ValueError, match="not facts of order"):
        where(condition, "order", NOW, SHANGHAI)
