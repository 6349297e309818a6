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
