import argparse
import json
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.grading import commands
from guanxi.grading.rules import CELLS, MatrixRule, column_of, place, potential_of, row_of
from guanxi.grading.types import (
    CRITERIA,
    Access,
    BuyingRules,
    Difference,
    Judgement,
    Margin,
    MissingCriterion,
    Potential,
    Preference,
    Relationship,
    UnknownCriterion,
    UnknownWord,
    Value,
    Volume,
)

KINDS = (Difference, Value, Preference, Access, BuyingRules, Volume, Margin, Relationship)
ROWS = {
    "A": ("very", "value", "us", "easy", "few"),
    "B": ("some", "both", "neutral", "limited", "flexible"),
    "C": ("hardly", "price", "others", "none", "rigid"),
}
COLUMNS = {
    1: ("large", "high", "firm"),
    2: ("large", "high", "developing"),
    3: ("medium", "medium", "good"),
    4: ("medium", "medium", "interest"),
    5: ("small", "low", "limited"),
    6: ("small", "low", "retreating"),
}
TABLE = """
A1 ☆☆☆☆☆ key 目前的关系很牢固 stay
A2 ☆☆☆ key 关系正在快速发展 A1
A3 ☆☆ ordinary 目前的关系不错 stay
A4 ◇ potential 关系的发展有很大的潜力 A3
A5 ◇◇ ordinary 目前的关系相当有限 stay
A6 ×× ordinary 关系正在倒退 A5,exit?
B1 ☆☆☆ key 目前的关系很牢固 A1
B2 ☆☆ key 以中等的速度发展 A2
B3 ◇ ordinary 目前的关系不错 A3
B4 ◇ potential 有不错的潜力 B3
B5 ×× unattractive 相互堤防的关系 B4?
B6 ××× unattractive 关系正在倒退 release
C1 ☆☆ ordinary 相互堤防的关系 B2,B1
C2 ◇ ordinary 关系发展缓慢 B2
C3 ◇ ordinary 相互堤防的关系 B2?
C4 ×× potential 关系发展的潜力不大 B4?
C5 ××× unattractive 相互堤防的关系 release
C6 ×××× unattractive 关系正在倒退 release
"""


def words_of(row, column):
    return dict(zip(CRITERIA, ROWS[row] + COLUMNS[column], strict=True))


def move_words(cell):
    return ",".join((move.target or move.kind) + ("?" if move.condition else "") for move in cell.moves)


@pytest.mark.parametrize("line", TABLE.strip().split("\n"))
def test_each_canonical_row_has_its_own_cell_rating_class_text_and_moves(line):
    name, rating, customer_class, text, moves = line.split()
    placement = place(Judgement.from_words(words_of(name[0], int(name[1]))))
    cell = placement.cell
    assert (cell.name, cell.rating, cell.customer_class, cell.text.zh) == (name, rating, customer_class, text)
    assert move_words(cell) == moves
    assert (placement.row, placement.column, placement.on_matrix, placement.alert) == (
        name[0],
        int(name[1]),
        True,
        None,
    )


def test_the_classes_count_4_7_3_4():
    counted = Counter(str(cell.customer_class) for cell in CELLS.values())
    assert counted == {"key": 4, "ordinary": 7, "potential": 3, "unattractive": 4}


def test_only_c5_and_c6_are_our_own_and_only_c6s_class_is_inferred():
    assert [name for name, cell in CELLS.items() if cell.strategy.own] == ["C5", "C6"]
    assert [name for name, cell in CELLS.items() if cell.class_inferred] == ["C6"]


def test_class_and_rating_are_not_derived_from_each_other():
    assert CELLS["A3"].rating == CELLS["B2"].rating
    assert CELLS["A3"].customer_class != CELLS["B2"].customer_class
    assert {CELLS[name].customer_class for name in ("A6", "C4", "B5")} == {
        "ordinary",
        "potential",
        "unattractive",
    }


def every_judgement():
    return (Judgement(*words) for words in product(*KINDS))


def test_every_judgement_has_one_cell_and_every_cell_is_reached():
    reached = Counter(place(judgement).cell.name for judgement in every_judgement())
    assert sum(reached.values()) == 3**5 * 3 * 3 * 7
    assert set(reached) == set(CELLS)


def test_improving_a_criterion_never_worsens_row_or_column():
    places = {
        judgement: (
            row_of(judgement),
            column_of(potential_of(judgement.volume, judgement.margin), judgement.relationship),
        )
        for judgement in every_judgement()
    }
    compared = 0
    for judgement, (row, column) in places.items():
        for name, kind in zip(CRITERIA, KINDS, strict=True):
            word = getattr(judgement, name)
            better = list(kind)[: list(kind).index(word)]
            if word is Relationship.INTEREST:
                continue  # stands outside the order
            for one in better:
                improved_row, improved_column = places[replace(judgement, **{name: one})]
                assert improved_row <= row
                assert improved_column <= column
                compared += 1
    assert compared == 3**5 * (9 * 15) + 15309 * 7


WEIGHTS = st.integers(0, 5).map(Decimal)


@given(*[WEIGHTS] * 7, st.decimals("1.01", 2, places=2), st.decimals("0.01", 1, places=2))
def test_the_canonical_rows_stand_whatever_the_weights(a, b, c, d, e, f, g, high, low):
    if a + b + c + d + e == 0 or f + g == 0:
        return
    rule = MatrixRule("x", a, b, c, d, e, f, g, high, low, high, low)
    for row, column in product("ABC", range(1, 7)):
        placement = place(Judgement.from_words(words_of(row, column)), rule)
        assert (placement.cell.name, placement.rule_version) == (f"{row}{column}", "x")


def test_impossible_rules_are_refused():
    with pytest.raises(ValueError, match="weights"):
        MatrixRule(volume=Decimal(0), margin=Decimal(0))
    with pytest.raises(ValueError, match="weights"):
        MatrixRule(access=Decimal(-1))
    with pytest.raises(ValueError, match="thresholds"):
        MatrixRule(row_a=Decimal(1))


@pytest.mark.parametrize(
    ("volume", "margin", "potential"),
    [("large", "high", "high"), ("large", "medium", "high"), ("large", "low", "medium"), ("medium", "high", "high"), ("medium", "medium", "medium"),
     ("medium", "low", "medium"), ("small", "high", "medium"), ("small", "medium", "medium"), ("small", "low", "low")],
)  # fmt: skip
def test_volume_and_margin_together(volume, margin, potential):
    assert potential_of(Volume(volume), Margin(margin)) is Potential(potential)


@pytest.mark.parametrize(
    ("potential", "columns"),
    [("high", (1, 1, 2, 2, 2, 2, 4)), ("medium", (3, 3, 3, 3, 3, 3, 4)), ("low", (5, 5, 5, 5, 6, 6, 4))],
)
def test_the_column_of_each_state(potential, columns):
    assert tuple(column_of(Potential(potential), state) for state in Relationship) == columns


def test_a_state_without_a_column_is_marked_with_a_sentence():
    words = words_of("A", 1) | {"relationship": "retreating"}
    placement = place(Judgement.from_words(words))
    assert (placement.cell.name, placement.on_matrix) == ("A2", False)
    assert placement.alert.en == (
        "Off the matrix: a retreating relationship with high potential has no cell of its own; "
        "column 2 (relation developing) is the nearest."
    )
    assert (
        placement.alert.zh
        == "不在矩阵上：“倒退中的关系”与“很有潜力”没有对应的格子；最接近的是第2列（关系正在发展）。"
    )
    assert placement.reasons[-1].code == "off_matrix"
    firm = place(Judgement.from_words(words_of("A", 5) | {"relationship": "firm"}))
    assert (firm.cell.name, firm.on_matrix) == ("A5", False)


def codes(words):
    return [reason.code for reason in place(Judgement.from_words(words)).reasons]


def test_the_reasons_name_the_deciding_criteria():
    assert codes(words_of("A", 1)) == ["row.A", "potential.high", "column.1"]
    seven_of_ten = words_of("A", 1) | {"access": "limited", "rules": "flexible", "preference": "neutral"}
    assert codes(seven_of_ten) == [
        "row.B",
        "deciding.preference.us",
        "deciding.access.easy",
        "deciding.rules.few",
        "potential.high",
        "column.1",
    ]


def test_wrong_words_are_named_with_the_allowed_ones():
    with pytest.raises(UnknownWord) as refusal:
        Judgement.from_words(words_of("A", 1) | {"access": "sometimes"})
    assert str(refusal.value) == "access: 'sometimes' is none of easy, limited, none"
    with pytest.raises(UnknownWord):
        Judgement.from_words(words_of("A", 1) | {"access": None})
    with pytest.raises(MissingCriterion) as missing:
        Judgement.from_words({"difference": "very"})
    assert missing.value.criterion == "value"
    with pytest.raises(UnknownCriterion):
        Judgement.from_words(words_of("A", 1) | {"mood": "fine"})


def run(words, *options):
    parser = argparse.ArgumentParser()
    commands.commands(parser.add_subparsers())
    arguments = parser.parse_args(["grade", "--json", words, *options])
    return arguments.handle(arguments)


def test_the_command_prints_json(capsys):
    assert run(json.dumps(words_of("A", 1))) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["cell"], printed["rating"], printed["class"]) == ("A1", "☆☆☆☆☆", "key")
    assert [reason["code"] for reason in printed["reasons"]] == ["row.A", "potential.high", "column.1"]
    assert printed["moves"] == [{"kind": "stay", "target": None, "condition": None}]


def test_the_command_explains_and_refuses(capsys):
    assert run(json.dumps(words_of("C", 6)), "--explain") == 0
    assert capsys.readouterr().out.startswith(
        "C6 ×××× unattractive\n- Row C, not very attractive: 0 of 10 points"
    )
    for wrong in ("{", "[]", "{}"):
        assert run(wrong) == 1
        assert capsys.readouterr().err.startswith("cannot grade: ")
