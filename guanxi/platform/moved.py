"""A database that came from another server.

News, readers and change sets stand in the order of the server's transaction numbers (see bus.py). A dump
carries the numbers of the old server; the new one counts from the beginning and would take them for a far
future: news would wait until its own count got there. Here they move below zero, in the same order, where all
has ended.
"""

from django.db import connection, transaction

from guanxi.platform.models import Server

_HERE = """
select (select system_identifier from pg_control_system())::text
  || '/' || (select oid from pg_database where datname = current_database())::text
"""

_HIGHEST = """
select greatest(
  (select max(transaction) from gx_platform_news),
  (select max(transaction) from gx_journal_changeset),
  (select max(greatest(from_number, to_number)) from gx_platform_reading))
"""

_MOVES = (
    "update gx_platform_news set transaction = transaction - %(by)s",
    "update gx_journal_changeset set transaction = transaction - %(by)s",
    "update gx_platform_reading set from_number = from_number - %(by)s, to_number = to_number - %(by)s",
)


def settle() -> bool:
    """Recognise a database that was restored on another server and move its numbers; True when it was.

    Whole or not at all, and safe to repeat. Nothing else may work with the database meanwhile.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_HERE)
        here = cursor.fetchone()[0]
        known = Server.objects.select_for_update().filter(pk=1).first()
        if known is None:
            Server.objects.create(pk=1, identity=here)
            return False
        if known.identity == here:
            return False
        cursor.execute(_HIGHEST)
        highest = cursor.fetchone()[0]
        if highest is not None:
            for move in _MOVES:
                cursor.execute(move, {"by": highest + 1})
        known.identity = here
        known.save()
        return True
