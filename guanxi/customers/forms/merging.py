"""What a merge page sends: which records, which of them stands, and whose value stays of each field."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from guanxi.customers.rules.merging import ALL

MOST_KEYS = 20
LONGEST_KEY = 18


@dataclass(frozen=True, slots=True)
class MergeInput:
    """Whatever was sent, read as far as it can be; what is no number is left out."""

    keys: tuple[int, ...]
    survivor: int
    choices: Mapping[str, int]
    versions: Mapping[int, int]

    @classmethod
    def read(cls, given: QueryDict) -> "MergeInput":
        numbers = {name: int(str(value)) for name, value in given.items() if _is_number(str(value))}
        keys = tuple(int(k) for k in given.getlist("key") if _is_number(k))[:MOST_KEYS]
        return cls(
            keys=keys,
            survivor=numbers.get("survivor", 0),
            choices={
                name.removeprefix("choice_"): key
                for name, key in numbers.items()
                if name.startswith("choice_") and (key in keys or key == ALL)
            },
            versions={
                int(name.removeprefix("version_")): version
                for name, version in numbers.items()
                if name.startswith("version_") and _is_number(name.removeprefix("version_"))
            },
        )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY


def picked_groups(given: QueryDict) -> list[MergeInput]:
    """The groups ticked on the page for many at once: `pick` is the record that stands, `of_<pick>` its
    records as key.version.
    """
    found = []
    for pick in given.getlist("pick"):
        parts = [text.partition(".") for text in given.getlist(f"of_{pick}")[:MOST_KEYS]]
        pairs = {
            int(key): int(version) for key, _dot, version in parts if _is_number(key) and _is_number(version)
        }
        if _is_number(pick) and int(pick) in pairs:
            found.append(MergeInput(tuple(pairs), int(pick), {}, pairs))
    return found
