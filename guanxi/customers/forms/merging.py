"""What a merge page sends: which records, which of them stands, and whose value stays of each field."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict

from guanxi.customers.rules.merging import ALL
from guanxi.web.given import key_of, keys_of

MOST_KEYS = 20


@dataclass(frozen=True, slots=True)
class MergeInput:
    """Whatever was sent, read as far as it can be; what is no number is left out."""

    keys: tuple[int, ...]
    survivor: int
    choices: Mapping[str, int]
    versions: Mapping[int, int]

    @classmethod
    def read(cls, given: QueryDict) -> "MergeInput":
        sent = {name: key_of(str(value)) for name, value in given.items()}
        numbers = {name: number for name, number in sent.items() if number is not None}
        keys = tuple(keys_of(given.getlist("key"))[:MOST_KEYS])
        return cls(
            keys=keys,
            survivor=numbers.get("survivor", 0),
            choices={
                name.removeprefix("choice_"): key
                for name, key in numbers.items()
                if name.startswith("choice_") and (key in keys or key == ALL)
            },
            versions={key: numbers[f"version_{key}"] for key in keys if f"version_{key}" in numbers},
        )


def picked_groups(given: QueryDict) -> list[MergeInput]:
    """The groups ticked on the page for many at once: `pick` is the record that stands, `of_<pick>` its
    records as key.version.
    """
    found = []
    for pick in keys_of(given.getlist("pick")):
        parts = [text.partition(".") for text in given.getlist(f"of_{pick}")[:MOST_KEYS]]
        read = [(key_of(key), key_of(version)) for key, _dot, version in parts]
        pairs = {key: version for key, version in read if key is not None and version is not None}
        if pick in pairs:
            found.append(MergeInput(tuple(pairs), pick, {}, pairs))
    return found
