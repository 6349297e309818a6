"""News is heard up to the oldest transaction still open on the server, and other tests share that server:
their open transactions hold it back, as a slow colleague would. A test waits for them before it hears.
"""

import threading
from time import monotonic

from django.db import connection

from guanxi.platform.bus import deliver_pending

LONGEST = 120.0  # seconds


def settle() -> None:
    """Wait until every transaction that has begun by now has ended."""
    begun, deadline = number("xmax"), monotonic() + LONGEST
    while number("xmin") < begun:
        assert monotonic() < deadline, "a transaction of another test does not end"
        threading.Event().wait(0.02)


def number(which: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select pg_snapshot_{which}(pg_current_snapshot())::text::bigint")
        found: int = cursor.fetchone()[0]
    return found


def deliver_all() -> int:
    """Deliver everything told before."""
    settle()
    return deliver_pending()
