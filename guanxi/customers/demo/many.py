"""A customer file of any size, for trying the house under load: a million customers within three minutes.

A large load drops the table's secondary indexes and builds them anew at its end, inside the same
transaction: filling the index of search tokens row by row takes several times as long as sorting them once.
Readers of the customer file wait meanwhile. The journal's triggers stay and note every row.
"""

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

import django
from django.db import connection

from guanxi.customers.demo.drawing import COLUMNS, Part, drawn
from guanxi.customers.events import CustomersImported
from guanxi.customers.models import Customer
from guanxi.platform.access.demo import demo_actor
from guanxi.platform.bus import tell
from guanxi.platform.verbs import change_set

PART = 20_000  # customers drawn at once, and written by one COPY
_LARGE = 100_000  # from here on rebuilding the indexes is worth it
_TABLE = Customer._meta.db_table  # noqa: SLF001 - the documented model API

Phase = Callable[[str], None]


def enlarge(seed: int, count: int, owners: Sequence[tuple[int, int]], phase: Phase) -> int:
    """`count` more customers, numbered on from those made before. `phase` is told what is done.

    Returns the number of the first: the same seed, numbers and owners give the same customers.
    """
    actor = demo_actor("many customers")
    with change_set(actor, "demo.enlarge_customers"), connection.cursor() as cursor:
        first = _next_number()
        parts = [
            Part(f"{seed}/many", begin, min(begin + PART, first + count), owners)
            for begin in range(first, first + count, PART)
        ]
        cursor.execute("set local maintenance_work_mem = '512MB'")
        # Rows are checked as they come: no index can be made while checks are waiting.
        cursor.execute("set constraints all immediate")
        with _without_indexes(phase) if count >= _LARGE else _nothing():
            for lines in _drawn_parts(parts):
                with cursor.copy(f"copy {_TABLE} ({', '.join(COLUMNS)}) from stdin") as copy:
                    copy.write(lines)
            phase("customers drawn and written")
        tell(CustomersImported(count=count))
    return first


def _next_number() -> int:
    numbered = (
        Customer.objects.filter(code__regex=r"^M\d{8}$").order_by("-code").values_list("code", flat=True)
    )
    last = numbered.first()
    return int(last[1:]) + 1 if last else 1


def _drawn_parts(parts: Sequence[Part]) -> Iterator[bytes]:
    """In order. Other processes draw ahead, by a few parts only."""
    if len(parts) == 1:
        yield drawn(parts[0])
        return
    # Not forked: a copy of this process would share its connection to the database.
    with multiprocessing.get_context("spawn").Pool(os.cpu_count(), initializer=django.setup) as pool:
        coming = iter(parts)
        waiting = deque(pool.apply_async(drawn, (part,)) for part in islice(coming, 4))
        while waiting:
            lines = waiting.popleft().get()
            waiting.extend(pool.apply_async(drawn, (part,)) for part in islice(coming, 1))
            yield lines


@contextmanager
def _without_indexes(phase: Phase) -> Iterator[None]:
    indexes = Customer._meta.indexes  # noqa: SLF001 - the documented model API
    with connection.schema_editor() as editor:
        for index in indexes:
            editor.remove_index(Customer, index)
    yield
    for index in indexes:
        with connection.schema_editor() as editor:
            editor.add_index(Customer, index)
        phase(f"index {index.name}")


@contextmanager
def _nothing() -> Iterator[None]:
    yield
