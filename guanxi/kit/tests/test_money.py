import contextlib
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.kit.money import (
    CurrenciesDiffer,
    Money,
    UnknownCurrency,
    UnreadableMoney,
    checked_currency,
    minor_unit,
    parse_amount,
    parse_money,
    round_half_up,
    round_to_minor_unit,
    shortest,
)


def test_money_adds_within_one_currency_only():
    assert Money(Decimal("1.10"), "CNY") + Money(Decimal("2.20"), "CNY") == Money(Decimal("3.30"), "CNY")
    assert -Money(Decimal(1), "CNY") - Money(Decimal(2), "CNY") == Money(Decimal(-3), "CNY")
    assert (Money(Decimal("0.335"), "CNY") * 3).rounded() == Money(Decimal("1.01"), "CNY")
    assert Money(Decimal(1), "CNY") < Money(Decimal(2), "CNY")
    assert Money(Decimal(2), "CNY") <= Money(Decimal(2), "CNY")
    with pytest.raises(CurrenciesDiffer):
        _ = Money(Decimal(1), "CNY") + Money(Decimal(1), "USD")


def test_money_takes_no_float_no_infinity_and_no_unknown_currency():
    with pytest.raises(TypeError):
        Money(1.5, "CNY")
    with pytest.raises(UnreadableMoney):
        Money(Decimal("NaN"), "CNY")
    with pytest.raises(UnknownCurrency):
        Money(Decimal(1), "cny")
    assert checked_currency("CNY") == "CNY"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.1, "0.1"), (2.55, "2.55"), (1e22, "1E+22"), (3, "3"), ("7.10", "7.10"), (Decimal("1.5"), "1.5"),
     (np.float64(0.1), "0.1"), (-0.0, "-0.0"), (" 4 ", "4")],
)  # fmt: skip
def test_shortest(value, expected):
    assert str(shortest(value)) == expected


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "", "a", "1_0", True, None, "٣", "Infinity"])
def test_no_number(value):
    with pytest.raises(UnreadableMoney):
        shortest(value)


def test_half_up():
    assert round_half_up(Decimal("2.00005")) == Decimal("2.0001")
    assert round_half_up(Decimal("-2.00005")) == Decimal("-2.0001")
    assert round_half_up(Decimal("0.125"), 2) == Decimal("0.13")
    assert round_to_minor_unit(Decimal("0.5"), "JPY") == Decimal(1)
    assert round_to_minor_unit(Decimal("1.0005"), "KWD") == Decimal("1.001")
    assert (minor_unit("CNY"), minor_unit("JPY"), minor_unit("KWD")) == (2, 0, 3)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1,234.50", "1234.50"), ("１，２３４．５", "1234.5"), ("¥1234", "1234"), ("￥3.5万", "35000"), ("1.2亿元", "120000000"),
        ("(500)", "-500"), ("-500", "-500"), ("¥-5", "-5"), ("1 234 567,", None), ("1 234 567", "1234567"), ("1,2345,6789", "123456789"),
        ("100元整", "100"), ("3千", "3000"), ("人民币5元", "5"), (".5", "0.5"), ("5.", "5"), ("0", "0"), ("2百万", "2000000"),
        ("", None), ("abc", None), ("1.2.3", None), ("1,23", None), ("--5", None), ("5 5", None), ("(5", None), ("1e5", None),
        ("1千万亿", None), ("999999999999999.9999", "999999999999999.9999"), ("1000000000000000", None), ("5 apples", None),
    ],
)  # fmt: skip
def test_read_as_typed(typed, amount):
    if amount is None:
        with pytest.raises(UnreadableMoney):
            parse_amount(typed)
    else:
        assert parse_amount(typed) == Decimal(amount)


def test_the_sign_names_the_currency():
    assert parse_money("5", "EUR") == Money(Decimal(5), "EUR")
    assert parse_money("$5", "CNY") == Money(Decimal(5), "USD")
    assert parse_money("5 美元", "CNY") == Money(Decimal(5), "USD")
    assert parse_money("usd 5", "CNY") == Money(Decimal(5), "USD")
    assert parse_money("¥5", "JPY") == Money(Decimal(5), "JPY")
    assert parse_money("¥5元", "USD") == Money(Decimal(5), "CNY")
    with pytest.raises(UnreadableMoney):
        parse_money("$5元", "CNY")
    with pytest.raises(UnknownCurrency):
        parse_money("5", "XXX")


@given(st.text(max_size=80))
def test_reading_never_fails_otherwise(text):
    with contextlib.suppress(UnreadableMoney):
        assert parse_amount(text).is_finite()


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=4))
def test_what_is_written_is_read(amount):
    assert parse_amount(f"{amount:,f}") == amount
    assert round_half_up(amount) == amount


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_shortest_form_comes_back_as_the_same_float(value):
    assert float(shortest(value)) == value
