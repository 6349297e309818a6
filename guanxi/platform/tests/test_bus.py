"""News: told with the change, heard after it, in order per customer, never skipped."""

import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from time import monotonic

import pytest
from django.db import connection, transaction

from guanxi.platform import bus
from guanxi.platform.access.queries import system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.models import News as StoredNews
from guanxi.platform.models import Parked
from guanxi.platform.types import News
from guanxi.platform.verbs import change_set

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class SomethingHappened(News):
    what: str


@pytest.fixture
def heard(monkeypatch) -> list[str]:
    said: list[str] = []

    def hear(news: SomethingHappened) -> None:
        if news.what.startswith("bad"):
            raise ValueError(news.what)
        said.append(news.what)

    monkeypatch.setattr(bus, "_listeners", {})
    bus.listen("tests.hear", SomethingHappened, hear)
    return said


def tell(actor: Actor, what: str, customer: int | None = 1) -> None:
    with change_set(actor, "tests.tell"):
        bus.tell(SomethingHappened(customer_id=customer, what=what))


def deliver_until(heard: list[str], count: int, *, now: datetime = NOON) -> None:
    """Other tests share the server: their open transactions hold news back, as a slow colleague would."""
    deadline = monotonic() + 120
    while len(heard) < count and monotonic() < deadline:
        bus.deliver_pending(now=now)
        threading.Event().wait(0.02)


@pytest.fixture
def system(transactional_db) -> Actor:
    return system_actor("tests", clock=lambda: NOON)


def test_news_outside_a_verb_is_refused(heard, system):
    with pytest.raises(RuntimeError):
        bus.tell(SomethingHappened(what="x"))


def test_heard_once_and_in_order(heard, system):
    for what in ("one", "two", "three"):
        tell(system, what)
    deliver_until(heard, 3)
    assert heard == ["one", "two", "three"]
    assert bus.deliver_pending(now=NOON) == 0


def test_news_of_a_failed_verb_is_never_heard(heard, system):
    def fail() -> None:
        with change_set(system, "tests.fails"):
            bus.tell(SomethingHappened(what="never"))
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    bus.deliver_pending(now=NOON)
    assert heard == []
    assert not StoredNews.objects.exists()


def test_a_slow_transaction_is_not_skipped(heard, system):
    """The slow one takes its number first and commits last; what came after it waits for it."""
    started, finish = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            tell(system, "slow", customer=2)
            started.set()
            finish.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert started.wait(10)
    tell(system, "quick", customer=1)
    bus.deliver_pending(now=NOON)
    assert heard == []
    finish.set()
    thread.join()
    deliver_until(heard, 2)
    assert heard == ["slow", "quick"]


def test_a_failure_parks_only_its_customer_in_order(heard, system):
    tell(system, "bad", customer=1)
    tell(system, "later", customer=1)
    tell(system, "other", customer=2)
    deliver_until(heard, 1)
    assert heard == ["other"]
    assert list(Parked.objects.order_by("id").values_list("customer_id", "attempts")) == [(1, 1), (1, 0)]
    assert "ValueError" in Parked.objects.earliest("id").problem
    StoredNews.objects.filter(payload__what="bad").update(payload={"customer_id": 1, "what": "mended"})
    deliver_until(heard, 3, now=NOON + timedelta(hours=2))
    assert heard == ["other", "mended", "later"]
    assert not Parked.objects.exists()


def test_many_batches_arrive_whole(heard, system, monkeypatch):
    monkeypatch.setattr(bus, "BATCH", 3)
    for number in range(8):
        tell(system, str(number), customer=number)
    deliver_until(heard, 8)
    assert heard == [str(n) for n in range(8)]
