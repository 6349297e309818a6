"""What agreement and difference are worth: Fellegi and Sunter's weights, kept and applied."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from guanxi.customers.rules.duplicates.columns import Column, Floats
from guanxi.customers.rules.duplicates.comparing import ABSENT, DIFFERENT, EXACT, LEVELS, Levels, Rows
from guanxi.customers.rules.duplicates.roles import Field

Shares = tuple[float, ...]
"""A probability for each level (absent, different, weak, close, exact); absent has 1: it says nothing."""

CERTAINLY_NOT: Final = -1e3
"""Log-odds of a pair that contradicts."""
_COMMON_VALUES: Final = 2_000


@dataclass(frozen=True, slots=True)
class FieldWeights:
    """Of one field: shares of levels among `match`es and by `chance`; `after`: by chance where another field,
    named, agrees. `common`: frequency of the common values; every other value has `rare`.
    """

    field: Field
    match: Shares
    chance: Shares
    after: Mapping[str, Shares]
    common: Mapping[str, float]
    rare: float


@dataclass(frozen=True, slots=True)
class Weights:
    """Fitted weights: enough to score a new record against candidates without the file they came from.

    `prior` is the log-odds that two records drawn at random are one; `fields` stand most telling first.
    """

    prior: float
    fields: tuple[FieldWeights, ...]

    def to_json(self) -> str:
        import msgspec

        return msgspec.json.encode(self).decode()

    @classmethod
    def from_json(cls, text: str) -> "Weights":
        """Raises msgspec.ValidationError when the text is none of ours."""
        import msgspec

        return msgspec.json.decode(text, type=cls)


def common_values(column: Column, share_by_chance: float) -> tuple[dict[str, float], float]:
    """Frequency of the common values and of any other, as far as agreement on them is by chance."""
    rows = max(1, int(column.counts.sum()))
    places = np.argsort(-column.counts, kind="stable")[:_COMMON_VALUES]
    common = {
        str(column.values[place]): (int(column.counts[place]) - 1) / rows * share_by_chance
        for place in places
        if column.counts[place] > 2  # noqa: PLR2004 - a record and its double make no value common
    }
    return common, share_by_chance / rows


def frequencies(column: Column, weights: FieldWeights) -> Floats:
    """Of each value of the column, how often another record has it by chance."""
    import pyarrow as pa
    import pyarrow.compute as pc

    shares = np.array([weights.rare, *weights.common.values()])
    names = pa.array(list(weights.common), pa.string())
    places = pc.index_in(pa.array(column.values, pa.string()), names)
    found = shares[pc.fill_null(places, -1).to_numpy(zero_copy_only=False) + 1]
    kept: Floats = np.maximum(found, weights.rare)
    return kept


def field_scores(weights: FieldWeights, levels: Levels, frequency: Floats) -> Floats:
    """Log-odds of each pair by one field alone; `frequency` is that of the left record's value."""
    worth = np.log(np.array(weights.match)) - np.log(np.array(weights.chance))
    worth[ABSENT] = 0.0
    worth[DIFFERENT] = min(0.0, worth[DIFFERENT])
    scores: Floats = worth[levels]
    exact = levels == EXACT
    scores[exact] = np.maximum(0.0, math.log(weights.match[EXACT]) - np.log(frequency[exact]))
    return scores


def pair_scores(
    weights: Weights, columns: Sequence[Column], levels: Sequence[Levels], left: Rows,
    value_frequencies: Sequence[Floats],
) -> Floats:  # fmt: skip
    """Log-odds of each pair; `columns`, `levels` and `value_frequencies` in the order of `weights.fields`."""
    total = np.full(len(left), weights.prior)
    for place, field in enumerate(weights.fields):
        frequency = np.append(value_frequencies[place], 1.0)[columns[place].ids[left]]
        scores = field_scores(field, levels[place], frequency)
        for earlier in range(place):
            given = field.after.get(weights.fields[earlier].field.name)
            if given is not None:
                _lower(scores, levels[place], levels[earlier] == EXACT, field.match, given)
        total += scores
    return total


def _lower(
    scores: Floats, levels: Levels, follows: npt.NDArray[np.bool_], match: Shares, given: Shares
) -> None:
    """What follows from another field's agreement says less. Changes `scores`; never below nothing."""
    worth = np.maximum(0.0, np.log(np.array(match)) - np.log(np.array(given)))
    affected = np.flatnonzero(follows & (levels > DIFFERENT))
    scores[affected] = np.where(
        scores[affected] > 0, np.minimum(scores[affected], worth[levels[affected]]), scores[affected]
    )


def probabilities(scores: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-np.clip(scores, -700, 700)))


def as_shares(numbers: npt.NDArray[np.float64]) -> Shares:
    assert len(numbers) == LEVELS
    return tuple(float(number) for number in numbers)
