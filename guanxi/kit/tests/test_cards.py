"""A card's number is never kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.kit.cards import CardNumber, NotAToken, checked_token, holds_card_number, last_four, luhn

CARD = "4111111111111111"


def whole(digits: str) -> str:
    """The digits with the check digit that makes them a card number."""
    return next(digits + str(check) for check in range(10) if luhn(digits + str(check)))


@given(
    st.text("0123456789", min_size=11, max_size=18),
    st.sampled_from(["", " ", "-", ".", "  "]),
    st.integers(1, 6),
    st.sampled_from(["", "tok_", "card ", "卡号：", "x1"]),
)
def test_no_way_of_writing_hides_a_card_number(digits, between, group, before):
    number = whole(digits)
    written = between.join(number[at : at + group] for at in range(0, len(number), group))
    for text in (
        before + written,
        written + before,
        written.translate({48 + n: 0xFF10 + n for n in range(10)}),
    ):
        assert holds_card_number(text)
        with pytest.raises((CardNumber, NotAToken)):
            checked_token(text)
        with pytest.raises(CardNumber):
            last_four(written)


@pytest.mark.parametrize("token", ["tok_1MqLiJLkdIwHu7ixUEgbFdYF", "pm_card_visa", "a1b2-c3d4", ""])
def test_a_token_is_kept(token):
    assert checked_token(token) == token


@pytest.mark.parametrize("text", ["1234 5678", "12345678", "tok en", "<b>", "x" * 101])
def test_what_is_no_token_is_refused(text):
    with pytest.raises(NotAToken):
        checked_token(text)


def test_the_last_four_alone():
    assert last_four("1111") == last_four("**** 1111") == last_four("XXXX-1111") == "1111"
    assert last_four("") == ""
    for text in (CARD, "111", "abcd", "11111"):
        with pytest.raises(CardNumber):
            last_four(text)
