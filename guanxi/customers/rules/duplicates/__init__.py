"""Finding records that are one and the same: Fellegi and Sunter's model, fitted without known answers.

    doubles = find_doubles(table)                      # a pyarrow table; columns recognised by content
    doubles.left, doubles.right, doubles.probability   # pairs of rows
    doubles.clusters                                   # for each row the first row of its cluster
    kept = doubles.weights.to_json()                   # and later, for one new record:
    score_record({"name": "..."}, candidates, Weights.from_json(kept))

docs/algorithms/duplicates.md tells the method.
"""

from guanxi.customers.rules.duplicates.headings import HEADINGS
from guanxi.customers.rules.duplicates.matching import (
    Doubles,
    find_doubles,
    score_pairs,
    score_record,
)
from guanxi.customers.rules.duplicates.measuring import Truth, measure
from guanxi.customers.rules.duplicates.roles import Role
from guanxi.customers.rules.duplicates.weights import Weights

__all__ = [
    "HEADINGS",
    "Doubles",
    "Role",
    "Truth",
    "Weights",
    "find_doubles",
    "measure",
    "score_pairs",
    "score_record",
]
