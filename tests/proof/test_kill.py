"""kill -9 of each process of an installation while it imports: nothing lost, nothing doubled, always visible."""

import random
import signal
import time
from pathlib import Path

import psycopg
import pytest
from victims import VICTIMS, House

from guanxi.config.tests.test_run import Running, free_port

pytestmark = pytest.mark.prove

ROWS = 100_000
RECOVER_SECONDS = 180
UNDO_SECONDS = 60
ROUNDS = [(victim, seed) for seed in (1,) for victim in VICTIMS]
TABLES = {
    "customers": "select code, name, country, kind from gx_customers_customer order by code",
    "products": "select code, name, kind from gx_commerce_product order by code",
    "orders": "select c.code, o.number, o.kind, o.ordered_at, o.total, o.currency from gx_commerce_order o"
    " join gx_customers_customer c on c.id = o.customer_id order by c.code, o.number, o.kind",
    "lines": "select c.code, o.number, p.code, l.description, l.quantity, l.price, l.amount"
    " from gx_commerce_orderline l join gx_commerce_order o on o.id = l.order_id"
    " join gx_customers_customer c on c.id = o.customer_id join gx_commerce_product p on p.id = l.product_id"
    " order by 1, 2, 3, 4, 5, 6, 7",
    "touches": "select c.code, t.channel, t.at, t.subject from gx_customers_touch t"
    " join gx_customers_customer c on c.id = t.customer_id order by 1, 2, 3, 4",
}
EMPTY = dict.fromkeys(TABLES, 0)


def counts(house: House) -> dict[str, int]:
    return {name: house.ask(f"select count(*) from ({rows}) t")[0][0] for name, rows in TABLES.items()}


def fingerprint(house: House, change_set: int) -> dict[str, object]:
    """Everything the import wrote, but for keys and the moment; and what the journal says of it."""
    told: dict[str, object] = {}
    for name, rows in TABLES.items():
        told[name] = house.ask(
            f"select count(*), md5(string_agg(t::text, '|' order by t::text)) from ({rows}) t"
        )[0]
    told["sums"] = house.ask("select kind, sum(total)::text from gx_commerce_order group by 1 order by 1")
    told["journal"] = house.ask(
        "select table_name, kind, count(*), count(distinct row_id) from gx_journal_change"
        f" where change_set_id = {change_set} group by 1, 2 order by 1, 2"
    )
    return told


def transactions() -> bytes:
    """Orders and returns of 2,500 customers, some lines without a customer, free of charge or doubled."""
    lots = random.Random(7)
    lines = ["InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID"]
    for at in range(ROWS - 100):
        order = at // 4
        number = f"C{order}" if order % 11 == 0 else f"{order}"
        customer = "" if order % 50 == 0 else f"K{order % 2_500}"
        price = "0" if at % 97 == 0 else f"{lots.randrange(100, 99_999) / 100}"
        quantity = -1 if order % 11 == 0 else lots.randrange(1, 20)
        day = f"2024-{order % 12 + 1:02}-{order % 28 + 1:02} 10:{order % 60:02}"
        lines.append(f"{number},S{at % 997},螺丝 {at % 997},{quantity},{day},{price},{customer}")
    lines += lines[1000:1100]
    return ("\n".join(lines) + "\n").encode()


def _finished(house: House, key: int, seen: set[str]) -> int:
    """Wait for the end, looking all the time: the job is there, and its rows are there wholly or not at all."""
    whole: set[int] = set()
    end = time.monotonic() + RECOVER_SECONDS
    while True:
        assert time.monotonic() < end, f"not finished\n{house.running.said()}"
        try:
            seen.add(house.job()[0])
            whole.add(house.ask("select count(*) from gx_commerce_orderline")[0][0])
            ((state, change_set),) = house.ask(
                f"select state, change_set_id from gx_exchange_importrun where id = {key}"
            )
        except psycopg.OperationalError:
            time.sleep(0.05)
            continue
        assert not seen & {"failed", "cancelled"}, house.running.said()
        if state == "done":
            assert len(whole - {0}) <= 1, "half an import was seen"
            return change_set
        time.sleep(0.05)


def _undo(house: House, change_set: int) -> None:
    end = time.monotonic() + UNDO_SECONDS
    while not house.answers():
        assert time.monotonic() < end, "the pages did not come back"
        time.sleep(0.05)
    house.person.post("/web/undo/", {"change_set": str(change_set)})
    assert counts(house) == EMPTY


def _round(
    house: House, content: bytes, victim: str, moment: float
) -> tuple[dict[str, object], dict[str, object]]:
    key = house.begin_import(content)
    house.until(lambda: house.job()[0] == "running", 60, "the import did not begin")
    time.sleep(moment)
    state = house.job()[0]
    killed = house.kill(VICTIMS[victim])
    assert killed or (victim == "job" and state == "done"), "nobody to kill"
    killed_at = time.monotonic()
    if victim == "everything":
        house.running.start()
    seen: set[str] = set()
    change_set = _finished(house, key, seen)
    recovered = time.monotonic() - killed_at
    house.until(lambda: house.job()[0] == "done", 30, "the job did not end")
    house.until(house.answers, 60, "the pages did not come back")
    attempts = house.job()[2]
    assert house.ask(
        "select count(*) from gx_journal_changeset s where s.verb = 'exchange.run_import'"
        " and not exists (select 1 from gx_journal_changeset u where u.undoes_id = s.id)"
    ) == [(1,)], "the import stands in the journal once"
    found = fingerprint(house, change_set)
    _undo(house, change_set)
    told = {
        "killed": victim,
        "after_seconds": round(moment, 2),
        "job_was": state,
        "processes_killed": killed,
        "attempts": attempts,
        "recovered_and_done_seconds": round(recovered, 1),
    }
    return told, found


def test_an_import_survives_the_death_of_any_process(open_folder: Path, proof):
    content = transactions()
    with Running(open_folder / "data", free_port()) as running:
        house = House(running)
        key = house.begin_import(content)
        house.until(lambda: house.job()[0] == "running", 60, "the import did not begin")
        began = time.monotonic()
        change_set = _finished(house, key, set())
        undisturbed = time.monotonic() - began
        house.until(lambda: house.job()[0] == "done", 30, "the job did not end")
        expected = fingerprint(house, change_set)
        assert expected["lines"][0] > 90_000
        _undo(house, change_set)

        rounds = []
        for victim, seed in ROUNDS:
            moment = random.Random(f"{victim} {seed}").uniform(0.02, 0.7) * undisturbed
            told, found = _round(house, content, victim, moment)
            assert found == expected, told
            rounds.append(told)
        assert running.stop(signal.SIGTERM) == 0
    proof(
        "kill",
        {
            "rows": ROWS,
            "undisturbed_seconds": round(undisturbed, 1),
            "rounds": rounds,
            "longest_recovery_seconds": max(r["recovered_and_done_seconds"] for r in rounds),
            "doubled_rows": 0,
            "lost_rows": 0,
        },
    )
