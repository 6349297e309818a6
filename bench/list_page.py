"""The customer list, search, customer page and counts over HTTP, on 10^4, 10^5 and 10^6 customers.

    .venv/bin/python bench/list_page.py [--customers 10000 100000 1000000] [--folder KEPT] [--proof FILE]

For each size: an installation of its own is filled with `guanxi demo` (its seconds are told) and opened with
`guanxi run`; a salesperson, a team manager and an administrator sign in; four clients at once ask for each
pair of filter and sort. Beside p50 and p95 stand the bare SQL of the same statement (EXPLAIN ANALYZE, best of
three) and, over the sizes, the exponent of p95. With --folder the installations are kept and used again.
"""

import json
import math
import os
import re
import statistics
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from installation import PEOPLE, Client, exponents, filled, prepared, running, sign_in, write_proof

REQUESTS = 100  # for each pair, by all clients together


@dataclass(frozen=True)
class Pair:
    name: str
    role: str
    path: str = "/customers/"
    query: dict | None = None
    limit_ms: int = 200
    page: int = 0  # keyset pages forward before the measured one
    clients: int = 4


def only(*parts):
    return json.dumps({"all": list(parts)}, ensure_ascii=False)


INDUSTRY = {"fact": "customers.industry", "is": "=", "value": "制药"}
STREET = {"fact": "customers.address", "is": "contains", "value": "港城路"}
TAG = {"fact": "customers.tags", "is": "any", "value": ["招标客户"]}
GROWING = {"fact": "analytics.stage", "is": "=", "value": "growing"}
WORTH = {"fact": "analytics.net_revenue", "is": ">=", "value": "10000"}
PERSON = {"fact": "customers.kind", "is": "=", "value": "person"}
RECENT = {"fact": "customers.touched_at", "is": "last_days", "value": 300}
CITY = {"fact": "customers.city", "is": "in", "value": ["苏州", "上海", "杭州", "深圳"]}
CLASS_A = {"fact": "analytics.pareto", "is": "=", "value": "A"}

PAIRS = [
    Pair("everything by name", "administrator"),
    Pair("narrow owner by name", "salesperson"),
    Pair("team by last contact, newest first", "manager", query={"sort": "-touched_at"}),
    Pair("everything by last contact, newest first", "administrator", query={"sort": "-touched_at"}),
    Pair("unindexed column by name", "administrator", query={"filter": only(INDUSTRY)}),
    Pair("unindexed sort (employees)", "administrator", query={"sort": "-employees"}),
    Pair("sort by the owner's name", "administrator", query={"sort": "owner"}),
    Pair("contains by name", "administrator", query={"filter": only(STREET)}),
    Pair("trait by last contact", "administrator", query={"filter": only(GROWING), "sort": "-touched_at"}),
    Pair(
        "tag, newest in the file first", "administrator", query={"filter": only(TAG), "sort": "-created_at"}
    ),
    Pair("narrow owner, trait and tag", "salesperson", query={"filter": only(GROWING, TAG)}),
    Pair("two Han characters", "administrator", query={"q": "恒达"}),
    Pair("pinyin prefix", "administrator", query={"q": "suzhouheng"}),
    Pair("phone tail", "manager", query={"q": "4821"}),
    Pair("fortieth keyset page by name", "administrator", page=40),
    Pair("keyset page amid the absent", "administrator", query={"sort": "employees"}, page=12),
]
OTHERS = [
    Pair("palette: two Han characters", "administrator", "/web/palette/", {"q": "恒达"}, 100),
    Pair("palette: pinyin", "administrator", "/web/palette/", {"q": "wangwei"}, 100),
    Pair("palette: one Han character", "administrator", "/web/palette/", {"q": "王"}, 100),
    Pair("palette: initials of a salesperson's own", "salesperson", "/web/palette/", {"q": "szh"}, 100),
    Pair("palette: phone tail", "administrator", "/web/palette/", {"q": "4821"}, 100),
    Pair("customer page with 1,000 touches", "administrator", "/customers/{touched}/", None, 150),
    Pair("count of five conditions, stops at 10,000", "administrator", "/customers/count/",
         {"conditions": only(PERSON, RECENT, CITY, CLASS_A, WORTH)}, 300, clients=1),
    Pair("count of five conditions over a team", "manager", "/customers/count/",
         {"conditions": only(PERSON, RECENT, CITY, CLASS_A, WORTH)}, 300, clients=1),
]  # fmt: skip


def address(pair, port, cookies, touched):
    """The pair's path with its query; keyset pages are walked to by their links."""
    query = dict(pair.query or {})
    path = pair.path.format(touched=touched)
    client = Client(port, cookies[pair.role])
    for _page in range(pair.page):
        _status, text = client.get(f"{path}?{urlencode(query)}")
        query["after"] = re.findall(r"[?&;]after=([\w-]+)", text)[0]
    return f"{path}?{urlencode(query)}"


def measure(port, cookies, path, clients):
    times, failed = [], []

    def work():
        client = Client(port, cookies)
        for _turn in range(REQUESTS // clients):
            began = time.perf_counter()
            status, text = client.get(path)
            times.append((time.perf_counter() - began) * 1000)
            if status != 200:
                failed.append((status, text[:300]))

    for _warm in range(4):
        Client(port, cookies).get(path)
    threads = [threading.Thread(target=work) for _client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed, (path, failed[0])
    times.sort()
    return statistics.median(times), times[math.ceil(len(times) * 0.95) - 1]


def bare(role, path):
    """Milliseconds PostgreSQL takes for the statements of the page's rows or count, planning included."""
    from django.db import connection
    from django.http import QueryDict
    from django.test.utils import CaptureQueriesContext

    from guanxi.customers.tables import CUSTOMERS
    from guanxi.platform.access.models import User
    from guanxi.platform.access.queries import actor_of
    from guanxi.web.lists import Listing, ListState

    actor = actor_of(User.objects.get(email=PEOPLE[role]))
    query = QueryDict(path.partition("?")[2])
    with CaptureQueriesContext(
        connection,
    ) as captured:
        if path.startswith("/customers/?"):
            list(Listing(actor, CUSTOMERS, ListState.read(CUSTOMERS, query)).page.rows)
        elif path.startswith("/customers/count/"):
            count(actor, query["conditions"])
        elif path.startswith("/web/palette/"):
            from guanxi.customers.queries import search_customers

            search_customers(actor, query["q"], limit=6)
    total = 0.0
    for statement in captured.captured_queries:
        if "gx_customers_customer" in statement["sql"]:
            total += min(explained(statement["sql"]) for _try in range(3))
    return total


def explained(sql):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.cursor.execute(f"explain (analyze, timing off, format json) {sql}".replace("%", "%%"), ())
        [plan] = cursor.fetchone()[0]
        return plan["Planning Time"] + plan["Execution Time"]


def count(actor, conditions):
    from zoneinfo import ZoneInfo

    from guanxi.customers import queries
    from guanxi.platform.conditions import loads, where

    rows = queries.customers(actor).filter(
        where(loads(conditions, "customer"), "customer", actor.now(), ZoneInfo(actor.zone))
    )
    rows.order_by().values("pk")[:10_001].count()


def a_customer_with_touches():
    """The key of a customer with 1,000 touches, made on first use."""
    from datetime import timedelta

    from guanxi.customers.models import Customer, Touch
    from guanxi.platform.access.demo import AS_OF, demo_actor
    from guanxi.platform.verbs import change_set

    customer = Customer.objects.filter(kind="organisation").order_by("pk").first()
    if Touch.objects.filter(customer=customer).count() < 1000:
        with change_set(demo_actor("bench"), "bench.touches"):
            Touch.objects.bulk_create(
                Touch(customer=customer, channel="call", direction="out", at=AS_OF - timedelta(hours=n),
                      by=customer.owner, subject=f"回访 {n}", body="设备运行正常，约定下月再联系。")
                for n in range(1000)
            )  # fmt: skip
    return customer.pk


def measure_size(folder, size):
    with running(folder) as port:
        cookies = sign_in(folder, port)
        from guanxi.config import database

        os.environ["GUANXI_DATA"] = str(folder)
        database.use((folder / "database-url").read_text("utf-8").strip())
        from django.db import connection

        connection.close()
        touched = a_customer_with_touches()
        found = {}
        for pair in [*PAIRS, *OTHERS]:
            path = address(pair, port, cookies, touched)
            p50, p95 = measure(port, cookies[pair.role], path, pair.clients)
            sql = bare(pair.role, path)
            found[pair.name] = {
                "role": pair.role,
                "clients": pair.clients,
                "p50_ms": round(p50, 1),
                "p95_ms": round(p95, 1),
                "bare_sql_ms": round(sql, 1),
                "must_ms": pair.limit_ms,
            }
            over = "" if p95 <= pair.limit_ms else f"  OVER {pair.limit_ms}"
            figures = f"p50 {p50:7.1f}  p95 {p95:7.1f}  sql {sql:7.1f}"
            print(f"{size:>9,}  {pair.name:<44} {pair.role:<14} {figures}{over}", flush=True)
        connection.close()
        return found


def main():
    arguments, base = prepared(__doc__.splitlines()[0])
    results, generation = {}, {}
    load = os.getloadavg()[0]
    for size in arguments.customers:
        folder = filled(base, size)
        generation[size] = json.loads((folder / "filled.json").read_text("utf-8"))
        results[size] = measure_size(folder, size)
    slopes = exponents(results)
    for name, slope in slopes.items():
        print(f"{name:<46} exponent {slope:5.2f}")
    if arguments.proof:
        write_proof(
            arguments.proof, "list_page.py", results, load, requests_per_pair=REQUESTS,
            generation_seconds=generation, measured=results, exponent_of_p95=slopes,
        )  # fmt: skip


if __name__ == "__main__":
    main()
