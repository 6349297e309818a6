"""Conditions: generated Python against closures, the time to compile SQL, and plans on a million rows.

    .venv/bin/python bench/conditions.py [--rows 1000000]     (with --rows 0: without the database)

Medians of one run, side by side; only ratios carry from one machine to another.
"""

import argparse
import os
import random
import statistics
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanxi.config.settings")
os.environ["GUANXI_DATA"] = tempfile.mkdtemp(prefix="guanxi-bench-")
Path(os.environ["GUANXI_DATA"]).chmod(0o711)  # the database's own user walks through

import psycopg  # noqa: E402

from guanxi.platform.conditions import (  # noqa: E402
    Base,
    Fact,
    Kind,
    Registry,
    compile_closures,
    compile_python,
    compile_rules,
    compile_sql,
    parse,
)

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
CITIES = [f"城市{number}" for number in range(300)]


def fact(name, kind, table, column, **more):
    return Fact(
        name=name,
        label=name,
        group="Bench",
        kind=kind,
        subject="customer",
        table=table,
        column=column,
        **more,
    )


REGISTRY = Registry(
    [
        fact("customers.city", Kind.TEXT, "base", "city"),
        fact("customers.rating", Kind.NUMBER, "base", "rating"),
        fact("customers.joined", Kind.MOMENT, "base", "joined"),
        fact("traits.spent", Kind.MONEY, "traits", "spent", key="customer_id", trait=True),
        fact("traits.stage", Kind.TEXT, "traits", "stage", key="customer_id", trait=True),
        fact("visits.all", Kind.EVENTS, "visits", "at", key="customer_id"),
    ]
)
CITY = {"fact": "customers.city", "is": "=", "value": CITIES[7]}
RICH = {"fact": "traits.spent", "is": ">=", "value": "9000"}
ACTIVE = {"fact": "traits.stage", "is": "=", "value": "active"}
SEEN = {"fact": "visits.all", "is": "at_least", "value": {"count": 1, "days": 30}}
OFTEN = {"fact": "visits.all", "is": "at_least", "value": {"count": 2, "days": 90}}
HIGH = {"fact": "customers.rating", "is": ">=", "value": 4}
NEW = {"fact": "customers.joined", "is": "last_days", "value": 365}

LISTS = {
    "two comparisons of one trait table": {"all": [RICH, ACTIVE]},
    "five conditions": {"all": [HIGH, NEW, RICH, ACTIVE, SEEN]},
    "own or trait": {"any": [CITY, RICH]},
    "trait or event": {"any": [RICH, SEEN]},
    "not (trait)": {"not": RICH},
    "not (own or trait)": {"not": {"any": [CITY, ACTIVE]}},
    "own or not trait": {"any": [CITY, {"not": RICH}]},
    "2 events in 90 days": OFTEN,
    "fewer than 2 events in 90 days": {"not": OFTEN},
    "no event ever": {"fact": "visits.all", "is": "exactly", "value": {"count": 0}},
}


def rule(number):
    pick = random.Random(number)
    city = {"fact": "customers.city", "is": "=", "value": pick.choice(CITIES)}
    rows = [
        {"fact": "customers.rating", "is": pick.choice(["<", ">="]), "value": pick.randrange(6)},
        {"fact": "traits.spent", "is": "between", "value": [pick.randrange(500), 500 + pick.randrange(9000)]},
        {"fact": "visits.all", "is": "at_least", "value": {"count": pick.randrange(4), "days": 30}},
    ]
    return parse({"all": [{"any": [city, *rows[:1]]}, {"not": rows[1]}, rows[2]]}, "customer", REGISTRY)


def median(action, seconds=1.0):
    """Median seconds of one call."""
    times, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(times) < 3:
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def rules():
    profile = {
        "customers.city": CITIES[3],
        "customers.rating": 4,
        "traits.spent": Decimal("812.50"),
        "visits.all": tuple(NOW - timedelta(days=back) for back in (200, 90, 20, 6, 2)),
    }
    conditions = [rule(number) for number in range(100)]
    closures = [compile_closures(each, ZONE) for each in conditions]
    single = [compile_python(each, ZONE) for each in conditions]
    together = compile_rules(conditions, ZONE)
    assert [i for i, each in enumerate(closures) if each(profile, NOW)] == together(profile, NOW)
    measured = {
        "closures": median(lambda: [each(profile, NOW) for each in closures]),
        "generated, one function per rule": median(lambda: [each(profile, NOW) for each in single]),
        "generated, one function for all": median(lambda: together(profile, NOW)),
    }
    print("100 rules of four comparisons on one profile")
    for name, seconds in measured.items():
        print(
            f"  {name:36} {seconds * 1e6:8.1f} us   closures / this = {measured['closures'] / seconds:5.1f}"
        )
    print(f"  {'compiling the 100 rules':36} {median(lambda: compile_rules(conditions, ZONE)) * 1e3:8.1f} ms")
    base = Base("base", '"base"')
    sql = median(lambda: [compile_sql(each, base, NOW, ZONE) for each in conditions])
    print(f"  {'SQL text of one rule':36} {sql * 1e4:8.1f} us")


def fill(connection, rows):
    step = date(2026, 11, 22)
    numbers = f"generate_series(1, {rows}) i"
    visits = f"(hashint4(i) & 2147483647) % {rows} + 1, '{step}'::timestamptz - (i % 720) * interval '1 day'"
    joined = f"'{step}'::timestamptz - (i::bigint * 104729 % 3000) * interval '1 day'"
    traits = "i, (i::bigint * 48271 % 100000) / 10.0, (array['active','new','lost','still'])[i % 4 + 1]"
    statements = (
        "CREATE TABLE base (id bigint PRIMARY KEY, city text, rating int, joined timestamptz)",
        "CREATE TABLE traits (customer_id bigint PRIMARY KEY, spent numeric(19,4), stage text)",
        "CREATE TABLE visits (customer_id bigint, at timestamptz)",
        f"INSERT INTO base SELECT i, '城市' || (i::bigint * 7919 % 300), i * 31 % 6, {joined} FROM {numbers}",
        f"INSERT INTO traits SELECT {traits} FROM generate_series(1, {rows}) i WHERE i % 10 > 0",
        f"INSERT INTO visits SELECT {visits} FROM generate_series(1, {2 * rows}) i",
        "CREATE INDEX ON base (city)",
        "CREATE INDEX ON traits (spent)",
        "CREATE INDEX ON visits (customer_id, at)",
        "CREATE INDEX ON visits (at, customer_id)",
        "VACUUM ANALYZE",
    )
    for statement in statements:
        connection.execute(statement)


def with_in(text):
    """The same condition with `id IN (SELECT ...)`, which PostgreSQL cannot turn into an anti-join."""
    text = text.replace("EXISTS (SELECT 1 FROM (SELECT", '"base"."id" IN (SELECT fact_count.id FROM (SELECT')
    text = text.replace('WHERE fact_count.id = "base"."id" AND', "WHERE")
    for table, alias in (("traits", "fact_row"), ("visits", "fact_event")):
        text = text.replace(
            f'EXISTS (SELECT 1 FROM "{table}"', f'"base"."id" IN (SELECT "customer_id" FROM "{table}"'
        )
        text = text.replace(f'WHERE {alias}."customer_id" = "base"."id" AND', "WHERE")
    return text.replace('NOT "base"."id" IN', '"base"."id" NOT IN')


def lists(rows):
    from guanxi.config import cluster

    server = cluster.start(Path(os.environ["GUANXI_DATA"]), {"fsync": "off"}, create_databases=True)
    try:
        with psycopg.connect(server.url, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
            fill(connection, rows)
            connection.execute("SET statement_timeout = '20s'")
            print(f"counting {rows:,} customers: as written (EXISTS), and with IN")
            for name, form in LISTS.items():
                text, values = compile_sql(
                    parse(form, "customer", REGISTRY), Base("base", '"base"'), NOW, ZONE
                )
                exists, count = counted(connection, text, values)
                other, same = counted(connection, with_in(text), values)
                assert same in {None, count}, name
                shown = "over 20 s" if other is None else f"{other * 1e3:7.0f} ms"
                print(f"  {name:36} {count:9,} {exists * 1e3:7.0f} ms   {shown}")
    finally:
        server.stop()


def counted(connection, text, values):
    statement = f'SELECT count(*) FROM "base" WHERE {text}'
    try:
        count = connection.execute(statement, values).fetchone()[0]
    except psycopg.errors.QueryCanceled:
        return None, None
    return median(lambda: connection.execute(statement, values).fetchone(), 0.5), count


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    rules()
    if rows:
        lists(rows)


if __name__ == "__main__":
    main()
