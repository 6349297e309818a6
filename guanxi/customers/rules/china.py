"""Where the provinces stand on a map of equal tiles: own data, made by hand from a map of China.

Tiles say at a glance what borders would, can be pressed with a thumb, and need no picture (ADR 33).
"""

from dataclasses import dataclass
from math import sqrt

# One line per row of the map from north to south, "." is open ground.
_ROWS = """
.      .      .      .      .      .      .      黑龙江
新疆   .      .      .      .      内蒙古 .      吉林
.      甘肃   宁夏   山西   河北   北京   天津   辽宁
西藏   青海   陕西   河南   .      山东   .      .
.      四川   重庆   湖北   安徽   江苏   上海   .
.      云南   贵州   湖南   江西   浙江   .      .
.      .      广西   广东   .      福建   台湾   .
.      .      海南   澳门   香港   .      .      .
"""


@dataclass(frozen=True, slots=True)
class Tile:
    """A province and its place, counted from 1."""

    name: str
    row: int
    column: int


TILES = tuple(
    Tile(name, row, column)
    for row, line in enumerate(_ROWS.strip().splitlines(), 1)
    for column, name in enumerate(line.split(), 1)
    if name != "."
)


def shade(count: int, most: int) -> int:
    """How dark a tile is, 0 (nobody) to 5; by the square root, so that small provinces are not all pale."""
    if count <= 0 or most <= 0:
        return 0
    return max(1, min(5, round(5 * sqrt(count / most))))
