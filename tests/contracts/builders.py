"""Who builds one record of each kind that addresses speak of; each file that registers some is read by world.py."""

from collections.abc import Callable
from datetime import UTC, datetime

from guanxi.platform.access.types import Actor

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SECRET = "zqxj"  # stands in every text of the stranger's records and nowhere else

# One builder for each kind of record that addresses speak of.
Builder = Callable[[Actor, dict[str, int], str], int]
BUILDERS: dict[str, Builder] = {}


def builds(kind: str) -> Callable[[Builder], Builder]:
    def register(function: Builder) -> Builder:
        BUILDERS[kind] = function
        return function

    return register
