from collections import Counter
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.decisions.rules import (
    ALPHABET,
    CannotAssign,
    CellShare,
    assign,
    assign_one,
    cell_sizes,
    compare,
    draw,
    read_code,
    response_codes,
)
from guanxi.decisions.types import Group, Verdict

CELLS = [CellShare("A", 2), CellShare("B", 2), CellShare("control", 1)]
KEYS = st.lists(st.integers(1, 10**9), unique=True, max_size=60)


def test_the_drawing_is_fixed_for_ever():
    assert draw("spring", 1) == 16596622991180241110
    assert draw("spring", 1) != draw("spring", 2)
    assert draw("spring", 1) != draw("autumn", 1)


@given(KEYS, st.randoms())
def test_the_order_of_the_list_does_not_matter(keys, chance):
    shuffled = list(keys)
    chance.shuffle(shuffled)
    assert assign("s", shuffled, CELLS) == assign("s", keys, CELLS)
    assert list(assign("s", shuffled, CELLS)) == sorted(keys)


@given(KEYS)
def test_sizes_are_exact(keys):
    counted = Counter(assign("s", keys, CELLS).values())
    assert [counted[cell.name] for cell in CELLS] == cell_sizes(len(keys), CELLS)


@given(st.integers(0, 10_000), st.lists(st.integers(1, 50), min_size=1, max_size=6))
def test_largest_remainder(total, shares):
    cells = [CellShare(str(at), share) for at, share in enumerate(shares)]
    sizes = cell_sizes(total, cells)
    assert sum(sizes) == total
    assert all(
        abs(size - Fraction(total * share, sum(shares))) < 1
        for size, share in zip(sizes, shares, strict=True)
    )


def test_sizes_by_hand():
    assert cell_sizes(10, CELLS) == [4, 4, 2]
    assert cell_sizes(11, CELLS) == [5, 4, 2]
    assert cell_sizes(1, [CellShare("a", 1), CellShare("b", 1)]) == [1, 0]


def test_an_open_list_keeps_everyone_in_place_and_near_the_shares():
    counted = Counter(assign_one("s", key, CELLS) for key in range(20_000))
    assert [abs(counted[cell.name] - 4000 * cell.share) < 200 for cell in CELLS] == [True, True, True]
    assert assign_one("s", 7, CELLS) == assign_one("s", 7, CELLS)


def test_what_cannot_be_assigned():
    for cells in ([], [CellShare("a", 1), CellShare("a", 1)], [CellShare("a", 0)]):
        with pytest.raises(CannotAssign):
            assign("s", [1], cells)
    with pytest.raises(CannotAssign):
        assign("s", [1, 1], CELLS)
    with pytest.raises(CannotAssign):
        response_codes("s", ["a", "a"])


def test_codes_are_fixed_different_and_plain():
    codes = response_codes("spring", ["A", "B", "control"])
    assert codes == response_codes("spring", ["A", "B", "control"])
    many = response_codes("spring", [str(number) for number in range(2000)])
    assert len(set(many.values())) == 2000
    assert all(read_code(code) == code and set(code) <= set(ALPHABET) for code in many.values())
    assert set("0O1ILBS").isdisjoint(ALPHABET)


@given(st.integers(0, 10_000), st.integers(0, 5), st.sampled_from(ALPHABET))
def test_a_mistyped_code_is_noticed(number, at, sign):
    [code] = response_codes(str(number), ["A"]).values()
    wrong = code[:at] + sign + code[at + 1 :]
    assert read_code(wrong) == (code if wrong == code else None)
    swapped = code[:at] + code[at + 1 : at + 2] + code[at] + code[at + 2 :]
    assert read_code(swapped) == (code if swapped == code else None)
    assert read_code(f" {code[:3].lower()}-{code[3:]} ") == code


@given(st.text(max_size=12))
def test_any_text_is_read_as_a_code_or_not(typed):
    assert read_code(typed) is None or len(read_code(typed)) == 6


def test_a_clear_lift():
    found = compare(
        Group(1000, 120, Decimal(12_000), Decimal(1_300_000)),
        Group(1000, 80, Decimal(8000), Decimal(900_000)),
        (1, 1),
    )
    assert (found.test_rate, found.control_rate) == (0.12, 0.08)
    assert round(found.difference, 12) == 0.04
    assert round(found.relative_lift, 12) == 0.5
    assert (round(found.difference_interval.low, 4), round(found.difference_interval.high, 4)) == (
        0.0137,
        0.0664,
    )
    assert found.revenue_difference == 4.0
    assert found.revenue_interval.low < 4.0 < found.revenue_interval.high
    assert found.sample_ratio_p == 1.0
    assert found.verdict is Verdict.BETTER


def test_verdicts():
    assert compare(Group(1000, 80), Group(1000, 120)).verdict is Verdict.WORSE
    assert compare(Group(1000, 100), Group(1000, 101)).verdict is Verdict.UNDECIDED
    assert compare(Group(29, 20), Group(1000, 20)).verdict is Verdict.TOO_FEW
    assert compare(Group(1000, 4), Group(1000, 0)).verdict is Verdict.TOO_FEW
    assert compare(Group(2000, 300), Group(1000, 20), (1, 1)).verdict is Verdict.BROKEN
    assert compare(Group(2000, 300), Group(1000, 20), (2, 1)).verdict is Verdict.BETTER


def test_empty_groups_are_no_error():
    found = compare(Group(0, 0), Group(10, 1))
    assert (found.test_rate, found.difference, found.revenue_difference, found.revenue_interval) == (
        None,
        None,
        None,
        None,
    )
    assert found.verdict is Verdict.TOO_FEW
    assert compare(Group(100, 10), Group(100, 0)).relative_lift is None
    with pytest.raises(ValueError, match="cannot be"):
        Group(1, 2)


@given(st.integers(0, 200), st.integers(0, 200), st.data())
def test_comparing_is_total(size, other, data):
    test = Group(size, data.draw(st.integers(0, size)), Decimal(5), Decimal(25))
    control = Group(other, data.draw(st.integers(0, other)), Decimal(0), Decimal(0))
    found = compare(test, control, (1, 1))
    assert all(found.sentence)
    if found.difference is not None:
        assert found.difference_interval.low <= found.difference <= found.difference_interval.high
