"""Amounts as a column of a file writes them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.platform.exchange.readers import ColumnKind
from guanxi.platform.exchange.readers.guesses import guess_column
from guanxi.platform.exchange.rules import BadCell, numbers_in


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (("1234,50", "0,25", "99,9"), ("1234.50", "0.25", "99.9")),
        (("1.234,50", "7,00", "12"), ("1234.50", "7.00", "12")),
        (("-1.234.567,891", "1,234"), ("-1234567.891", "1.234")),
        (("0,125", "1,250"), ("0.125", "1.250")),
        (("1,234", "5,678"), ("1234", "5678")),
        (("1,234.50", "5,678"), ("1234.50", "5678")),
        (("12,3456", "1,0000"), ("123456", "10000")),
        ((1234.5, "0,25", None), ("1234.5", "0.25", None)),
        (("1,234.50元", "3.5万"), ("1234.50", "35000")),
    ],
)
def test_a_column_is_read_in_its_own_way(cells, numbers):
    read = numbers_in(cells)
    assert [read(cell) for cell in cells] == [None if n is None else Decimal(n) for n in numbers]


def test_a_column_of_both_ways_refuses_the_comma():
    read = numbers_in(("1234,5", "1234.5"))
    assert read("1234.5") == Decimal("1234.5")
    with pytest.raises(BadCell):
        read("1234,5")


@given(st.lists(st.decimals(min_value=0, max_value=10**9, places=2), min_size=1))
def test_german_amounts_come_back(amounts):
    cells = [f"{amount:,.2f}".translate(str.maketrans(",.", ".,")) for amount in amounts]
    read = numbers_in(cells)
    assert [read(cell) for cell in cells] == amounts


def test_a_decimal_comma_is_money():
    assert guess_column("Unit price", ["1234,50", "0,25", "99,90"]).kind is ColumnKind.MONEY
