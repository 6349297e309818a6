"""Which column of a file goes to which field, by names in both languages and by content."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from guanxi.kit.text import fold, has_han
from guanxi.platform.exchange.readers.guesses import ColumnGuess, ColumnKind

_LOWEST = 0.6  # a weaker likeness is no proposal
_ALIKE = 0.82  # of two words, letter by letter: typing mistakes and plurals
_SEPARATORS = re.compile(r"[\W_]+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_GENERATED = re.compile(r"column \d+")
_LOOKS = (  # kinds that content alone can prove, when the names say nothing
    frozenset({ColumnKind.EMAIL}),
    frozenset({ColumnKind.PHONE}),
    frozenset({ColumnKind.DAY, ColumnKind.MOMENT}),
)
_FITS: Mapping[ColumnKind, frozenset[ColumnKind]] = {
    ColumnKind.NUMBER: frozenset({ColumnKind.NUMBER, ColumnKind.MONEY}),
    ColumnKind.MONEY: frozenset({ColumnKind.NUMBER, ColumnKind.MONEY}),
    ColumnKind.DAY: frozenset({ColumnKind.DAY, ColumnKind.MOMENT}),
    ColumnKind.MOMENT: frozenset({ColumnKind.DAY, ColumnKind.MOMENT}),
    ColumnKind.EMAIL: frozenset({ColumnKind.EMAIL}),
    ColumnKind.PHONE: frozenset({ColumnKind.PHONE, ColumnKind.NUMBER, ColumnKind.TEXT}),
    ColumnKind.FLAG: frozenset({ColumnKind.FLAG, ColumnKind.NUMBER}),
    ColumnKind.TEXT: frozenset(ColumnKind),
}


@dataclass(frozen=True, slots=True)
class Target:
    """A field that an import can fill. `labels` in every language; `aliases` as other systems call it."""

    name: str
    labels: tuple[str, ...]
    aliases: tuple[str, ...] = ()
    required: bool = False
    kind: ColumnKind = ColumnKind.TEXT


def guess_mapping(
    header: Sequence[str], targets: Sequence[Target], guesses: Sequence[ColumnGuess] = ()
) -> dict[str, int]:
    """Target name to position in the header. Best likeness first; each column and each target once.

    With `guesses` (one per column) the content has a say: a column of the wrong kind is not proposed.
    """
    found = []
    for order, target in enumerate(targets):
        for position, column in enumerate(header):
            guess = guesses[position] if guesses else None
            if (score := _score(column, target, guess)) >= _LOWEST:
                found.append((-score, not target.required, order, position))
    mapping: dict[str, int] = {}
    taken: set[int] = set()
    for _, _, order, position in sorted(found):
        name = targets[order].name
        if name not in mapping and position not in taken:
            mapping[name] = position
            taken.add(position)
    _add_by_content(mapping, header, targets, guesses)
    return mapping


def _score(column: str, target: Target, guess: ColumnGuess | None) -> float:
    if _GENERATED.fullmatch(column):
        return 0.0
    likeness = max(_likeness(column, word) for word in (target.name, *target.labels, *target.aliases))
    if guess is None or not guess.samples:
        return likeness
    if guess.kind not in _FITS[target.kind]:
        return likeness - 0.5 * guess.confidence
    return likeness + (0.03 if guess.kind is target.kind else 0.0)


def _likeness(column: str, word: str) -> float:
    left, right = squash(column), squash(word)
    if not left or not right:
        return 0.0
    if left == right:
        return 1.0
    short, long = sorted((left, right), key=len)
    if _inside(short, long, column if long == left else word):
        return 0.6 + 0.35 * len(short) / len(long)
    ratio = SequenceMatcher(None, left, right).ratio()
    return 0.9 * ratio if ratio >= _ALIKE else 0.0


def _inside(short: str, long: str, spelled: str) -> bool:
    """Han words may stand anywhere in the longer name, Latin ones only as words of their own."""
    if has_han(short):
        return len(short) > 1 and short in long
    return short in {fold(word) for word in _words(spelled)}


def _words(text: str) -> list[str]:
    return [word for part in _SEPARATORS.split(text) for word in _HUMP.split(part) if word]


def squash(text: str) -> str:
    """Folded, without separators: "Invoice No.", "invoice_no" and "InvoiceNo" are one."""
    return _SEPARATORS.sub("", fold(text))


def _add_by_content(
    mapping: dict[str, int], header: Sequence[str], targets: Sequence[Target], guesses: Sequence[ColumnGuess]
) -> None:
    """Where one free field and one nameless column are alone of their kind, they belong together."""
    if not guesses:
        return
    for look in _LOOKS:
        fields = [target.name for target in targets if target.kind in look and target.name not in mapping]
        columns = [
            position
            for position, guess in enumerate(guesses)
            if guess.kind in look
            and position not in mapping.values()
            and _GENERATED.fullmatch(header[position])
        ]
        if len(fields) == len(columns) == 1:
            mapping[fields[0]] = columns[0]
