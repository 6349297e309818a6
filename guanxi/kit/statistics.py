"""Small statistics with stated methods: intervals for shares and means, the sample-ratio check, rank classes.

Sources: Wilson 1927; Newcombe 1998, "Interval estimation for the difference between independent proportions",
method 10; Welch 1947. Distribution functions are scipy's; results are floats, for reading and not for
booking.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from statistics import NormalDist
from typing import Final

CONFIDENCE: Final = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class Sample:
    """Aggregates of one group: how many values, their mean, their variance with n - 1 (0 when fewer than
    two).
    """

    count: int
    mean: float
    variance: float


def sample(values: Iterable[float]) -> Sample:
    numbers = list(values)
    count = len(numbers)
    mean = sum(numbers) / count if count else 0.0
    squares = sum((number - mean) ** 2 for number in numbers)
    return Sample(count, mean, squares / (count - 1) if count > 1 else 0.0)


def wilson_interval(successes: int, trials: int, confidence: float = CONFIDENCE) -> Interval:
    """Wilson's score interval for a share; (0, 1), knowing nothing, when there were no trials."""
    _check_counts(successes, trials)
    if trials == 0:
        return Interval(0.0, 1.0)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = successes / trials
    centre = share + z * z / (2 * trials)
    spread = z * sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    # At the ends the bound is exactly 0 or 1; rounding must not move it.
    low = 0.0 if successes == 0 else max(0.0, (centre - spread) / scale)
    high = 1.0 if successes == trials else min(1.0, (centre + spread) / scale)
    return Interval(low, high)


def newcombe_interval(
    successes: int, trials: int, other_successes: int, other_trials: int, confidence: float = CONFIDENCE
) -> Interval:
    """Newcombe's hybrid-score interval for the difference of two independent shares, first minus other."""
    one = wilson_interval(successes, trials, confidence)
    other = wilson_interval(other_successes, other_trials, confidence)
    if trials == 0 or other_trials == 0:
        return Interval(-1.0, 1.0)
    share, other_share = successes / trials, other_successes / other_trials
    difference = share - other_share
    below = sqrt((share - one.low) ** 2 + (other.high - other_share) ** 2)
    above = sqrt((one.high - share) ** 2 + (other_share - other.low) ** 2)
    return Interval(max(-1.0, difference - below), min(1.0, difference + above))


def welch_interval(one: Sample, other: Sample, confidence: float = CONFIDENCE) -> Interval | None:
    """Welch's t interval for the difference of two means, one minus other.

    None when a group has fewer than two values: then nothing is known about the spread.
    """
    if min(one.count, other.count) < 2:  # noqa: PLR2004 - see above
        return None
    difference = one.mean - other.mean
    error, other_error = one.variance / one.count, other.variance / other.count
    if error + other_error == 0:
        return Interval(difference, difference)
    # Shares of the whole error, so that very small variances do not vanish when squared.
    share = error / (error + other_error)
    freedom = 1 / (share**2 / (one.count - 1) + (1 - share) ** 2 / (other.count - 1))
    from scipy.special import stdtrit

    half = float(stdtrit(freedom, (1 + confidence) / 2)) * sqrt(error + other_error)
    return Interval(difference - half, difference + half)


def sample_ratio_p(counts: Sequence[int], shares: Sequence[float]) -> float:
    """Chi-square p-value that the group sizes came from the intended shares (Pearson, k - 1 degrees of
    freedom).

    A tiny value (below 0.001) says that the assignment or the recording went wrong, so no lift may be
    believed.
    """
    total, whole = sum(counts), sum(shares)
    if len(counts) != len(shares) or min(counts, default=0) < 0 or min(shares, default=0) <= 0:
        raise ValueError("as many counts as shares, no negative count, no share of nothing")
    if total == 0 or len(counts) == 1:
        return 1.0
    expected = [total * share / whole for share in shares]
    distance = sum((count - mean) ** 2 / mean for count, mean in zip(counts, expected, strict=True))
    from scipy.special import chdtrc

    return float(chdtrc(len(counts) - 1, distance))


def rank_classes(values: Sequence[float] | Sequence[Decimal], classes: int) -> list[int]:
    """The class 1 (lowest) to `classes` of each value, by the share of values that are strictly smaller.

    class = 1 + floor(classes * smaller / n). Tie rule: equal values have equally many smaller ones and so
    always
    share a class, the one where the first of them stands. In SQL: 1 + classes * (rank() OVER (ORDER BY v) -
    1) / n
    with integer division.
    """
    ordered: list[float | Decimal] = sorted(values)
    smaller: dict[float | Decimal, int] = {}
    for at, value in enumerate(ordered):
        smaller.setdefault(value, at)
    return [1 + classes * smaller[value] // len(ordered) for value in values]


def _check_counts(successes: int, trials: int) -> None:
    if not 0 <= successes <= trials:
        raise ValueError(f"{successes} successes in {trials} trials cannot be")
