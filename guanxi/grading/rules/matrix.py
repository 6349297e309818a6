"""Where a judgement stands in the value matrix: pure, total, monotone. See docs/algorithms/matrix.md."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from guanxi.grading.rules.cells import CELLS
from guanxi.grading.types import (
    Judgement,
    Margin,
    Placement,
    Potential,
    Reason,
    Relationship,
    Sentence,
    Volume,
)

ATTRACTIVENESS: Final = ("difference", "value", "preference", "access", "rules")
_BEST: Final = 2  # points of the best word of three; the next has 1, the worst 0
_ONE: Final = Decimal(1)

_NAMES: Final = {
    "difference": Sentence("difference from others", "与别人的差异"),
    "value": Sentence("value or price", "价值与价格"),
    "preference": Sentence("preference", "偏好"),
    "access": Sentence("access to key people", "接近关键人物"),
    "rules": Sentence("buying rules", "购买的规则"),
}
_WORDS: Final = {
    "very": "非常不同", "some": "有些不同", "hardly": "鲜有不同", "value": "购买的是价值", "both":
    "价格和价值", "price": "只讲价格",
    "us": "偏向我们一方", "neutral": "中立", "others": "偏向别的供应商", "easy": "很容易接近", "limited":
    "接近的机会有限", "none": "无法接近",
    "few": "规定限制很少", "flexible": "灵活的规定", "rigid": "死板的规定",
}  # fmt: skip
_VOLUMES: Final = {Volume.LARGE: "量大", Volume.MEDIUM: "中等的量", Volume.SMALL: "量很小"}
_MARGINS: Final = {Margin.HIGH: "利润高", Margin.MEDIUM: "中等的利润", Margin.LOW: "利润很低"}
_STATES: Final = {
    Relationship.FIRM: "目前关系非常牢固",
    Relationship.GOOD: "目前关系良好",
    Relationship.DEVELOPING: "发展中的关系",
    Relationship.LIMITED: "目前关系有限",
    Relationship.DEFENSIVE: "防守阶段的关系",
    Relationship.RETREATING: "倒退中的关系",
    Relationship.INTEREST: "关系发展的潜力（尚无往来）",
}
_POTENTIALS: Final = {
    Potential.HIGH: "很有潜力",
    Potential.MEDIUM: "中等程度的潜力",
    Potential.LOW: "不太有潜力",
}
_ROWS: Final = {
    "A": Sentence("very attractive", "很有吸引力"),
    "B": Sentence("of medium attraction", "中等程度的吸引力"),
    "C": Sentence("not very attractive", "不太具有吸引力"),
}
_COLUMNS: Final = {
    1: Sentence("position very firm", "地位很稳固"),
    2: Sentence("relation developing", "关系正在发展"),
    3: Sentence("position good", "定位不错"),
    4: Sentence("just entering", "处于刚刚进入的位置"),
    5: Sentence("limited mutual dealings", "双方的交往有限"),
    6: Sentence("exiting", "处于退出的位置"),
}
_STATES_THAT_FIT: Final = {
    1: {Relationship.FIRM, Relationship.GOOD},
    2: {Relationship.DEVELOPING},
    3: {Relationship.FIRM, Relationship.GOOD, Relationship.DEVELOPING},
    4: {Relationship.INTEREST},
    5: {Relationship.LIMITED},
    6: {Relationship.DEFENSIVE, Relationship.RETREATING},
}


@dataclass(frozen=True, slots=True)
class MatrixRule:
    """A company's weights and thresholds. A criterion counts 2, 1 or 0 points; the weighted mean decides.

    Means at or above `row_a` give row A, at or above `row_b` row B; the same for potential with volume and
    margin.
    0 < row_b <= 1 < row_a <= 2 keeps the three canonical rows on their letters whatever the weights are.
    """

    version: str = "1"
    difference: Decimal = _ONE
    value: Decimal = _ONE
    preference: Decimal = _ONE
    access: Decimal = _ONE
    rules: Decimal = _ONE
    volume: Decimal = _ONE
    margin: Decimal = _ONE
    row_a: Decimal = Decimal("1.5")
    row_b: Decimal = Decimal("0.5")
    potential_high: Decimal = Decimal("1.5")
    potential_medium: Decimal = Decimal("0.5")

    def __post_init__(self) -> None:
        for names in (ATTRACTIVENESS, ("volume", "margin")):
            weights = [getattr(self, name) for name in names]
            if min(weights) < 0 or sum(weights) == 0:
                raise ValueError(f"the weights of {', '.join(names)} must not be negative, nor all zero")
        for high, low in ((self.row_a, self.row_b), (self.potential_high, self.potential_medium)):
            if not 0 < low <= 1 < high <= _BEST:
                raise ValueError("thresholds must keep 0 < lower <= 1 < upper <= 2")


DEFAULT_RULE: Final = MatrixRule()


def place(judgement: Judgement, rule: MatrixRule = DEFAULT_RULE) -> Placement:
    """The cell of a judgement with its reasons. Total: every judgement has exactly one cell."""
    row = row_of(judgement, rule)
    potential = potential_of(judgement.volume, judgement.margin, rule)
    column = column_of(potential, judgement.relationship)
    fits = judgement.relationship in _STATES_THAT_FIT[column]
    alert = None if fits else _alert(judgement.relationship, potential, column)
    reasons = [
        _row_reason(judgement, row, rule),
        *_deciding_reasons(judgement, row, rule),
        _potential_reason(judgement, potential),
        _column_reason(judgement.relationship, potential, column),
    ]
    if alert:
        reasons.append(Reason("off_matrix", alert))
    return Placement(
        cell=CELLS[f"{row}{column}"],
        row=row,
        column=column,
        potential=potential,
        on_matrix=fits,
        alert=alert,
        reasons=tuple(reasons),
        rule_version=rule.version,
    )


def row_of(judgement: Judgement, rule: MatrixRule = DEFAULT_RULE) -> str:
    weights = {name: getattr(rule, name) for name in ATTRACTIVENESS}
    points = sum(weight * _points(getattr(judgement, name)) for name, weight in weights.items())
    # Compared as products: no division, so no rounding can move a customer over a border.
    whole = sum(weights.values())
    if points >= rule.row_a * whole:
        return "A"
    return "B" if points >= rule.row_b * whole else "C"


def potential_of(volume: Volume, margin: Margin, rule: MatrixRule = DEFAULT_RULE) -> Potential:
    """By default: high for large and high or one of them with a medium; low for small with low; else
    medium.
    """
    points = rule.volume * _points(volume) + rule.margin * _points(margin)
    whole = rule.volume + rule.margin
    if points >= rule.potential_high * whole:
        return Potential.HIGH
    return Potential.MEDIUM if points >= rule.potential_medium * whole else Potential.LOW


def column_of(potential: Potential, relationship: Relationship) -> int:
    """The potential gives the pair of columns, the relationship the place in it; `interest` is always
    column 4.
    """
    if relationship is Relationship.INTEREST:
        return 4
    if potential is Potential.HIGH:
        return 1 if relationship in {Relationship.FIRM, Relationship.GOOD} else 2
    if potential is Potential.MEDIUM:
        return 3
    return 6 if relationship in {Relationship.DEFENSIVE, Relationship.RETREATING} else 5


def _points(word: StrEnum) -> int:
    return _BEST - list(type(word)).index(word)


def _row_reason(judgement: Judgement, row: str, rule: MatrixRule) -> Reason:
    whole = sum(getattr(rule, name) for name in ATTRACTIVENESS) * _BEST
    points = sum(getattr(rule, name) * _points(getattr(judgement, name)) for name in ATTRACTIVENESS)
    words = [(_NAMES[name], getattr(judgement, name)) for name in ATTRACTIVENESS]
    listed_en = ", ".join(f"{name.en}: {word}" for name, word in words)
    listed_zh = "，".join(f"{name.zh}：{_WORDS[word]}" for name, word in words)
    return Reason(
        f"row.{row}",
        Sentence(
            f"Row {row}, {_ROWS[row].en}: {points} of {whole} points ({listed_en}).",
            f"{row}行，{_ROWS[row].zh}：{whole}分中得{points}分（{listed_zh}）。",
        ),
    )


def _deciding_reasons(judgement: Judgement, row: str, rule: MatrixRule) -> list[Reason]:
    """The criteria each of which alone would change the row by one step up or down."""
    reasons = []
    for name in ATTRACTIVENESS:
        word: StrEnum = getattr(judgement, name)
        words = list(type(word))
        at = words.index(word)
        for other in words[max(0, at - 1) : at] + words[at + 1 : at + 2]:
            change: dict[str, Any] = {name: other}  # Any: each criterion has an enum of its own
            moved = row_of(replace(judgement, **change), rule)
            if moved != row:
                label = _NAMES[name]
                en = f"Deciding: {label.en}. With {other!s} instead of {word!s} the row would be {moved}."
                zh = f"决定性标准：{label.zh}。若为“{_WORDS[other]}”而非“{_WORDS[word]}”，则为{moved}行。"
                reasons.append(Reason(f"deciding.{name}.{other}", Sentence(en, zh)))
    return reasons


def _potential_reason(judgement: Judgement, potential: Potential) -> Reason:
    return Reason(
        f"potential.{potential}",
        Sentence(
            f"Potential {potential}: volume {judgement.volume}, margin {judgement.margin}.",
            f"{_POTENTIALS[potential]}：{_VOLUMES[judgement.volume]}，{_MARGINS[judgement.margin]}。",
        ),
    )


def _column_reason(state: Relationship, potential: Potential, column: int) -> Reason:
    if state is Relationship.INTEREST:
        en = "no dealings yet: always column 4, whatever the potential"
        zh = "尚无往来：不论潜力如何，总在第4列"
    else:
        en = f"potential {potential} and relationship {state}"
        zh = f"{_POTENTIALS[potential]}，{_STATES[state]}"
    name = _COLUMNS[column]
    return Reason(
        f"column.{column}", Sentence(f"Column {column}, {name.en}: {en}.", f"第{column}列，{name.zh}：{zh}。")
    )


def _alert(state: Relationship, potential: Potential, column: int) -> Sentence:
    name = _COLUMNS[column]
    return Sentence(
        f"Off the matrix: a {state} relationship with {potential} potential has no cell of its own; "
        f"column {column} ({name.en}) is the nearest.",
        f"不在矩阵上：“{_STATES[state]}”与“{_POTENTIALS[potential]}”没有对应的格子；最接近的是第{column}列（{name.zh}）。",
    )
