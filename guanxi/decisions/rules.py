"""Cells by seeded chance, response codes, and the comparison with control. See docs/algorithms/lift.md."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import blake2b
from typing import Final

from guanxi.decisions.types import Comparison, Group, Verdict
from guanxi.kit.statistics import (
    CONFIDENCE,
    Interval,
    Sample,
    newcombe_interval,
    sample_ratio_p,
    welch_interval,
    wilson_interval,
)

_WHOLE: Final = 2**64
ALPHABET: Final = "23456789ACDEFGHJKMNPQRTUVWXYZ"
"""29 signs, a prime number: without 0 O, 1 I L, B (8) and S (5), which are confused in writing and on the
phone.
"""
BODY_LENGTH: Final = 5
BROKEN_RATIO: Final = 0.001
"""Below this chance the group sizes were not made by the assignment (Fabijan et al. 2019 use the same
border).
"""
FEWEST_RESPONSES: Final = 5
"""Fewer responses in both groups together say nothing, whatever an interval computes from them."""
FEWEST_PER_GROUP: Final = 30


class CannotAssign(ValueError):
    """Cells need different names and positive shares, customers need different keys."""


@dataclass(frozen=True, slots=True)
class CellShare:
    """One cell (a test cell or the control) and its share; shares need not add up to one."""

    name: str
    share: Fraction | int


def draw(seed: str, customer_id: int) -> int:
    """The customer's number in this drawing, 0 to 2**64 - 1, even and independent of everything else."""
    key = blake2b(seed.encode(), digest_size=32).digest()
    return int.from_bytes(blake2b(str(customer_id).encode(), key=key, digest_size=8).digest())


def assign_one(seed: str, customer_id: int, cells: Sequence[CellShare]) -> str:
    """The cell of one customer for an open list: it never changes when others come or go.

    Sizes follow the shares only on average; `assign` gives exact sizes.
    """
    _check(cells)
    whole = sum(Fraction(cell.share) for cell in cells)
    number = draw(seed, customer_id)
    upper = Fraction(0)
    for cell in cells:
        upper += Fraction(cell.share) / whole
        if number < upper * _WHOLE:
            return cell.name
    raise AssertionError("the shares add up to the whole")


def assign(seed: str, customer_ids: Iterable[int], cells: Sequence[CellShare]) -> dict[int, str]:
    """Cut a closed list into cells of exact size: customers in the order of their draw, then cut by
    `cell_sizes`.

    Depends on the seed and the set of keys only, not on their order. Key order is kept in the result.
    """
    _check(cells)
    given = list(customer_ids)
    if len(set(given)) != len(given):
        raise CannotAssign("a customer stands twice in the list")
    # Equal draws (once in 2**64) are settled by the key.
    drawn = sorted(given, key=lambda customer_id: (draw(seed, customer_id), customer_id))
    sizes = cell_sizes(len(drawn), cells)
    names = [cell.name for cell, size in zip(cells, sizes, strict=True) for _ in range(size)]
    return dict(sorted(zip(drawn, names, strict=True)))


def cell_sizes(total: int, cells: Sequence[CellShare]) -> list[int]:
    """Largest remainder (Hamilton): each cell its whole part, the rest one by one to the largest fractions.

    Equal fractions: the cell named first.
    """
    _check(cells)
    whole = sum(Fraction(cell.share) for cell in cells)
    exact = [total * Fraction(cell.share) / whole for cell in cells]
    sizes = [int(size) for size in exact]
    by_remainder = sorted(range(len(cells)), key=lambda at: (sizes[at] - exact[at], at))
    for at in by_remainder[: total - sum(sizes)]:
        sizes[at] += 1
    return sizes


def response_codes(seed: str, cells: Sequence[str]) -> dict[str, str]:
    """One code of six signs per cell, different from each other, the same for the same seed and cells."""
    if len(set(cells)) != len(cells):
        raise CannotAssign("two cells have one name")
    codes: dict[str, str] = {}
    for name in cells:
        attempt = 0
        while (code := _code(f"{seed}\0{name}\0{attempt}")) in codes.values():
            attempt += 1
        codes[name] = code
    return codes


def read_code(typed: str) -> str | None:
    """The code that a customer or clerk typed, spaces, dashes and small letters forgiven; None when it is
    mistyped.

    Every single wrong sign and every swap of two different neighbours is noticed.
    """
    code = "".join(sign for sign in typed.upper() if sign not in " -_.")
    if len(code) != BODY_LENGTH + 1 or any(sign not in ALPHABET for sign in code):
        return None
    return code if code[-1] == _check_sign(code[:-1]) else None


def compare(
    test: Group,
    control: Group,
    shares: tuple[Fraction | int, Fraction | int] | None = None,
    confidence: float = CONFIDENCE,
) -> Comparison:
    """Response and revenue of a test cell against the control, with intervals and the sample-ratio check.

    `shares` are the intended shares of test and control; without them (sizes cut exactly) the check is not
    made.
    """
    rate, control_rate = _rate(test), _rate(control)
    known = rate is not None and control_rate is not None
    difference = rate - control_rate if rate is not None and control_rate is not None else None
    interval = (
        newcombe_interval(test.responses, test.size, control.responses, control.size, confidence)
        if known
        else None
    )
    ratio_p = (
        sample_ratio_p((test.size, control.size), (float(shares[0]), float(shares[1]))) if shares else None
    )
    verdict = _verdict(test, control, interval, ratio_p)
    return Comparison(
        test_rate=rate,
        test_interval=wilson_interval(test.responses, test.size, confidence),
        control_rate=control_rate,
        control_interval=wilson_interval(control.responses, control.size, confidence),
        difference=difference,
        difference_interval=interval,
        relative_lift=difference / control_rate if difference is not None and control_rate else None,
        revenue_difference=_mean(test) - _mean(control) if known else None,
        revenue_interval=welch_interval(_sample(test), _sample(control), confidence),
        sample_ratio_p=ratio_p,
        verdict=verdict,
        sentence=SENTENCES[verdict],
    )


SENTENCES: Final[Mapping[Verdict, tuple[str, str]]] = {
    Verdict.BROKEN: (
        (
            "The group sizes do not fit the intended shares: assignment or recording went wrong, "
            "no lift may be read."
        ),
        "各组人数与设定比例不符：分组或记录有误，不能解读提升。",
    ),
    Verdict.TOO_FEW: (
        "Too few customers or responses to say anything: collect more before deciding.",
        "客户或响应太少，无法下结论：请继续收集后再决定。",
    ),
    Verdict.BETTER: ("The test cell responds better than control.", "测试组的响应优于对照组。"),
    Verdict.WORSE: ("The test cell responds worse than control.", "测试组的响应差于对照组。"),
    Verdict.UNDECIDED: (
        "No difference can be told from chance at this size.",
        "在目前的规模下，差异与偶然无法区分。",
    ),
}


def _verdict(test: Group, control: Group, interval: Interval | None, ratio_p: float | None) -> Verdict:
    if ratio_p is not None and ratio_p < BROKEN_RATIO:
        return Verdict.BROKEN
    few = (
        min(test.size, control.size) < FEWEST_PER_GROUP
        or test.responses + control.responses < FEWEST_RESPONSES
    )
    if few or interval is None:
        return Verdict.TOO_FEW
    if interval.low > 0:
        return Verdict.BETTER
    return Verdict.WORSE if interval.high < 0 else Verdict.UNDECIDED


def _rate(group: Group) -> float | None:
    return group.responses / group.size if group.size else None


def _mean(group: Group) -> float:
    return float(group.revenue) / group.size


def _sample(group: Group) -> Sample:
    """Revenue per head of the whole group: customers without an order count with zero."""
    if group.size < 2:  # noqa: PLR2004 - no spread is known
        return Sample(group.size, float(group.revenue), 0.0)
    spread = float(group.revenue_squares - group.revenue * group.revenue / group.size)
    return Sample(group.size, _mean(group), max(0.0, spread) / (group.size - 1))


def _code(text: str) -> str:
    number = int.from_bytes(blake2b(text.encode(), digest_size=16).digest())
    body = ""
    for _ in range(BODY_LENGTH):
        number, at = divmod(number, len(ALPHABET))
        body += ALPHABET[at]
    return body + _check_sign(body)


def _check_sign(body: str) -> str:
    """Weights 2, 3, 4 ... modulo a prime: one wrong sign, or a swap of neighbours, always changes the sum."""
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(body, start=2))
    return ALPHABET[-total % len(ALPHABET)]


def _check(cells: Sequence[CellShare]) -> None:
    names = [cell.name for cell in cells]
    if not cells or len(set(names)) != len(names) or any(cell.share <= 0 for cell in cells):
        raise CannotAssign("cells need different names and positive shares")
