"""Which facts stored conditions read: an area that keeps conditions says where they are."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

_READERS: dict[str, Callable[[], Iterable[object]]] = {}


def read_by(name: str, stored: Callable[[], Iterable[object]]) -> None:
    """Declare a keeper of conditions, such as "marketing.lists"; `stored` gives their JSON forms."""
    if name in _READERS:
        raise ValueError(f"{name} is declared twice")
    _READERS[name] = stored


def readers() -> Counter[str]:
    """Fact -> how many stored conditions of the company read it; one that reads it twice counts once."""
    found: Counter[str] = Counter()
    for stored in _READERS.values():
        for condition in stored():
            found.update(set(_facts(condition)))
    return found


def _facts(node: object) -> Iterable[str]:
    """Names in a stored form, whether they are still declared or not."""
    if isinstance(node, Mapping):
        if isinstance(node.get("fact"), str):
            yield str(node["fact"])
        for part in node.values():
            yield from _facts(part)
    elif isinstance(node, Sequence) and not isinstance(node, str):
        for part in node:
            yield from _facts(part)
