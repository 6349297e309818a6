"""How right clusters are, where the truth is known: pairs of rows, as the field counts them."""

from dataclasses import dataclass

import numpy as np

from guanxi.customers.rules.duplicates.columns import Ids
from guanxi.customers.rules.duplicates.comparing import Rows


@dataclass(frozen=True, slots=True)
class Truth:
    """`true_pairs` are in the file, `found_pairs` inside clusters, `right_pairs` both."""

    true_pairs: int
    found_pairs: int
    right_pairs: int

    @property
    def precision(self) -> float:
        return self.right_pairs / self.found_pairs if self.found_pairs else 1.0

    @property
    def recall(self) -> float:
        return self.right_pairs / self.true_pairs if self.true_pairs else 1.0

    @property
    def f1(self) -> float:
        together = self.true_pairs + self.found_pairs
        return 2 * self.right_pairs / together if together else 1.0


def measure(clusters: Rows, entities: Ids) -> Truth:
    """`entities`: one number per row, -1 for an entity that occurs once."""
    known = entities >= 0
    both = clusters[known] * (int(entities.max(initial=0)) + 1) + entities[known]
    return Truth(_pairs(entities[known]), _pairs(clusters), _pairs(both))


def _pairs(numbers: Rows | Ids) -> int:
    _, counts = np.unique(numbers, return_counts=True)
    return int((counts.astype(np.int64) * (counts - 1) // 2).sum())
