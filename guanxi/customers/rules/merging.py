"""Which values stay when records of one customer become one."""

from collections.abc import Iterable, Mapping, Sequence

from guanxi.customers.rules.records import is_empty

ALL = 0  # chosen instead of a record: everything that any of them says
JOINED = ("tags", "remark")  # fields whose values can stand together

Values = Mapping[str, object]


def proposed(records: Mapping[int, Values], survivor: int, fields: Iterable[str]) -> dict[str, int]:
    """For each field whose value stays: the survivor's, or where it has none the first that has one."""
    return {name: _proposed(records, survivor, name) for name in fields}


def _proposed(records: Mapping[int, Values], survivor: int, name: str) -> int:
    if name in JOINED:
        return ALL
    order = [survivor, *(key for key in records if key != survivor)]
    return next((key for key in order if not is_empty(records[key][name])), survivor)


def combined(records: Mapping[int, Values], survivor: int, choices: Mapping[str, int]) -> dict[str, object]:
    """The survivor's new values. Raises KeyError for a record or field that is not among them."""
    order = [records[survivor], *(values for key, values in records.items() if key != survivor)]
    return {name: _joined(name, order) if key == ALL else records[key][name] for name, key in choices.items()}


def _joined(name: str, order: Sequence[Values]) -> object:
    if name == "tags":
        return sorted({tag for values in order for tag in _words(values[name])})
    if name == "remark":
        texts = dict.fromkeys(str(values[name]).strip() for values in order)
        return "\n\n".join(text for text in texts if text)
    raise KeyError(name)


def _words(value: object) -> list[str]:
    assert isinstance(value, list)
    return [str(word) for word in value]


def differing(records: Mapping[int, Values], fields: Iterable[str]) -> list[str]:
    """Fields in which the records say more than one thing; saying nothing counts as well."""
    return [name for name in fields if len({repr(values[name]) for values in records.values()}) > 1]
