"""`where` inside Django's querysets: its alias follows wherever the query goes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from guanxi.platform.conditions import parse, where
from guanxi.platform.conditions.tests.cast import REGISTRY, SHANGHAI, Customer

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


def chosen(form):
    return where(parse(form, "customer", REGISTRY), "customer", NOW, SHANGHAI)


CITY = {"fact": "customers.city", "is": "=", "value": "上海"}
LOYAL = {"fact": "traits.loyal", "is": "true"}
VISITED = {"fact": "visits.any", "is": "at_least", "value": {"count": 2, "days": 7}}


@pytest.fixture
def three(tables):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO try_customer (id, city) VALUES (1, '上海'), (2, NULL), (3, '苏州')")
        cursor.execute("INSERT INTO try_trait (customer_id, loyal) VALUES (1, TRUE), (3, TRUE)")
        cursor.executemany(
            "INSERT INTO try_visit (customer_id, at) VALUES (3, %s)", [(NOW,), (NOW - timedelta(days=6),)]
        )


def keys(queryset):
    return sorted(queryset.values_list("pk", flat=True))


def test_filters_combine_with_others_and_with_each_other(three):
    assert keys(Customer.objects.filter(chosen(LOYAL), pk__gt=1)) == [3]
    assert keys(Customer.objects.filter(chosen(CITY) | chosen(VISITED))) == [1, 3]
    assert keys(Customer.objects.filter(chosen(LOYAL)).filter(~chosen(CITY))) == [3]


def test_the_alias_follows_into_a_subquery(three):
    inner = Customer.objects.filter(chosen({"all": [CITY, LOYAL]})).values("pk")
    assert keys(Customer.objects.filter(pk__in=inner)) == [1]
    again = Customer.objects.filter(pk__in=Customer.objects.filter(pk__in=inner))
    assert keys(again.filter(chosen(LOYAL))) == [1]


def test_a_union_and_an_annotation_say_false_not_null(three):
    union = Customer.objects.filter(chosen(CITY)).union(Customer.objects.filter(chosen(VISITED)))
    assert sorted(union.values_list("pk", flat=True)) == [1, 3]
    annotated = Customer.objects.annotate(here=chosen(CITY)).order_by("pk")
    assert list(annotated.values_list("here", flat=True)) == [True, False, False]


def test_it_counts_and_deletes(three):
    assert Customer.objects.filter(chosen(LOYAL)).count() == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM try_customer")
        assert cursor.fetchone() == (3,)
    assert Customer.objects.filter(chosen(VISITED)).delete()[0] == 1
    assert keys(Customer.objects.all()) == [1, 2]
