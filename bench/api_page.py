"""A JSON page of 50 customers beside the bare SQL of the same rows, in one run.

    GUANXI_DATA=FOLDER .venv/bin/python bench/api_page.py [--calls 300] [--email administrator@...]

The installation in FOLDER must be running. A key is made in a transaction that is rolled back. Told are the
medians of: the statement alone; with dicts and JSON; the whole call (key, limit, rights, rows, JSON) through
every middleware, without the network.
"""

import argparse
import os
import statistics
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanxi.config.settings")
SQL = """
select id, version, updated_at, {columns}, sort_name from gx_customers_customer
where archived_at is null and is_customer order by sort_name, id limit 51
"""


def median(work, calls):
    work()
    took = []
    for _ in range(calls):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return statistics.median(took) * 1000


def asked(measure, words, calls):
    """Read the command line and measure in a transaction that is rolled back."""
    parser = argparse.ArgumentParser(description=words, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--calls", type=int, default=calls)
    parser.add_argument("--email", default="")
    options = parser.parse_args()

    import django

    django.setup()
    from django.db import transaction

    with transaction.atomic():
        measure(options)
        transaction.set_rollback(True)


def measure(options):
    import msgspec
    from django.db import connection
    from django.test import Client

    from guanxi.api import middleware
    from guanxi.api.resources import fields_of, resources
    from guanxi.platform.access.actions import create_api_key
    from guanxi.platform.access.models import User
    from guanxi.platform.access.queries import actor_of

    people = User.objects.filter(is_active=True)
    user = people.get(email=options.email) if options.email else people.get(roles__code="administrator")
    actor = actor_of(user)
    _key, token = create_api_key(actor=actor, name="bench", allowed=list(actor.rights))
    middleware.CALLS_A_MINUTE = 10**9
    (customers,) = (one for one in resources() if one.name == "customers")
    own = [f.source.column for f in fields_of(customers, actor).values() if f.model is None and f.fact]
    statement = SQL.format(columns=", ".join(own))
    client = Client(headers={"authorization": f"Bearer {token}", "host": "localhost"})

    def bare():
        with connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall()

    def encoded():
        names = ["id", "version", "updated_at", *own]
        return msgspec.json.encode([dict(zip(names, row, strict=False)) for row in bare()[:50]])

    def call():
        answer = client.get("/api/v1/customers", {"limit": "50"})
        assert answer.status_code == 200, answer.content
        return answer

    rows = len(call().json()["data"])
    sql, json_too, whole = (median(work, options.calls) for work in (bare, encoded, call))
    print(f"{rows} rows, {len(own) + 3} fields, {options.calls} calls, medians")
    print(f"  bare SQL                 {sql:6.2f} ms")
    print(f"  SQL, dicts and JSON      {json_too:6.2f} ms   {json_too / sql:4.1f}x")
    print(f"  the whole call           {whole:6.2f} ms   {whole / sql:4.1f}x")


if __name__ == "__main__":
    asked(measure, __doc__, 300)
