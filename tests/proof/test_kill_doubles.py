"""kill -9 during a scan for doubles, merges and a batch of printed forms: each is whole or is not there."""

import contextlib
import hashlib
import http.client
import random
import re
import signal
import threading
import time
import urllib.error
from pathlib import Path

import psycopg
import pytest
from victims import VICTIMS, House

from guanxi.config.tests.test_run import Running, free_port

pytestmark = pytest.mark.prove

FIRMS, DOUBLES = 3_000, 60
PRINTED = 200
RECOVER_SECONDS = 180
LOST = (urllib.error.URLError, http.client.HTTPException, ConnectionError, TimeoutError)
SIGNS = "华强鑫盛宏达瑞丰恒泰金龙天宇海博永兴德信诚源安康富嘉祥荣利顺通远景辉明亮佳美"
PAIRS = """
select a.code, b.code, p.probability::text, p.are_two from gx_customers_likelypair p
join gx_customers_customer a on a.id = p.one_id join gx_customers_customer b on b.id = p.other_id
"""
# What a merge moves, by the customers' numbers; how often it was merged and parted does not matter.
FILE = """
select c.code, c.name, c.phone, c.city, c.merged_into_id, c.archived_at is null,
  (select count(*) from gx_commerce_order o where o.customer_id = c.id),
  (select count(*) from gx_customers_touch t where t.customer_id = c.id)
from gx_customers_customer c
"""
HALF_MERGED = """
select c.code from gx_customers_customer c left join gx_customers_merge m on m.merged_id = c.id
where (c.merged_into_id is null) <> (m.id is null) or c.merged_into_id is distinct from m.survivor_id
  or (c.merged_into_id is not null and (c.archived_at is null
    or exists (select from gx_commerce_order o where o.customer_id = c.id)
    or exists (select from gx_customers_touch t where t.customer_id = c.id)))
"""


def customers() -> bytes:
    """Firms of their own, some of them twice under another legal form."""
    lots = random.Random(11)
    lines = ["客户编号,客户名称,电话,电子邮箱,城市,地址"]
    for at in range(FIRMS):
        name = "".join(lots.sample(SIGNS, 3)) + lots.choice(("机械", "电子", "化工", "贸易")) + f"{at}"
        told = f"0512{lots.randrange(10_000_000, 99_999_999)},office{at}@firm{at}.example,苏州,工业路{at}号"
        lines.append(f"K{at},{name}有限公司,{told}")
        if at < DOUBLES:
            lines.append(f"D{at},{name}股份有限公司,{told}")
    return ("\n".join(lines) + "\n").encode()


def orders() -> bytes:
    lines = ["InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID"]
    for at in range(DOUBLES * 4):
        customer = f"{'KD'[at % 2]}{at // 4}"
        lines.append(f"{at},S1,螺丝,1,2024-03-{at % 28 + 1:02},10,{customer}")
    return ("\n".join(lines) + "\n").encode()


def fingerprint(house: House, rows: str) -> tuple[int, str]:
    told = house.ask(f"select count(*), md5(string_agg(t::text, '|' order by t::text)) from ({rows}) t")
    return told[0]


def import_all(house: House, content: bytes, target: str) -> None:
    key = house.begin_import(content, target)
    state = f"select state from gx_exchange_importrun where id = {key}"
    house.until(lambda: house.ask(state) == [("done",)], 120, "the import did not end")


def ended(house: House, name: str, key: int) -> str:
    """The state in which a job ends, whatever is away meanwhile."""
    end = time.monotonic() + RECOVER_SECONDS
    while time.monotonic() < end:
        with contextlib.suppress(psycopg.OperationalError):
            ((state,),) = house.ask(f"select state from gx_platform_job where id = {key} and name = '{name}'")
            if state not in ("waiting", "running"):
                return str(state)
        time.sleep(0.05)
    raise AssertionError(f"not finished\n{house.running.said()}")


def strike(house: House, victim: str) -> int:
    killed = house.kill(VICTIMS[victim])
    if victim == "everything":
        house.running.start()
    return killed


def background(house: House, ask, name: str, victims: tuple[str, ...], same) -> list[dict[str, object]]:
    """Work begun by `ask`, undisturbed and then with each victim: `same` is told of every end."""
    rounds: list[dict[str, object]] = []
    seconds = 0.0
    for victim in ("nobody", *victims):
        house.until(house.answers, 60, "the pages did not come back")
        ask()
        key = house.job(name)[3]
        house.until(lambda: house.job(name)[0] != "waiting", 60, "it did not begin")
        began = time.monotonic()
        told: dict[str, object] = {"work": name, "killed": victim}
        if victim != "nobody":
            moment = random.Random(f"{name} {victim}").uniform(0.1, 0.8) * seconds
            time.sleep(moment)
            told |= {"after_seconds": round(moment, 2), "job_was": house.job(name)[0]}
            told["processes_killed"] = strike(house, victim)
        assert ended(house, name, key) == "done", (told, house.running.said())
        if victim == "nobody":
            seconds = time.monotonic() - began
        told["done_seconds"] = round(time.monotonic() - began, 1)
        house.until(house.answers, 60, "the pages did not come back")
        same(key)
        rounds.append(told)
    return rounds


def scanned(house: House) -> list[dict[str, object]]:
    found: list[object] = []

    def same(_key: int) -> None:
        found.append(
            (fingerprint(house, PAIRS), house.ask("select kind, rows from gx_customers_comparing order by 1"))
        )
        assert found[-1] == found[0]
        assert found[0][0][0] >= DOUBLES
        change_set = house.ask(
            "select max(id) from gx_journal_changeset where verb = 'customers.scan_doubles'"
        )[0][0]
        assert change_set

    def ask() -> None:
        house.person.post("/customers/doubles/scan/", {})

    return background(house, ask, "customers.scan_doubles", ("job", "worker", "database", "everything"), same)


def printed(house: House) -> list[dict[str, object]]:
    keys = [row[0] for row in house.ask(f"select id from gx_customers_customer order by id limit {PRINTED}")]
    folder = house.running.folder / "files"

    def ask() -> None:
        house.person.post(
            "/customers/forms/", {"print": "1", "form": "data_card", "layout": "card", "keys": keys}
        )

    def same(key: int) -> None:
        ((digest, rows),) = house.ask(
            f"select result->>'digest', (result->>'rows')::int from gx_platform_job where id = {key}"
        )
        content = (folder / digest[:2] / digest).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest
        assert (content[:5], content.rstrip()[-5:], rows) == (b"%PDF-", b"%%EOF", PRINTED)

    return background(house, ask, "customers.print_papers", ("job", "worker", "database"), same)


def merged(house: House, victim: str, before: tuple[int, str]) -> dict[str, object]:
    """Clear groups merged together while somebody is killed; then the rest; then all is taken apart."""
    page = house.person.get("/customers/doubles/clear/")
    sent = re.findall(r'name="(pick|of_\d+)"[^>]*value="([\d.]+)"', page)
    assert len(sent) >= 3 * 40, page[:500]
    fields: dict[str, list[str]] = {}
    for name, value in sent:
        fields.setdefault(name, []).append(value)
    answers: list[str] = []

    def send() -> None:
        with contextlib.suppress(*LOST):
            answers.append(house.person.post("/customers/doubles/clear/", fields))

    sender = threading.Thread(target=send)
    sender.start()
    house.until(lambda: house.ask("select count(*) from gx_customers_merge")[0][0] >= 3, 60, "no merge began")
    killed = strike(house, victim)
    sender.join(90)
    house.until(house.answers, 120, "the pages did not come back")
    time.sleep(1)  # what a surviving server still writes
    assert house.ask(HALF_MERGED) == [], "half a merge"
    count = house.ask("select count(*), count(distinct change_set_id) from gx_customers_merge")[0]
    told = {
        "work": "customers.merge",
        "killed": victim,
        "processes_killed": killed,
        "groups_merged": count[1],
    }
    keys = [str(row[0]) for row in house.ask("select id from gx_customers_merge order by id")]
    house.person.post("/customers/doubles/part/", {"merge": keys[:50]})
    assert house.ask("select count(*) from gx_customers_merge") == [(0,)]
    assert fingerprint(house, FILE) == before
    return told


def test_scans_merges_and_printing_survive_the_death_of_any_process(open_folder: Path, proof):
    with Running(open_folder / "data", free_port()) as running:
        house = House(running)
        import_all(house, customers(), "customers.list")
        import_all(house, orders(), "commerce.transactions")
        rounds = scanned(house)
        rounds += printed(house)
        before = fingerprint(house, FILE)
        rounds += [merged(house, victim, before) for victim in ("web", "database", "everything")]
        assert running.stop(signal.SIGTERM) == 0
    proof(
        "kill_doubles", {"customers": FIRMS + DOUBLES, "printed": PRINTED, "rounds": rounds, "half_done": 0}
    )
