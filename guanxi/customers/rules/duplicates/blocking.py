"""Which pairs are worth comparing: keys that two records of one entity probably share.

Keys are columns, their sounds, pairs of both, and rare words of long texts. A plan takes the keys that find
most for their cost, judged by drawn matches, and stops where further keys would find next to nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from guanxi.customers.rules.duplicates.columns import NAMES, Column, Floats, Records
from guanxi.customers.rules.duplicates.comparing import CLOSE, DIFFERENT, EXACT, WEAK, Rows
from guanxi.customers.rules.duplicates.roles import Role
from guanxi.customers.rules.duplicates.tokens import Shared, shared_words
from guanxi.customers.rules.duplicates.weights import Weights

Keys = npt.NDArray[np.int64]

_JUDGED: Final = 100_000  # rows by which the cost of a key is judged
_DRAWN: Final = 8_192  # matches by which its yield is judged
_PAIRS_PER_ROW: Final = 6
_LEAST_PAIRS: Final = 1_500_000
_MOST_KEYS: Final = 12
_LEAST_GAIN: Final = 0.0005
_COST_OF_A_KEY: Final = 0.4  # of ordering all rows by it, in pairs per row
_LARGEST_BLOCK: Final = 100
_WITH_WORDS: Final = frozenset({Role.ORGANISATION, Role.PERSON, Role.ADDRESS})
_MOST_TEXTS: Final = 300_000


@dataclass(frozen=True, slots=True)
class Part:
    """A column or its sounds."""

    column: int
    sound: bool


@dataclass(frozen=True, slots=True)
class Key:
    """Rows agree on it when they agree on all parts; `words`: when their texts share a rare word."""

    parts: tuple[Part, ...]
    words: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    keys: tuple[Key, ...]


def plan_keys(records: Records, weights: Weights, seed: int = 20_250_101) -> Plan:
    """The keys by which candidates are found, best first."""
    random = np.random.default_rng(seed)
    keys = list(_possible(records.columns))
    drawn = _draw(records, weights, random)
    found = np.stack([_finds(key, drawn) for key in keys]) if keys else np.zeros((0, _DRAWN), dtype=bool)
    costs = _costs(records, keys, random)
    chosen = _choose(found, costs, max(_PAIRS_PER_ROW * records.count, _LEAST_PAIRS), records.count)
    return Plan(tuple(keys[place] for place in chosen))


def candidates(records: Records, plan: Plan) -> tuple[Rows, Rows]:
    """Pairs of rows (left < right) that share a key of the plan, each once, in order."""
    packed: list[Keys] = []
    for key in plan.keys:
        for left, right in _pairs(records, key):
            packed.append(np.minimum(left, right) * records.count + np.maximum(left, right))
    if not packed:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    together = np.concatenate(packed)
    together.sort()
    together = together[np.append(True, together[1:] != together[:-1])]
    left = together // records.count
    return left, together - left * records.count


def key_values(columns: Sequence[Column], key: Key, rows: Rows | None = None) -> Keys:
    """One number per row, -1 where a part is absent. Exchanged given name and surname give one number."""
    values = [_part_values(columns[part.column], part, rows) for part in key.parts]
    roles = {columns[part.column].field.role for part in key.parts}
    if roles == {Role.GIVEN, Role.SURNAME} and not any(part.sound for part in key.parts):
        values = [np.minimum(*values), np.maximum(*values)]
    made = values[0]
    absent = made < 0
    for more in values[1:]:
        absent |= more < 0
        made = made * (int(more.max(initial=0)) + 1) + more
    made[absent] = -1
    return made


def _part_values(column: Column, part: Part, rows: Rows | None) -> Keys:
    ids = column.ids if rows is None else column.ids[rows]
    return (
        np.append(column.sounds, np.int32(-1))[ids].astype(np.int64) if part.sound else ids.astype(np.int64)
    )


def _possible(columns: Sequence[Column]) -> Iterator[Key]:
    parts = [Part(place, sound=False) for place in range(len(columns))]
    parts += [Part(place, sound=True) for place, column in enumerate(columns) if column.field.role in NAMES]
    for part in parts:
        yield Key((part,))
    for one, two in combinations(parts, 2):
        if one.column != two.column:
            yield Key((one, two))
    for place, column in enumerate(columns):
        if column.field.role in _WITH_WORDS and len(column.values) <= _MOST_TEXTS:
            yield Key((Part(place, sound=False),), words=True)


def _draw(records: Records, weights: Weights, random: np.random.Generator) -> npt.NDArray[np.int8]:
    """Drawn matches: for each column the level at which the two records agree (0: one is absent)."""
    by_name = {field.field.name: field for field in weights.fields}
    drawn = np.zeros((len(records.columns), _DRAWN), dtype=np.int8)
    for place, column in enumerate(records.columns):
        match = np.array(by_name[column.field.name].match)[DIFFERENT:]
        levels = random.choice(np.arange(DIFFERENT, EXACT + 1), _DRAWN, p=match / match.sum())
        drawn[place] = np.where(random.random(_DRAWN) < column.filled**2, levels, 0)
    return drawn


def _finds(key: Key, drawn: npt.NDArray[np.int8]) -> npt.NDArray[np.bool_]:
    found = np.ones(drawn.shape[1], dtype=bool)
    for part in key.parts:
        needed = WEAK if key.words else CLOSE if part.sound else EXACT
        alike = drawn[part.column] >= needed
        if needed != EXACT:  # of those that are only alike, about half share the sound or the word
            alike &= (drawn[part.column] == EXACT) | (np.arange(drawn.shape[1]) % 2 == 0)
        found &= alike
    return found


def _costs(records: Records, keys: Sequence[Key], random: np.random.Generator) -> Floats:
    """Pairs that each key would give for all records, judged by some of them."""
    rows = np.arange(records.count)
    if records.count > _JUDGED:
        rows = np.sort(random.choice(records.count, _JUDGED, replace=False))
    scale = (records.count / max(1, len(rows))) ** 2
    costs = np.zeros(len(keys))
    for place, key in enumerate(keys):
        if key.words:
            costs[place] = 2.0 * records.count
            continue
        values = key_values(records.columns, key, rows)
        values = np.sort(values[values >= 0])
        sizes = np.diff(np.flatnonzero(np.append(np.append(True, values[1:] != values[:-1]), True)))
        costs[place] = scale * float((sizes * (sizes - 1.0) / 2).sum())
    return costs


def _choose(found: npt.NDArray[np.bool_], costs: Floats, budget: float, rows: int) -> list[int]:
    chosen: list[int] = []
    missing = np.ones(found.shape[1], dtype=bool)
    while len(chosen) < _MOST_KEYS:
        gains = (found & missing).mean(axis=1)
        gains[(costs > budget) | (gains < _LEAST_GAIN)] = 0.0
        worth = gains / (costs + _COST_OF_A_KEY * rows)
        best = int(np.argmax(worth)) if len(worth) else 0
        if not len(worth) or worth[best] <= 0:
            break
        chosen.append(best)
        budget -= costs[best]
        missing &= ~found[best]
    return chosen


def _pairs(records: Records, key: Key) -> Iterator[tuple[Rows, Rows]]:
    if key.words:
        shared: Shared = shared_words(records.columns[key.parts[0].column])
        yield from pairs_in_runs(shared.words, shared.rows, _LARGEST_BLOCK)
        return
    values = key_values(records.columns, key)
    order = np.argsort(values)
    order = order[np.searchsorted(values[order], 0) :]
    yield from pairs_in_runs(values[order], order, _LARGEST_BLOCK)


def pairs_in_runs(values: Keys, rows: Rows, longest: int) -> Iterator[tuple[Rows, Rows]]:
    """All pairs within runs of one value, but for runs that are too long: a distance at a time."""
    if not len(values):
        return
    ends = np.flatnonzero(np.append(values[1:] != values[:-1], True)) + 1
    sizes = np.diff(np.append(0, ends))
    left_in_run = np.repeat(ends, sizes) - np.arange(len(values)) - 1
    left_in_run[np.repeat(sizes, sizes) > longest] = 0
    places = np.flatnonzero(left_in_run > 0)
    distance = 1
    while len(places):
        yield rows[places], rows[places + distance]
        distance += 1
        places = places[left_in_run[places] >= distance]
