"""The imaginary tables, made for one test."""

import pytest
from django.db import connection

from guanxi.platform.conditions.tests.cast import BASE, TABLES, TRAITS, VISITS


@pytest.fixture
def tables(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {BASE}, {TRAITS}, {VISITS}")
