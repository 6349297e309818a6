from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.kit.statistics import (
    Interval,
    Sample,
    newcombe_interval,
    rank_classes,
    sample,
    sample_ratio_p,
    welch_interval,
    wilson_interval,
)


def near(interval, low, high, within=5e-5):
    return abs(interval.low - low) < within and abs(interval.high - high) < within


def test_wilson_against_newcombes_paper():
    assert near(wilson_interval(81, 263), 0.2553, 0.3662)  # Newcombe 1998 (one sample), table I
    assert near(wilson_interval(15, 148), 0.0624, 0.1605)
    assert near(wilson_interval(0, 20), 0.0, 0.1611)
    assert near(wilson_interval(1, 29), 0.0061, 0.1718)
    assert wilson_interval(0, 0) == Interval(0.0, 1.0)


def test_newcombe_against_his_paper():
    assert near(newcombe_interval(56, 70, 48, 80), 0.0524, 0.3339)  # Newcombe 1998, table II, method 10
    assert near(newcombe_interval(9, 10, 3, 10), 0.1705, 0.8090)
    assert near(newcombe_interval(10, 10, 0, 20), 0.6791, 1.0000)
    assert newcombe_interval(0, 0, 3, 10) == Interval(-1.0, 1.0)


def test_welch_against_scipys_own():
    from scipy.stats import ttest_ind

    one, other = [1.0, 2.5, 3.0, 9.0], [0.0, 0.5, 4.0]
    expected = ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    interval = welch_interval(sample(one), sample(other))
    assert near(interval, expected.low, expected.high, 1e-9)
    assert welch_interval(sample([1.0]), sample(other)) is None
    assert welch_interval(sample([2.0, 2.0]), sample([1.0, 1.0])) == Interval(1.0, 1.0)


def test_sample():
    assert sample([1.0, 3.0]) == Sample(2, 2.0, 2.0)
    assert sample([]) == Sample(0, 0.0, 0.0)


def test_sample_ratio():
    assert abs(sample_ratio_p([110, 90], [0.5, 0.5]) - 0.157299) < 1e-6
    assert abs(sample_ratio_p([100, 100, 200], [1, 1, 2]) - 1.0) < 1e-12
    assert sample_ratio_p([821_588, 815_482], [0.5, 0.5]) < 0.00001
    assert sample_ratio_p([0, 0], [0.5, 0.5]) == 1.0
    for wrong in (([1, -1], [0.5, 0.5]), ([1, 1], [1.0]), ([1, 1], [1.0, 0.0])):
        with pytest.raises(ValueError, match="as many counts"):
            sample_ratio_p(*wrong)


def test_counts_that_cannot_be():
    for wrong in ((5, 3), (-1, 3)):
        with pytest.raises(ValueError, match="cannot be"):
            wilson_interval(*wrong)


def test_rank_classes():
    assert rank_classes([10, 20, 30, 40, 50], 5) == [1, 2, 3, 4, 5]
    assert rank_classes([1, 1, 1, 1, 9], 5) == [1, 1, 1, 1, 5]
    assert rank_classes([9, 1, 9, 1], 5) == [3, 1, 3, 1]
    assert rank_classes([7], 5) == [1]
    assert rank_classes([], 5) == []


@given(st.lists(st.integers(0, 9), max_size=40), st.integers(1, 7))
def test_classes_follow_the_values(values, classes):
    given_classes = rank_classes(values, classes)
    for one, its in zip(values, given_classes, strict=True):
        assert 1 <= its <= classes
        for other, others in zip(values, given_classes, strict=True):
            assert (one == other) <= (its == others)
            assert (one < other) <= (its <= others)


@given(st.integers(1, 500), st.integers(1, 500), st.data())
def test_intervals_hold_their_estimate(trials, other_trials, data):
    successes = data.draw(st.integers(0, trials))
    others = data.draw(st.integers(0, other_trials))
    assert successes / trials in wilson_interval(successes, trials)
    interval = newcombe_interval(successes, trials, others, other_trials)
    assert -1 <= interval.low <= successes / trials - others / other_trials <= interval.high <= 1
    mirrored = newcombe_interval(others, other_trials, successes, trials)
    assert near(mirrored, -interval.high, -interval.low, 1e-12)
    assert interval.high < inf
