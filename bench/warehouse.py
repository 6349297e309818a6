"""The warehouse at 10^4, 10^5 and 10^6 orders: first load, refresh after 100 changes, evaluation in DuckDB,
and the same aggregates, RFM scores and 80/20 classes asked of PostgreSQL in plain SQL, in the same run.
DuckDB also finds the company's median gap, every life-cycle stage and average order; PostgreSQL does not.

    .venv/bin/python bench/warehouse.py [most orders]

Prints seconds, the exponent from each size to the next, and the memory of this process.
"""

import itertools
import math
import os
import resource
import sys
import time
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "guanxi.config.settings"

SIZES = (10_000, 100_000, 1_000_000)
CUSTOMERS_PER_ORDER = 0.2
LINES_PER_ORDER = 2

FILL = """
insert into gx_customers_customer (id, kind, name, sort_name, search, search_text, short_name, code,
  is_customer, credit_code, phone, email, website, country, province, city, address, industry, sex, tags,
  source, remark)
select g, 'person', 'c' || g, 'c' || g, '', '', '', 'c' || g,
  true, '', '', '', '', '', '', '', '', '', '', '{}', '', ''
from generate_series(%(from)s, %(to)s) g;
"""
ORDERS = """
insert into gx_commerce_order
  (id, customer_id, kind, number, ordered_at, currency, total, charges, response_code)
select g, 1 + floor(power(random(), 2) * %(customers)s)::bigint,
  case when g %% 20 = 0 then 'return' else 'sale' end, g::text,
  timestamptz '2023-01-01' + random() * interval '1000 days', 'CNY',
  round((random() * 1000)::numeric, 2) * case when g %% 20 = 0 then -1 else 1 end, 0, ''
from generate_series(%(from)s, %(to)s) g
"""
LINES = """
insert into gx_commerce_orderline (order_id, position, product_id, description, quantity, price, amount)
select g, p, 1, '', 1, 10, 10 from generate_series(%(from)s, %(to)s) g, generate_series(1, %(lines)s) p
"""
PLAIN = """
with o as (
  select *, (ordered_at at time zone 'UTC')::date as day,
    max((ordered_at at time zone 'UTC')::date) over () as today
  from gx_commerce_order),
c as (
  select customer_id, min(today) as today,
    min(day) filter (where kind = 'sale') as first_on, max(day) filter (where kind = 'sale') as last_on,
    count(distinct day) filter (where kind = 'sale') as days, count(*) filter (where kind = 'sale') as orders,
    sum(total) as net,
    sum(total) filter (where day > today - 90) as recent,
    sum(total) filter (where day > today - 180 and day <= today - 90) as earlier
  from o group by customer_id),
r as (
  select *, 1 + 5 * (rank() over (order by last_on) - 1) / count(*) over () as r,
    1 + 5 * (rank() over (order by days) - 1) / count(*) over () as f,
    1 + 5 * (rank() over (order by net) - 1) / count(*) over () as m
  from c where orders > 0),
p as (
  select customer_id, sum(greatest(net, 0)) over (order by net desc range unbounded preceding)
    - sum(greatest(net, 0)) over (partition by net) as above, sum(greatest(net, 0)) over () as whole
  from c)
select count(*), sum(r), sum(f), sum(m), count(*) filter (where above < 0.8 * whole)
from r join p using (customer_id)
"""


def timed(work):
    begun = time.perf_counter()
    answer = work()
    return time.perf_counter() - begun, answer


def main() -> None:
    most = int(sys.argv[1]) if len(sys.argv) > 1 else SIZES[-1]
    from guanxi.config import database

    with database.temporary() as url:
        import django

        django.setup()
        database.use(url)
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        measure([size for size in SIZES if size <= most])


def measure(sizes: list[int]) -> None:
    seen: dict[str, list[float]] = {}
    done = 0
    for size in sizes:
        fill(done, size)
        done = size
        for name, seconds in figures().items():
            seen.setdefault(name, []).append(seconds)
            print(f"{size:>9,} orders  {name:38} {seconds:8.3f} s", flush=True)
    for name, times in seen.items():
        steps = [math.log10(b / a) for a, b in itertools.pairwise(times)]
        print(f"{name:38} exponent {' '.join(f'{s:5.2f}' for s in steps)}")
    print(f"{'memory of this process':38} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


def fill(done: int, size: int) -> None:
    from django.db import connection

    from guanxi.commerce.models import Product
    from guanxi.platform.access.queries import system_actor
    from guanxi.platform.verbs import change_set

    customers = int(size * CUSTOMERS_PER_ORDER)
    with change_set(system_actor("bench"), "bench.fill"), connection.cursor() as cursor:
        if not done:
            Product.objects.create(id=1, code="p", name="p")
        cursor.execute("select setseed(0.5)")
        cursor.execute(FILL, {"from": int(done * CUSTOMERS_PER_ORDER) + 1, "to": customers})
        span = {"from": done + 1, "to": size, "customers": customers, "lines": LINES_PER_ORDER}
        cursor.execute(ORDERS, span)
        cursor.execute(LINES, span)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")


def figures() -> dict[str, float]:
    import shutil

    from django.db import connection

    from guanxi.analytics.scoring.computing import as_of, compute
    from guanxi.analytics.warehouse.place import warehouse_folder
    from guanxi.analytics.warehouse.reader import opened
    from guanxi.analytics.warehouse.refresh import refresh_warehouse
    from guanxi.commerce.models import Order
    from guanxi.platform.access.queries import system_actor
    from guanxi.platform.verbs import change_set

    actor = system_actor("bench")
    shutil.rmtree(warehouse_folder(), ignore_errors=True)
    found = {"first load": timed(lambda: refresh_warehouse(actor))[0]}
    with change_set(actor, "bench.change"):
        for order in Order.objects.order_by("id")[:100]:
            order.change({"response_code": "x" if not order.response_code else ""}, actor=actor)
    found["refresh after 100 changes"] = timed(lambda: refresh_warehouse(actor))[0]

    def evaluate() -> tuple[int, ...]:
        with opened() as warehouse:
            rows = compute(warehouse, as_of(warehouse, None, "UTC")).rows
            buyers = rows.filter(rows.orders > 0)
            [one] = warehouse.rows(
                buyers.aggregate(
                    n=buyers.count(),
                    r=buyers.rfm_r.sum(),
                    f=buyers.rfm_f.sum(),
                    m=buyers.rfm_m.sum(),
                    a=buyers.count(where=buyers.pareto == "A"),
                )
            )
        return tuple(int(v) for v in one.values())

    def plain() -> tuple[int, ...]:
        with connection.cursor() as cursor:
            cursor.execute(PLAIN)
            return tuple(int(v) for v in cursor.fetchone())

    evaluate()  # the first question also loads the libraries
    found["evaluate everybody: DuckDB"], ours = timed(evaluate)
    found["the same sums: PostgreSQL"], theirs = timed(plain)
    assert ours == theirs, (ours, theirs)
    return found


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    main()
