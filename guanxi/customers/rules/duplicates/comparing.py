"""Levels of likeness of two values: absent, different, weak, close, exact. Whole batches at once."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, Indel, JaroWinkler

from guanxi.customers.rules.duplicates.columns import NAMES, SOUNDING, VETOES, Column, Texts
from guanxi.customers.rules.duplicates.roles import Role

Levels = npt.NDArray[np.int8]
Rows = npt.NDArray[np.int64]
Scorer = Callable[..., float]

ABSENT: Final = 0
DIFFERENT: Final = 1
WEAK: Final = 2
CLOSE: Final = 3
EXACT: Final = 4
LEVELS: Final = 5

EXACT_ONLY: Final = frozenset({Role.CATEGORY, Role.REGION, Role.BRANCH})
_NAME_CLOSE, _NAME_WEAK = 0.92, 0.82
_WORDS_CLOSE, _WORDS_WEAK = 88.0, 72.0
_MAIL_CLOSE, _MAIL_WEAK = 0.96, 0.9
_HAN_CLOSE, _HAN_WEAK = 0.8, 0.6
_SHORT: Final = 3
_MANY: Final = 50_000


def levels_of(column: Column, left: Rows, right: Rows) -> Levels:
    """The level of each pair of rows in one column."""
    levels = simple_levels(column, left, right)
    open_pairs = np.flatnonzero(levels == DIFFERENT)
    if column.field.role not in EXACT_ONLY and len(open_pairs):
        levels[open_pairs] = likeness(column, column.ids[left[open_pairs]], column.ids[right[open_pairs]])
    return levels


def simple_levels(column: Column, left: Rows, right: Rows) -> Levels:
    """Absent, different or exact, without looking at the texts."""
    one, two = column.ids[left], column.ids[right]
    levels = np.where(one == two, np.int8(EXACT), np.int8(DIFFERENT))
    levels[(one < 0) | (two < 0)] = ABSENT
    return levels


def exchange_names(columns: Sequence[Column], levels: Sequence[Levels], left: Rows, right: Rows) -> None:
    """Given name and surname the other way round: both become close. Changes `levels`."""
    places = {column.field.role: place for place, column in enumerate(columns)}
    if Role.GIVEN not in places or Role.SURNAME not in places:
        return
    given, surname = places[Role.GIVEN], places[Role.SURNAME]
    first, last = columns[given].ids, columns[surname].ids
    crossed = (
        (first[left] == last[right]) & (last[left] == first[right]) & (first[left] >= 0) & (last[left] >= 0)
    )
    crossed &= levels[given] != EXACT
    levels[given][crossed] = CLOSE
    levels[surname][crossed] = CLOSE


def likeness(column: Column, one: npt.NDArray[np.int32], two: npt.NDArray[np.int32]) -> Levels:
    """Different, weak or close, of pairs of values that are not equal. Each pair of values once."""
    low, high = np.minimum(one, two).astype(np.int64), np.maximum(one, two)
    if len(low) < _MANY or len(column.values) > len(low):
        return _likeness(column, low, high.astype(np.int64))
    keys = low * len(column.values) + high
    order = np.argsort(keys)
    ordered = keys[order]
    first = np.append(True, ordered[1:] != ordered[:-1])
    place = np.empty(len(keys), dtype=np.int64)
    place[order] = np.cumsum(first) - 1
    different = ordered[first]
    return _likeness(column, different // len(column.values), different % len(column.values))[place]


def _likeness(column: Column, one: Rows, two: Rows) -> Levels:
    role = column.field.role
    left, right = column.values[one], column.values[two]
    if role in (Role.PERSON, Role.ADDRESS, Role.ORGANISATION):
        levels = _graded(_scores(fuzz.token_sort_ratio, left, right), _WORDS_CLOSE, _WORDS_WEAK)
    elif role in NAMES:
        levels = _graded(_scores(JaroWinkler.normalized_similarity, left, right), _NAME_CLOSE, _NAME_WEAK)
    elif role is Role.EMAIL:
        levels = _graded(_scores(JaroWinkler.normalized_similarity, left, right), _MAIL_CLOSE, _MAIL_WEAK)
    else:
        levels = _of_digits(left, right, np.minimum(column.lengths[one], column.lengths[two]) <= _SHORT)
    if role is Role.GIVEN:
        _see_initials(column, levels, one, two)
    if role in SOUNDING:
        _hear(column, levels, one, two)
    return levels


def _see_initials(column: Column, levels: Levels, one: Rows, two: Rows) -> None:
    """An initial may stand for every given name that begins with it. Changes `levels`."""
    short = np.flatnonzero((column.lengths[one] == 1) | (column.lengths[two] == 1))
    begin = [
        a[:1] == b[:1] for a, b in zip(column.values[one[short]], column.values[two[short]], strict=True)
    ]
    levels[short] = np.maximum(levels[short], np.where(begin, WEAK, DIFFERENT))


def _hear(column: Column, levels: Levels, one: Rows, two: Rows) -> None:
    """Han names by their characters and their sound, others by sound; mail by the name. Changes `levels`.

    Han characters carry more than letters: they are counted, not weighed by place.
    """
    han = np.flatnonzero(~column.plain[one] & ~column.plain[two])
    if len(han) and column.field.role is not Role.EMAIL:
        scores = _scores(Indel.normalized_similarity, column.values[one[han]], column.values[two[han]])
        levels[han] = _graded(scores, _HAN_CLOSE, _HAN_WEAK)
    alike = np.flatnonzero(column.sounds[one] == column.sounds[two])
    weak = column.plain[one[alike]] & (column.field.role is not Role.EMAIL)
    levels[alike] = np.maximum(levels[alike], np.where(weak, WEAK, CLOSE))


def vetoed(columns: Sequence[Column], left: Rows, right: Rows) -> npt.NDArray[np.bool_]:
    """Pairs that contradict: two valid credit codes, or two branches of one firm."""
    contradict = np.zeros(len(left), dtype=bool)
    for column in columns:
        if column.field.role in VETOES:
            one, two = column.ids[left], column.ids[right]
            sure = np.append(column.sure, False)
            contradict |= (one != two) & sure[one] & sure[two]
    return contradict


def _of_digits(left: Texts, right: Texts, short: npt.NDArray[np.bool_]) -> Levels:
    """One digit wrong, missing, added or exchanged is close; two are weak; in short numbers, one is weak."""
    distance = _scores(OSA.distance, left, right)
    levels = np.full(len(left), DIFFERENT, dtype=np.int8)
    levels[distance <= 2] = WEAK  # noqa: PLR2004 - two slips
    levels[distance <= 1] = CLOSE
    levels[short] = np.maximum(levels[short] - 1, DIFFERENT)
    return levels


def _graded(scores: npt.NDArray[np.float32], close: float, weak: float) -> Levels:
    return np.where(scores >= close, CLOSE, np.where(scores >= weak, WEAK, DIFFERENT)).astype(np.int8)


def _scores(scorer: Scorer, left: Texts, right: Texts) -> npt.NDArray[np.float32]:
    if not len(left):
        return np.zeros(0, dtype=np.float32)
    found: npt.NDArray[np.float32] = process.cpdist(left, right, scorer=scorer, workers=2, dtype=np.float32)
    return found
