"""News: an area tells what happened; others listen. At least once, in order per customer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import msgspec
from django.db import connection, transaction

from guanxi.platform.models import News as StoredNews
from guanxi.platform.models import Parked, Reading
from guanxi.platform.types import News
from guanxi.platform.verbs import current_change_set

log = logging.getLogger(__name__)

BATCH = 200
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)


# What the change sets of a window of transactions wrote, as far as somebody wants to read.
CHANGED_ROWS = """
select c.row_id from gx_journal_changeset s join gx_journal_change c on c.change_set_id = s.id
join "{table}" t on t.id = c.row_id
where s.transaction >= %s and s.transaction < %s and c.table_name = %s and (c.kind <> 'U' or {differs})
limit %s
"""

N = TypeVar("N", bound=News)


@dataclass(frozen=True, slots=True)
class Listener:
    name: str
    news: type[News]
    hear: Callable[[News], None]


@dataclass(frozen=True, slots=True)
class ChangedRows:
    """Keys of rows that were written; `are_more`: too many to tell, and nothing counts as read."""

    keys: tuple[int, ...] = ()
    are_more: bool = False


_listeners: dict[str, Listener] = {}


def name_of(news: type[News]) -> str:
    """'customers.PersonCreated' for a class in guanxi/customers/events.py."""
    return f"{news.__module__.split('.')[-2]}.{news.__name__}"


def listen(name: str, news: type[N], hear: Callable[[N], None]) -> None:
    """Call `hear` for every such news. It may hear one twice, and asks again for the state."""
    if name in _listeners:
        raise ValueError(f"the listener {name} is declared twice")
    _listeners[name] = Listener(name, news, hear)  # type: ignore[arg-type]  # heard only with its own news


def listeners() -> list[Listener]:
    return [one for _, one in sorted(_listeners.items())]


def tell(news: News) -> None:
    """Write the news beside the change it tells of. Raises RuntimeError outside a verb."""
    change_set = current_change_set()
    StoredNews.objects.create(
        name=name_of(type(news)),
        customer_id=news.customer_id,
        change_set_id=change_set.id,
        payload=msgspec.to_builtins(news),
        at=change_set.at,
    )
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify('gx_news', '')")


def deliver_pending(*, now: datetime | None = None) -> int:
    """Hand waiting news to every listener. Returns how many were heard. Safe in several processes."""
    moment = now or datetime.now(UTC)
    heard = 0
    for listener in listeners():
        while count := _deliver_batch(listener, moment):
            heard += count
        heard += _retry_parked(listener, moment)
    return heard


def _deliver_batch(listener: Listener, now: datetime) -> int:
    """One window of transactions: all that ended before the oldest one still running.

    A slow transaction keeps its lower number, so the window stops before it and it is never skipped.
    """
    with transaction.atomic():
        Reading.objects.get_or_create(listener=listener.name)
        reading = Reading.objects.select_for_update(skip_locked=True).filter(listener=listener.name).first()
        if reading is None:
            return 0
        if reading.from_number == reading.to_number:
            reading.to_number = _oldest_running()
            reading.last_id = 0
        batch = list(
            StoredNews.objects.filter(
                name=name_of(listener.news),
                transaction__gte=reading.from_number,
                transaction__lt=reading.to_number,
                id__gt=reading.last_id,
            ).order_by("id")[:BATCH]
        )
        for news in batch:
            _hear_or_park(listener, news, now)
        if len(batch) < BATCH:
            reading.from_number = reading.to_number
        else:
            reading.last_id = batch[-1].id
        reading.save()
        return len(batch)


def _hear_or_park(listener: Listener, news: StoredNews, now: datetime) -> None:
    waits = (
        news.customer_id is not None
        and Parked.objects.filter(listener=listener.name, customer_id=news.customer_id).exists()
    )
    problem = "" if waits else _hear(listener, news)
    if waits or problem:
        Parked.objects.get_or_create(
            listener=listener.name,
            news=news,
            defaults={
                "customer_id": news.customer_id,
                "problem": problem or "",
                "attempts": 0 if waits else 1,
                "next_at": now + FIRST_WAIT,
            },
        )


def _hear(listener: Listener, news: StoredNews) -> str | None:
    """None when heard, else what went wrong. What the listener wrote is rolled back with its failure."""
    try:
        with transaction.atomic():
            listener.hear(msgspec.convert(news.payload, listener.news))
    except Exception as problem:  # noqa: BLE001 - a border: whatever a listener raises parks only its customer, visibly
        log.warning("listener %s parked news %s: %r", listener.name, news.id, problem)
        return f"{type(problem).__name__}: {problem}"
    return None


def _retry_parked(listener: Listener, now: datetime) -> int:
    """Try the first parked news of each customer again; the rest keep waiting behind it."""
    heard = 0
    with transaction.atomic():
        due = list(
            Parked.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("news")
            .filter(listener=listener.name)
            .order_by("news_id")[:BATCH]
        )
        stuck: set[int] = set()
        for parked in due:
            if parked.customer_id in stuck or parked.next_at > now:
                if parked.customer_id is not None:
                    stuck.add(parked.customer_id)
                continue
            problem = _hear(listener, parked.news)
            if problem is None:
                parked.delete()
                heard += 1
                continue
            parked.problem = problem
            parked.attempts += 1
            parked.next_at = now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(parked.attempts, 12))
            parked.save()
            if parked.customer_id is not None:
                stuck.add(parked.customer_id)
    return heard


def begin_reading_rows(reader: str) -> None:
    """From now on `changed_rows` tells this reader what changes. Again: nothing happens."""
    Reading.objects.get_or_create(listener=reader, defaults={"from_number": _oldest_running()})


@contextmanager
def changed_rows(reader: str, table: str, columns: Sequence[str], *, most: int) -> Iterator[ChangedRows]:
    """The rows of one of our tables that are new, or another in one of `columns`, since this reader last
    read, whichever verb wrote them. Deleted ones are not told.

    They count as read when the block ends without an exception. Nothing is told to a reader that never
    began, nor while another process reads for it.
    """
    differs = " or ".join(
        f"c.before->>'{name}' is distinct from to_jsonb(t.\"{name}\")#>>'{{}}'" for name in columns
    )
    with transaction.atomic():
        marks = Reading.objects.select_for_update(skip_locked=True).filter(listener=reader)
        reading = marks.order_by("pk").first()
        if reading is None:
            yield ChangedRows()
            return
        until = _oldest_running()
        with connection.cursor() as cursor:
            cursor.execute(
                CHANGED_ROWS.format(table=table, differs=differs),
                [reading.from_number, until, table, most + 1],
            )
            written = [row[0] for row in cursor.fetchall()]
        if len(written) > most:
            yield ChangedRows(are_more=True)
            return
        yield ChangedRows(tuple(sorted(set(written))))
        reading.from_number = reading.to_number = until
        reading.save()


def _oldest_running() -> int:
    """Below this number every transaction has ended."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        number: int = cursor.fetchone()[0]
    return number
