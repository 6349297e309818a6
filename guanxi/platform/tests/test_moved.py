"""A database restored on another server: nothing is told twice, nothing waits for years."""

from django.db import connection

from guanxi.platform import bus
from guanxi.platform.models import News as StoredNews
from guanxi.platform.models import Reading, Server
from guanxi.platform.moved import settle
from guanxi.platform.tests.test_bus import deliver_until, heard, system, tell

__all__ = ("heard", "system")  # fixtures

_FAR = 50_000_000


def come_from_elsewhere() -> None:
    """As a dump of a busy server would leave it: all its numbers are far above ours."""
    settle()
    with connection.cursor() as cursor:
        cursor.execute("update gx_platform_news set transaction = transaction + %s", [_FAR])
        cursor.execute("update gx_journal_changeset set transaction = transaction + %s", [_FAR])
        cursor.execute(
            "update gx_platform_reading set from_number = from_number + %(f)s, to_number = to_number + %(f)s",
            {"f": _FAR},
        )
    Server.objects.update(identity="elsewhere/1")


def test_a_server_is_met_once(system):
    assert settle() is False
    assert Server.objects.get().identity.count("/") == 1
    assert settle() is False


def test_what_was_waiting_is_told_once_and_new_news_after_it(heard, system):
    tell(system, "told before")
    deliver_until(heard, 1)
    tell(system, "waiting")
    come_from_elsewhere()
    assert settle() is True
    tell(system, "new")
    deliver_until(heard, 3)
    assert heard == ["told before", "waiting", "new"]
    assert bus.deliver_pending() == 0
    assert settle() is False


def test_a_listener_that_came_later_hears_the_old_news(heard, system):
    tell(system, "old")
    come_from_elsewhere()
    settle()
    assert StoredNews.objects.get().transaction < 0
    Reading.objects.all().delete()
    deliver_until(heard, 1)
    assert heard == ["old"]
