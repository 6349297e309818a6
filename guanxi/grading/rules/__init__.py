"""The value matrix as pure calculation."""

from guanxi.grading.rules.cells import CELLS
from guanxi.grading.rules.matrix import MatrixRule, column_of, place, potential_of, row_of

__all__ = ["CELLS", "MatrixRule", "column_of", "place", "potential_of", "row_of"]
