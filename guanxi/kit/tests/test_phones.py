"""Which texts in a field for a phone can be dialled."""

import pytest

from guanxi.kit.phones import looks_complete

DIALLED = (
    "13812345678", "138-1234-5678", "+86 138 1234 5678", "86-13812345678", "0512-66661234", "（0512）66661234",
    "０５１２－６６６６１２３４", "0512-66661234转801", "0512-66661234-801", "021-12345678", "400-800-8820", "95588",
    "0755-83001234/13812345678", "+49 30 1234567",
)  # fmt: skip
NOT_DIALLED = (
    "12345",
    "电话不详",
    "1381234",
    "138-1234-56",
    "66661234",
    "138123456789",
    "0512-66661234/12345",
    "/",
)


@pytest.mark.parametrize("typed", DIALLED)
def test_a_number_in_any_usual_writing_can_be_dialled(typed):
    assert looks_complete(typed)


@pytest.mark.parametrize("typed", NOT_DIALLED)
def test_too_few_digits_no_area_code_or_words_cannot(typed):
    assert not looks_complete(typed)


def test_a_number_abroad_is_read_as_one_of_its_country():
    assert looks_complete("030 1234567", "DE")
    assert not looks_complete("030 1234567")
