"""From pairs to clusters, guarded against chains: what contradicts, or holds by one thread, stays apart."""

from collections.abc import Callable
from itertools import pairwise
from typing import Final

import numpy as np

from guanxi.customers.rules.duplicates.blocking import pairs_in_runs
from guanxi.customers.rules.duplicates.columns import Floats
from guanxi.customers.rules.duplicates.comparing import Rows
from guanxi.customers.rules.duplicates.weights import CERTAINLY_NOT

Score = Callable[[Rows, Rows], Floats]
"""Log-odds of pairs of rows."""

_LARGEST_SETTLED: Final = 200
_STEP: Final = 3.0
_LOUDEST: Final = 15.0  # one pair, however sure, does not outvote the others


def cluster(count: int, left: Rows, right: Rows, scores: Floats, score: Score) -> Rows:
    """One number per row: of its cluster, which is numbered by its first row.

    `scores` are the log-odds of the accepted pairs; `score` judges pairs that were no candidates. A group of
    three or more is built from its most likely pairs, and two parts of it join only while no pair between
    them contradicts and the mean log-odds between them speak for it.
    """
    numbers = _components(count, left, right, scores)
    sizes = np.bincount(numbers, minlength=count)
    rows = np.argsort(numbers, kind="stable").astype(np.int64)
    rows = rows[sizes[numbers[rows]] > 2]  # noqa: PLR2004 - a pair cannot be a chain
    if len(rows):
        _settle(numbers, rows, score)
    return _by_first_row(numbers)


def joined(clusters: Rows, left: Rows, right: Rows) -> Rows:
    """The clusters when these pairs of rows are one beyond doubt."""
    return _by_first_row(_connected(len(clusters), clusters[left], clusters[right])[clusters])


def _components(count: int, left: Rows, right: Rows, scores: Floats) -> Rows:
    """Connected groups; groups too large to be settled are cut at a higher likelihood until they are not."""
    numbers = _connected(count, left, right)
    bar = _STEP
    while len(left) and np.bincount(numbers).max() > _LARGEST_SETTLED:
        large = np.bincount(numbers)[numbers[left]] > _LARGEST_SETTLED
        kept = ~large | (scores > bar)
        if not scores[large].max(initial=0.0) > bar:
            kept = ~large
        left, right, scores = left[kept], right[kept], scores[kept]
        numbers = _connected(count, left, right)
        bar += _STEP
    return numbers


def _connected(count: int, left: Rows, right: Rows) -> Rows:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(count, count))
    _, numbers = connected_components(graph, directed=False)
    return np.asarray(numbers, dtype=np.int64)


def _settle(numbers: Rows, rows: Rows, score: Score) -> None:
    """Cut the groups whose inner pairs do not all agree. `rows` in order of group. Changes `numbers`."""
    found = list(pairs_in_runs(numbers[rows], rows, _LARGEST_SETTLED))
    left = np.concatenate([pair[0] for pair in found])
    right = np.concatenate([pair[1] for pair in found])
    inner = score(left, right)
    doubtful = np.unique(numbers[left[inner <= 0]])
    mine = np.isin(numbers[left], doubtful)
    left, right, inner = left[mine], right[mine], inner[mine]
    order = np.argsort(numbers[left], kind="stable")
    left, right, inner = left[order], right[order], inner[order]
    bounds = np.flatnonzero(np.append(np.append(True, numbers[left][1:] != numbers[left][:-1]), True))
    fresh = int(numbers.max()) + 1
    for start, end in pairwise(bounds.tolist() if len(left) else ()):
        members = np.unique(np.append(left[start:end], right[start:end]))
        parts = _parts(members, left[start:end], right[start:end], inner[start:end])
        numbers[members] = fresh + parts
        fresh += len(members)


def _parts(members: Rows, left: Rows, right: Rows, scores: Floats) -> Rows:
    """For each member the number of its part: average linkage, with contradictions never joined."""
    size = len(members)
    likely = np.full((size, size), -np.inf)
    one, two = np.searchsorted(members, left), np.searchsorted(members, right)
    likely[one, two] = likely[two, one] = np.clip(scores, -_LOUDEST, _LOUDEST)
    never = np.zeros((size, size), dtype=bool)
    never[one, two] = never[two, one] = scores <= CERTAINLY_NOT / 2
    likely[never] = -np.inf
    weight = np.ones(size)
    part = np.arange(size)
    while True:
        best = int(np.argmax(likely))
        into, gone = divmod(best, size)
        if likely[into, gone] <= 0:
            return part
        joined = (likely[into] * weight[into] + likely[gone] * weight[gone]) / (weight[into] + weight[gone])
        joined[[into, gone]] = -np.inf
        likely[into] = likely[:, into] = joined
        likely[gone] = likely[:, gone] = -np.inf
        weight[into] += weight[gone]
        part[part == gone] = into


def _by_first_row(numbers: Rows) -> Rows:
    _, first, place = np.unique(numbers, return_index=True, return_inverse=True)
    return first.astype(np.int64)[place]
