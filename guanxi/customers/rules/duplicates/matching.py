"""The whole way: records in; pairs, clusters and weights out. And one record against candidates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from guanxi.customers.rules.duplicates.blocking import candidates, plan_keys
from guanxi.customers.rules.duplicates.clustering import cluster, joined
from guanxi.customers.rules.duplicates.columns import (
    GIVEN_PART,
    SURNAME_PART,
    Column,
    Floats,
    Records,
    read_records,
)
from guanxi.customers.rules.duplicates.comparing import (
    DIFFERENT,
    EXACT,
    Levels,
    Rows,
    exchange_names,
    likeness,
    simple_levels,
    vetoed,
)
from guanxi.customers.rules.duplicates.copies import copies
from guanxi.customers.rules.duplicates.fitting import fit
from guanxi.customers.rules.duplicates.roles import Field, Role
from guanxi.customers.rules.duplicates.weights import (
    CERTAINLY_NOT,
    Weights,
    frequencies,
    pair_scores,
    probabilities,
)

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH: Final = 500_000
_PRIOR_ROUNDS: Final = 3
_LEVEL_NAMES: Final = ("absent", "different", "weak", "close", "exact")


@dataclass(frozen=True, slots=True, eq=False)
class Doubles:
    """What a scan found. `left` < `right` are rows from 0; `clusters` holds for each row its cluster's first
    row. Pairs are those inside clusters that were compared and found likely.
    """

    fields: tuple[Field, ...]
    left: Rows
    right: Rows
    probability: Floats
    clusters: Rows
    compared: int
    weights: Weights


@dataclass(frozen=True, slots=True)
class Likely:
    """How likely the candidate is the record, and how each field agreed: reasons for people."""

    candidate: int
    probability: float
    agreement: tuple[tuple[str, str], ...]


def find_doubles(
    table: "pa.Table", roles: Mapping[str, Role] | None = None, *, threshold: float = 0.5,
    weights: Weights | None = None,
) -> Doubles:  # fmt: skip
    """Scan a table; columns without a role are recognised by content, `Role.IGNORED` leaves one out.

    With `weights` from an earlier scan nothing is fitted anew: for that the columns must be the same.
    """
    records = read_records(table, roles, splits=None if weights is None else _splits(weights))
    fields = tuple(column.field for column in records.columns)
    none = np.zeros(0, dtype=np.int64)
    if records.count < 2 or not fields:  # noqa: PLR2004 - no pair
        return Doubles(fields, none, none, np.zeros(0), np.arange(records.count), 0, Weights(0.0, ()))
    weights = fit(records) if weights is None else weights
    left, right = candidates(records, plan_keys(records, weights))
    compared = len(left)
    scorer = _Scorer(records, weights)
    scores = scorer.of_many(left, right)
    shift = _prior_shift(records.count, weights.prior, scores)
    weights = Weights(weights.prior + shift, weights.fields)
    scorer = _Scorer(records, weights)
    bar = float(np.log(threshold / (1 - threshold)))
    likely = scores + shift > bar
    left, right, scores = left[likely], right[likely], scores[likely] + shift - bar
    clusters = cluster(records.count, left, right, scores, lambda one, two: scorer.of(one, two) - bar)
    inside = clusters[left] == clusters[right]
    left, right, chances = left[inside], right[inside], probabilities(scores[inside] + bar)
    left, right, chances, clusters = _with_copies(copies(records), left, right, chances, clusters)
    return Doubles(fields, left, right, chances, clusters, compared, weights)


def _with_copies(
    first: Rows, left: Rows, right: Rows, chances: Floats, clusters: Rows
) -> tuple[Rows, Rows, Floats, Rows]:
    """Copies are one, whatever a model thinks of values that stand in every row."""
    again = np.flatnonzero(first != np.arange(len(first)))
    if not len(again):
        return left, right, chances, clusters
    known = np.isin(first[again] * len(first) + again, left * len(first) + right)
    fresh = again[~known]
    left, right = np.append(left, first[fresh]), np.append(right, fresh)
    chances = np.append(chances, np.ones(len(fresh)))
    return left, right, chances, joined(clusters, first[again], again)


def score_record(
    record: Mapping[str, str], candidate_records: Sequence[Mapping[str, str]], weights: Weights
) -> list[Likely]:
    """Each candidate's probability of being the record, the likeliest first. Keys are names of the fitted
    columns; absent ones count as unknown.
    """
    import pyarrow as pa

    names = list(_read_roles(weights))
    rows = [record, *candidate_records]
    table = pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in names})
    scorer = _scorer_of(table, weights)
    known = scorer.weights
    left = np.zeros(len(candidate_records), dtype=np.int64)
    right = np.arange(1, len(rows))
    levels = scorer.levels(left, right)
    chances = probabilities(scorer.of(left, right))
    found = [
        Likely(
            place,
            float(chance),
            tuple(
                (field.field.name, _LEVEL_NAMES[levels[order][place]])
                for order, field in enumerate(known.fields)
            ),
        )
        for place, chance in enumerate(chances)
    ]
    return sorted(found, key=lambda likely: (-likely.probability, likely.candidate))


def score_pairs(table: "pa.Table", weights: Weights, left: Rows, right: Rows) -> Floats:
    """The probability of each pair of rows, by the weights of an earlier scan of the same columns."""
    return probabilities(_scorer_of(table, weights).of(left, right))


def _scorer_of(table: "pa.Table", weights: Weights) -> "_Scorer":
    """Of few records: columns in which none of them says anything have no part in it."""
    roles = _read_roles(weights)
    records = read_records(table, roles, splits=_splits(weights))
    present = {column.field.name for column in records.columns}
    known = Weights(weights.prior, tuple(field for field in weights.fields if field.field.name in present))
    return _Scorer(records, known)


def _splits(weights: Weights) -> bool:
    return any(one.field.name.endswith(GIVEN_PART) for one in weights.fields)


def _read_roles(weights: Weights) -> dict[str, Role]:
    """The columns that were read, with their roles: a column taken apart has weights for its parts."""
    roles: dict[str, Role] = {}
    for one in weights.fields:
        name = one.field.name
        whole = name.removesuffix(GIVEN_PART).removesuffix(SURNAME_PART)
        roles[whole] = one.field.role if whole == name else Role.PERSON
    return roles


class _Scorer:
    """Log-odds of pairs of rows of given records by given weights."""

    def __init__(self, records: Records, weights: Weights) -> None:
        by_name = {column.field.name: column for column in records.columns}
        self.weights = weights
        self.columns: list[Column] = [by_name[field.field.name] for field in weights.fields]
        self.frequencies = [
            frequencies(column, field) for column, field in zip(self.columns, weights.fields, strict=True)
        ]
        self.best = [
            float(np.log(field.match[EXACT - 1]) - np.log(field.chance[EXACT - 1]))
            for field in weights.fields
        ]

    def levels(self, left: Rows, right: Rows, hopeless: float = -np.inf) -> list[Levels]:
        """Levels of all columns. Texts of pairs that cannot reach log-odds `hopeless` are not compared."""
        levels = [simple_levels(column, left, right) for column in self.columns]
        exchange_names(self.columns, levels, left, right)
        hope = np.full(len(left), np.inf)
        if hopeless > -np.inf:
            hope = pair_scores(self.weights, self.columns, levels, left, self.frequencies)
            hope += self._gain_at_best(levels)
        for place, column in enumerate(self.columns):
            open_pairs = np.flatnonzero((levels[place] == DIFFERENT) & (hope > hopeless))
            if len(open_pairs):
                levels[place][open_pairs] = likeness(
                    column, column.ids[left[open_pairs]], column.ids[right[open_pairs]]
                )
        return levels

    def of(self, left: Rows, right: Rows, hopeless: float = -np.inf) -> Floats:
        levels = self.levels(left, right, hopeless)
        scores = pair_scores(self.weights, self.columns, levels, left, self.frequencies)
        scores[vetoed(self.columns, left, right)] = CERTAINLY_NOT
        return scores

    def of_many(self, left: Rows, right: Rows) -> Floats:
        """As `of`, in batches, without looking closely at pairs that stay far below even odds."""
        if not len(left):
            return np.zeros(0)
        return np.concatenate(
            [
                self.of(left[start : start + _BATCH], right[start : start + _BATCH], hopeless=-3.0)
                for start in range(0, len(left), _BATCH)
            ]
        )

    def _gain_at_best(self, levels: Sequence[Levels]) -> Floats:
        """What all differing fields together could add if they turned out to be close."""
        gain = np.zeros(len(levels[0]))
        for place, field in enumerate(self.weights.fields):
            lost = min(0.0, float(np.log(field.match[DIFFERENT]) - np.log(field.chance[DIFFERENT])))
            gain[levels[place] == DIFFERENT] += max(0.0, self.best[place]) - lost
        return gain


def _prior_shift(rows: int, prior: float, scores: Floats) -> float:
    """By how much the prior must move so that the expected number of matches confirms it."""
    pairs = rows * (rows - 1) / 2
    shift = 0.0
    for _ in range(_PRIOR_ROUNDS):
        expected = float(probabilities(scores + shift).sum())
        share = np.clip((expected + 0.5) / (pairs + 1), 0.01 / rows, 0.5)
        shift = float(np.log(share) - np.log1p(-share)) - prior
    return shift
