"""Clash answer and search as one types, over HTTP, on 10^4, 10^5 and 10^6 customers.

    .venv/bin/python bench/clash.py [--customers 10000 100000 1000000] [--folder KEPT] [--proof FILE]

The installations are those of bench/list_page.py (made on first use). A salesperson types customers of
colleagues (told masked, and kept), an administrator types customers on file (told by name); four clients at
once. The searches are asked of the palette and of the list. At the end the cost of comparing single changed
records with the file: what a new or edited customer costs after a whole scan.
"""

import math
import os
import statistics
import threading
import time
from urllib.parse import urlencode

from installation import Client, exponents, filled, prepared, running, sign_in, write_proof

CLASH_MS, SEARCH_MS = 150, 100
CLIENTS, REQUESTS = 4, 100
TOLD = 20  # different customers of colleagues: an hour allows thirty
SEARCHES = {
    "one Han character": "恒",
    "two Han characters": "恒达",
    "four Han characters": "恒达机械",
    "traditional": "機械",
    "pinyin": "hengda",
    "pinyin of a person": "wangwei",
    "initials": "szhd",
    "phone tail": "4821",
    "phone beginning": "0512-66",
    "phone beginning of a mobile": "13800",
    "misspelt Latin": "shaghaia",
    "mail": "info@",
    "nothing there": "qzxvqq",
}


def drawn(step):
    """Firms spread over the file, whose owner is not the salesperson: (name, phone)."""
    from guanxi.customers.models import Customer

    found = Customer.objects.filter(kind="organisation", archived_at=None).order_by("pk")
    keys = list(found.values_list("pk", flat=True)[: step * TOLD : step])
    return list(found.filter(pk__in=keys).values_list("name", "phone"))


def percentile(times):
    times = sorted(times)
    return round(statistics.median(times), 1), round(times[math.ceil(len(times) * 0.95) - 1], 1)


def measure(port, cookies, ask, turns):
    """`ask(client, turn)` by several clients at once. Milliseconds of each."""
    times, failed = [], []

    def work(number):
        client = Client(port, cookies)
        client.get("/customers/")
        for turn in range(turns // CLIENTS):
            began = time.perf_counter()
            status, text = ask(client, turn * CLIENTS + number)
            times.append((time.perf_counter() - began) * 1000)
            if status != 200:
                failed.append((status, text[:300]))

    for _warm in range(2):
        ask(Client(port, cookies), 0)
    threads = [threading.Thread(target=work, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed, failed[0]
    return percentile(times)


def typed(firms):
    """The form as it stands after the last keystroke."""

    def ask(client, turn):
        name, phone = firms[turn % len(firms)]
        return client.post("/customers/clashes/?kind=organisation", name=name, phone=phone)

    return ask


def searched(path, text):
    return lambda client, _turn: client.get(f"{path}?{urlencode({'q': text})}")


def incremental(count=50):
    """Milliseconds to compare one changed record with the file, by weights of a sample of it."""
    from guanxi.customers.models import Customer
    from guanxi.customers.queries import ROLES
    from guanxi.customers.queries.doubles import _as_table, _near, _scored
    from guanxi.customers.rules.duplicates import find_doubles

    times = []
    for kind, roles in ROLES.items():
        rows = Customer.objects.filter(kind=kind, archived_at=None).order_by("pk")
        sample = list(rows.values_list("pk", *roles)[:20_000])
        weights = find_doubles(_as_table(kind, sample)[1], roles).weights
        for row in sample[:: max(1, len(sample) // count)][:count]:
            began = time.perf_counter()
            pairs = _near(kind, [row])
            found = list(rows.filter(pk__in={k for p in pairs for k in p}).values_list("pk", *roles))
            _scored(*_as_table(kind, found), pairs, weights)
            times.append((time.perf_counter() - began) * 1000)
    return percentile(times)


def measure_size(folder, size):
    from guanxi.config import database

    with running(folder) as port:
        cookies = sign_in(folder, port)
        os.environ["GUANXI_DATA"] = str(folder)
        database.use((folder / "database-url").read_text("utf-8").strip())
        from django.db import connection

        connection.close()
        firms = drawn(max(1, size // 5 // TOLD))
        found = {}

        def note(name, role, ask, must, turns=REQUESTS):
            p50, p95 = measure(port, cookies[role], ask, turns)
            found[name] = {"role": role, "p50_ms": p50, "p95_ms": p95, "must_ms": must}
            over = "" if p95 <= must else f"  OVER {must}"
            print(f"{size:>9,}  {name:<44} {role:<14} p50 {p50:7.1f}  p95 {p95:7.1f}{over}", flush=True)

        note("clash: a colleague's customer, masked", "salesperson", typed(firms), CLASH_MS)
        note("clash: on file, by name", "administrator", typed(firms), CLASH_MS)
        nobody = [("苏州无人知晓的新公司", "0512-19999999")]
        note("clash: nobody has it", "salesperson", typed(nobody), CLASH_MS)
        for name, text in SEARCHES.items():
            note(f"palette: {name}", "administrator", searched("/web/palette/", text), SEARCH_MS)
        for name in ("one Han character", "pinyin", "initials", "phone tail", "phone beginning"):
            note(f"palette, own: {name}", "salesperson", searched("/web/palette/", SEARCHES[name]), SEARCH_MS)
        for name in ("two Han characters", "phone beginning", "misspelt Latin"):
            note(f"list: {name}", "administrator", searched("/customers/", SEARCHES[name]), 200)
        p50, p95 = incremental()
        found["one changed record compared with the file"] = {"p50_ms": p50, "p95_ms": p95}
        print(f"{size:>9,}  one changed record compared: p50 {p50} p95 {p95}", flush=True)
        connection.close()
        return found


def main():
    arguments, base = prepared(__doc__.splitlines()[0])
    load, results = os.getloadavg()[0], {}
    for size in arguments.customers:
        results[size] = measure_size(filled(base, size), size)
        if arguments.proof:  # after each size: a long run that is cut short has told what it measured
            write_proof(
                arguments.proof, "clash.py", results, load, requests_each=REQUESTS, clients=CLIENTS,
                measured=results, exponent_of_p95=exponents(results),
            )  # fmt: skip


if __name__ == "__main__":
    main()
