"""The background process: queued jobs, jobs whose worker was killed, and news on its way to listeners."""

import asyncio
import logging
import os
import signal
import sys
import threading

import django
import psycopg
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from procrastinate.exceptions import ConnectorException

from guanxi.config import address

log = logging.getLogger(__name__)
NEWS_CHANNEL = "gx_news"
_AT_LEAST_EVERY = 5.0  # seconds; parked news and lost notifications are looked for this often
_RECOVER_EVERY = 10.0
_WAIT_AFTER_LOSS = 2.0
_END_SECONDS = 8.0


def deliver_news(ending: threading.Event) -> None:
    """Deliver waiting news whenever some is told, until `ending`. A lost database is tried again."""
    from guanxi.platform.bus import deliver_pending

    while not ending.is_set():
        try:
            with psycopg.connect(address.database_url(settings.GUANXI_DATA), autocommit=True) as connection:
                connection.execute(f"listen {NEWS_CHANNEL}")
                while not ending.is_set():
                    close_old_connections()
                    deliver_pending()
                    for _ in connection.notifies(timeout=_AT_LEAST_EVERY, stop_after=1):
                        pass
        except (psycopg.OperationalError, DatabaseError) as error:
            log.warning("news waits for the database: %s", " ".join(str(error).split()))
            ending.wait(_WAIT_AFTER_LOSS)


def _deliver_or_end(ending: threading.Event) -> None:
    """A worker which no longer delivers must not look alive: the supervisor starts another."""
    try:
        deliver_news(ending)
    finally:
        if not ending.is_set():
            os.kill(os.getpid(), signal.SIGTERM)


async def _recover() -> None:
    """A killed worker's jobs go back to the queue soon, not at the next full minute."""
    from guanxi.platform.tasks import recover_stalled

    while True:
        try:
            await recover_stalled()
        except (psycopg.Error, DatabaseError, ConnectorException) as error:
            # Waiting for it would cost the queue half a minute per question. What runs is rolled back.
            log.warning("the worker lost its database and starts afresh: %s", " ".join(str(error).split()))
            os._exit(1)
        await asyncio.sleep(_RECOVER_EVERY)


async def work() -> None:
    """Run queued jobs until told to stop. A lost database ends it: the supervisor starts us again."""
    from procrastinate.contrib.django import app

    queue = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]  # Django's connector
    async with queue.open_async():
        recovery = asyncio.create_task(_recover())
        try:
            await queue.run_worker_async(
                concurrency=2, shutdown_graceful_timeout=_END_SECONDS, delete_jobs="successful"
            )
        finally:
            recovery.cancel()


def main() -> int:
    django.setup()
    ending = threading.Event()
    news = threading.Thread(target=_deliver_or_end, args=(ending,), daemon=True)
    news.start()
    try:
        asyncio.run(work())
    finally:
        ending.set()
    return 0


if __name__ == "__main__":
    # Under its import name: the queue warns of an app which a main program made.
    from guanxi.config import worker  # noqa: PLW0406  # on purpose, see above

    sys.exit(worker.main())
