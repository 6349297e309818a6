"""Rare words that texts share: how long names and addresses find each other."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from guanxi.customers.rules.duplicates.columns import Column
from guanxi.customers.rules.duplicates.comparing import Rows
from guanxi.kit.text import HAN

_RUN: Final = re.compile(f"[{HAN}]+|[^\\W{HAN}]+")
_PER_TEXT: Final = 3
_MOST_ROWS: Final = 60


@dataclass(frozen=True, slots=True)
class Shared:
    """Rows beside the number of a word in them, ordered by word."""

    words: Rows
    rows: Rows


def words_of(text: str) -> Iterator[str]:
    """Latin words, and every two neighbouring Han characters."""
    for run in _RUN.findall(text):
        if run[0] < "\u3000" or len(run) == 1:
            yield run
        else:
            yield from (run[place : place + 2] for place in range(len(run) - 1))


def shared_words(column: Column) -> Shared:
    """The rarest words of each text that other texts have too; those in too many rows are left out."""
    import pyarrow as pa

    texts = [tuple(dict.fromkeys(words_of(text))) for text in column.values]
    sizes = np.fromiter(map(len, texts), np.int64, len(texts))
    flat = pa.array([word for words in texts for word in words], pa.string()).dictionary_encode()
    words = flat.indices.to_numpy(zero_copy_only=False).astype(np.int64)
    owner = np.repeat(np.arange(len(texts)), sizes)
    rows_with = np.bincount(words, weights=column.counts[owner], minlength=len(flat.dictionary))
    useful = (rows_with[words] > 1) & (rows_with[words] <= _MOST_ROWS)
    words, owner = words[useful], owner[useful]
    order = np.lexsort((rows_with[words], owner))
    words, owner = words[order], owner[order]
    starts = np.flatnonzero(np.append(True, owner[1:] != owner[:-1])) if len(owner) else owner
    rank = np.arange(len(owner)) - np.repeat(starts, np.diff(np.append(starts, len(owner))))
    words, owner = words[rank < _PER_TEXT], owner[rank < _PER_TEXT]
    return _by_row(column, words, owner)


def _by_row(column: Column, words: Rows, owner: Rows) -> Shared:
    """From words of values to words of rows."""
    by_value = np.argsort(column.ids, kind="stable").astype(np.int64)
    by_value = by_value[np.searchsorted(column.ids[by_value], 0) :]
    first = np.append(0, np.cumsum(column.counts))
    sizes = column.counts[owner].astype(np.int64)
    inside = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    rows = by_value[np.repeat(first[owner], sizes) + inside]
    repeated = np.repeat(words, sizes)
    order = np.argsort(repeated, kind="stable")
    return Shared(repeated[order], rows[order])
