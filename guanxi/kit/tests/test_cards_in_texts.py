"""A card's number in a text is noticed however it is written; other long numbers are let be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.kit.cards import luhn, names_card

CARDS = (
    "4111 1111 1111 1111",
    "5555-5555-5555-4444",
    "2223003122003222",
    "3782 822463 10005",
    "3530111333300000",
    "6011000990139424",
    "6200000000000005",
    "6222.0202.0011.2233.446",
    "４１１１１１１１１１１１１１１１",
    "4111\u00a01111\u00a01111\u00a01111",
)
OTHERS = (
    "+86 138 0013 8000",
    "91440606MAJCD9016F",
    "620102199001011234",
    "110101199003077774",
    "4111 1111 1111 1112",
    "订单 2026112200012345",
    "+49 1512 3456789",
    "01234567890123456789",
    "2026-11-22 10:00:00",
)


@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize(
    "around", ["{}", "卡号：{}，有效期 12/27", "card {} exp 12", "{} 2027", "备注\n{}\n电话 021-66600001"]
)
def test_a_card_is_noticed(card, around):
    assert names_card(around.format(card))


@pytest.mark.parametrize("other", OTHERS)
def test_other_numbers_are_let_be(other):
    assert not names_card(other)


@given(
    st.text(alphabet="0123456789", min_size=15, max_size=15),
    st.sampled_from(["", " ", "-"]),
    st.integers(2, 8),
)
def test_every_visa_number_is_noticed_in_any_grouping(digits, between, group):
    body = "4" + digits[:14]
    number = next(body + last for last in "0123456789" if luhn(body + last))
    assert names_card("x" + between.join(number[at : at + group] for at in range(0, 16, group)))


@given(st.text(max_size=200))
def test_any_text_is_answered(text):
    assert names_card(text) in (True, False)
