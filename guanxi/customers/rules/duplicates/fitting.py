"""Estimating the weights without known answers: expectation and maximisation over agreeing samples.

For each field a sample of pairs that agree on it is seen as a mixture of matches and of pairs that agree by
chance. The shares among matches are common to all samples and leave out the field sampled by; the shares by
chance are each sample's own, so that relatives in one house or branches of one firm explain themselves.
Method and sources: docs/algorithms/duplicates.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from guanxi.customers.rules.duplicates.columns import Column, Floats, Ids, Records
from guanxi.customers.rules.duplicates.comparing import (
    ABSENT,
    CLOSE,
    DIFFERENT,
    EXACT,
    EXACT_ONLY,
    LEVELS,
    Levels,
    Rows,
    exchange_names,
    levels_of,
    vetoed,
)
from guanxi.customers.rules.duplicates.roles import Role
from guanxi.customers.rules.duplicates.weights import FieldWeights, Weights, as_shares, common_values

_SAMPLE: Final = 10_000  # pairs that agree on one field
_RANDOM: Final = 60_000  # pairs drawn from all
_ROUNDS: Final = 40
_SETTLED: Final = 2e-4
_MATCH_STRENGTH: Final = 20.0  # how many pairs the first belief is worth
_CHANCE_STRENGTH: Final = 20.0
_KIN_STRENGTH: Final = 20.0
_LEAST_SHARE: Final = 0.01
_TELLING: Final = 0.02  # agreement by chance at most, of a field that tells entities apart
_APART: Final = 0.1
_BELIEF: Final = np.array([1.0, 0.08, 0.04, 0.08, 0.80])
_BELIEF_EXACT_ONLY: Final = np.array([1.0, 0.10, 0.002, 0.002, 0.896])
# A given name hardly ever becomes another one. With few columns beside it the file cannot tell relatives by
# itself: where the name seems to change often, they pass for matches.
_MOST_DIFFERENT: Final = 0.1
_FEW_COLUMNS: Final = 6
_FEW: Final = 30
_LEAST_BY_CHANCE: Final = 0.02
# Of agreements on a value, how many are between two different entities, where the file is too small to say.
_USUALLY_BY_CHANCE: Final = {Role.CREDIT_CODE: 0.02, Role.IDENTIFIER: 0.05, Role.EMAIL: 0.05, Role.PHONE: 0.1}


@dataclass(slots=True)
class _Sample:
    """Pairs that agree on one field, as different patterns of levels and how often each is seen.

    They are a mixture of matches, of kin (different, but not by chance alike: a family, branches of a firm)
    and of strangers. `shares` says how much of each; `kin` and `strangers` are shares by field and level.
    """

    field: int
    patterns: npt.NDArray[np.int8]
    counts: Floats
    strangers: Floats
    kin: Floats
    shares: Floats

    def start(self, chance: Floats, belief: Floats) -> None:
        self.shares = np.where(self.shares > 0, np.array([0.4, 0.3, 0.3]), 0.0)
        self.shares /= self.shares.sum()
        self.kin = _shares((chance + belief) / 2)
        self.strangers = chance.copy()

    def share(self, alike: Floats, kin: Floats, strangers: Floats) -> None:
        seen = np.array([alike.sum() + 1, kin.sum() + 1, strangers.sum() + 1])
        self.shares = np.where(self.shares > 0, seen, 0.0)
        self.shares /= self.shares.sum()

    @property
    def others(self) -> Floats:
        """Shares of levels among all that are no matches."""
        mixed: Floats = (self.shares[1] * self.kin + self.shares[2] * self.strangers) / self.shares[1:].sum()
        return mixed


def fit(records: Records, seed: int = 20_250_101) -> Weights:
    """Weights of the records' columns, most telling first. The same records give the same weights."""
    random = np.random.default_rng(seed)
    chance = _by_chance(records, random)
    samples = [
        sample
        for place, column in enumerate(records.columns)
        if (sample := _sample(records.columns, place, _agreeing(column.ids, random), chance))
    ]
    match = _learn(records.columns, samples, chance)
    fields = [
        _field_weights(records, place, match[place], chance[place], samples)
        for place in range(len(records.columns))
    ]
    pairs = records.count * (records.count - 1) / 2
    prior = float(np.log(max(1.0, 0.2 * records.count) / max(2.0, pairs)))
    return Weights(prior, tuple(sorted(fields, key=lambda field: field.chance[EXACT])))


def _by_chance(records: Records, random: np.random.Generator) -> Floats:
    """Shares of levels among pairs drawn from all records: field by level."""
    left = random.integers(0, records.count, _RANDOM)
    right = (left + random.integers(1, max(2, records.count), _RANDOM)) % records.count
    shares = np.ones((len(records.columns), LEVELS))
    for place, column in enumerate(records.columns):
        seen = np.bincount(levels_of(column, left, right), minlength=LEVELS).astype(np.float64)
        seen[DIFFERENT:] += 0.5
        rows = max(2.0, float(column.counts.sum()))
        pairs_alike = float((column.counts.astype(np.float64) * (column.counts - 1)).sum())
        shares[place, DIFFERENT:] = seen[DIFFERENT:] / seen[DIFFERENT:].sum()
        shares[place, EXACT] = max(pairs_alike / (rows * (rows - 1)), 1 / (rows * rows))
        shares[place, DIFFERENT:] /= shares[place, DIFFERENT:].sum()
    return shares


def _agreeing(ids: Ids, random: np.random.Generator) -> tuple[Rows, Rows]:
    """Pairs of rows with one value: rows drawn evenly, each with another of its value."""
    order = np.argsort(ids, kind="stable").astype(np.int64)
    order = order[np.searchsorted(ids[order], 0) :]
    starts = np.flatnonzero(np.append(True, ids[order][1:] != ids[order][:-1])) if len(order) else order
    sizes = np.diff(np.append(starts, len(order)))
    block = np.repeat(np.arange(len(starts)), sizes)
    shared = np.flatnonzero(sizes[block] > 1)
    if not len(shared):
        return shared, shared
    drawn = random.choice(shared, _SAMPLE) if len(shared) > _SAMPLE else shared
    size, start = sizes[block[drawn]], starts[block[drawn]]
    other = start + (drawn - start + 1 + random.integers(0, size - 1)) % size
    return order[drawn], order[other]


def _sample(
    columns: Sequence[Column], place: int, pairs: tuple[Rows, Rows], chance: Floats
) -> _Sample | None:
    kept = ~vetoed(columns, *pairs)  # what contradicts is decided already and must not colour the rest
    left, right = pairs[0][kept], pairs[1][kept]
    if len(left) < _FEW:
        return None
    levels: list[Levels] = [levels_of(column, left, right) for column in columns]
    exchange_names(columns, levels, left, right)
    patterns, counts = _patterns(levels)
    return _Sample(place, patterns, counts, chance, chance, np.ones(3))


def _patterns(levels: Sequence[Levels]) -> tuple[npt.NDArray[np.int8], Floats]:
    """The different rows of levels side by side, and how often each is there."""
    rows = np.stack(levels, axis=1)
    keys = np.zeros(len(rows), dtype=np.uint64)
    for column in levels:  # beyond 27 columns numbers overflow; a wrapped number is still nearly unique
        keys = keys * np.uint64(LEVELS) + column.astype(np.uint64)
    order = np.argsort(keys, kind="stable")
    first = np.flatnonzero(np.append(True, keys[order][1:] != keys[order][:-1]))
    return rows[order[first]], np.diff(np.append(first, len(rows))).astype(np.float64)


def _learn(columns: Sequence[Column], samples: Sequence[_Sample], chance: Floats) -> Floats:
    """Shares among matches; also settles each sample's mixture.

    Kin that are no kin by nature (matches with many slips make such a class too) are dissolved, and all is
    learned anew without them.
    """
    while True:
        match = _settle(columns, samples, chance)
        doubtful = [sample for sample in samples if sample.shares[1] and not _is_kin(sample, match, chance)]
        if not doubtful:
            return match
        for sample in doubtful:
            sample.shares[1] = 0.0


def _is_kin(sample: _Sample, match: Floats, chance: Floats) -> bool:
    """Kin are somebody else: in fields that tell matches well they agree hardly ever."""
    alike = sample.kin[:, CLOSE:].sum(axis=1)
    telling = (chance[:, EXACT] < _TELLING) & (np.arange(len(match)) != sample.field)
    apart = telling & (alike < _APART * match[:, CLOSE:].sum(axis=1))
    return bool(apart.any())


def _settle(columns: Sequence[Column], samples: Sequence[_Sample], chance: Floats) -> Floats:
    belief = _beliefs(columns)
    capped = [column.field.role is Role.GIVEN and len(columns) < _FEW_COLUMNS for column in columns]
    most = np.where(capped, _MOST_DIFFERENT, 1.0)
    match = belief.copy()
    for sample in samples:
        sample.start(chance, belief)
    for _ in range(_ROUNDS):
        seen = belief * _MATCH_STRENGTH
        for sample in samples:
            alike, kin, strangers = _posterior(sample, match) * sample.counts
            sample.share(alike, kin, strangers)
            others = np.arange(len(columns)) != sample.field
            seen[others] += _tally(sample.patterns, alike)[others]
            sample.kin = _shares((chance + belief) / 2 * _KIN_STRENGTH + _tally(sample.patterns, kin))
            sample.strangers = _shares(chance * _CHANCE_STRENGTH + _tally(sample.patterns, strangers))
        before, match = match, _shares(seen)
        match[:, DIFFERENT] = np.clip(match[:, DIFFERENT], _LEAST_SHARE, most)
        match = _shares(match)
        if np.abs(match - before).max() < _SETTLED:
            break
    return match


def _beliefs(columns: Sequence[Column]) -> Floats:
    """Shares among matches before anything was seen: field by level."""
    return np.array(
        [_BELIEF_EXACT_ONLY if column.field.role in EXACT_ONLY else _BELIEF for column in columns]
    )


def _posterior(sample: _Sample, match: Floats) -> Floats:
    """Of each pattern: how probably a match, kin, strangers."""
    places = np.arange(len(match))
    odds = np.log(np.maximum(sample.shares, 1e-300))[:, None] + np.zeros(len(sample.patterns))
    for order, shares in enumerate((match, sample.kin, sample.strangers)):
        worth = np.log(shares)
        worth[:, ABSENT] = 0.0
        worth[sample.field] = 0.0
        odds[order] += worth[places, sample.patterns].sum(axis=1)
    odds = np.exp(odds - odds.max(axis=0))
    posterior: Floats = odds / odds.sum(axis=0)
    return posterior


def _tally(patterns: npt.NDArray[np.int8], weights: Floats) -> Floats:
    return np.stack(
        [np.bincount(column, weights=weights, minlength=LEVELS)[:LEVELS] for column in patterns.T]
    )


def _shares(seen: Floats) -> Floats:
    shares = seen.copy()
    shares[:, DIFFERENT:] = np.maximum(shares[:, DIFFERENT:], 1e-12)
    shares[:, DIFFERENT:] /= shares[:, DIFFERENT:].sum(axis=1, keepdims=True)
    shares[:, ABSENT] = 1.0
    return shares


def _field_weights(
    records: Records, place: int, match: Floats, chance: Floats, samples: Sequence[_Sample]
) -> FieldWeights:
    column = records.columns[place]
    own = next((sample for sample in samples if sample.field == place), None)
    by_chance = 1.0 - float(own.shares[0]) if own else _USUALLY_BY_CHANCE.get(column.field.role, 1.0)
    common, rare = common_values(column, max(by_chance, _LEAST_BY_CHANCE))
    after = {
        records.columns[sample.field].field.name: as_shares(sample.others[place])
        for sample in samples
        if sample.field != place and sample.others[place, EXACT] > max(0.02, 3 * chance[EXACT])
    }
    return FieldWeights(column.field, as_shares(match), as_shares(chance), after, common, rare)
