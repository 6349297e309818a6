"""The value matrix as pure calculation."""

from guanxi.grading.rules.cells import CELLS
from guanxi.grading.rules.matrix import DEFAULT_RULE, MatrixRule, column_of, place, potential_of, row_of

__all__ = ["CELLS", "DEFAULT_RULE", "MatrixRule", "column_of", "place", "potential_of", "row_of"]
