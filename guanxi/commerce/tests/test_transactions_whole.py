"""The whole of Online Retail, and an import whose process is killed: the large and the violent."""

import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.db import connection

from guanxi.commerce.models import Order, OrderLine, Product
from guanxi.customers.models import Customer, Touch
from guanxi.platform.access.actions import create_role, create_user, edit_company
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.exchange.actions import import_file, map_import, queue_import, start_import
from guanxi.platform.exchange.files import store_path
from guanxi.platform.exchange.models import ImportRun
from guanxi.platform.exchange.types import Standing
from guanxi.platform.jobs import run_now
from guanxi.platform.journal.actions import undo_change_set
from guanxi.platform.models import Job

pytestmark = [pytest.mark.prove, pytest.mark.django_db(transaction=True)]
TARGET = "commerce.transactions"
RETAIL = Path(
    os.environ.get("GUANXI_RETAIL", Path(__file__).resolve().parents[4] / "shared/data/online_retail.parquet")
)
TABLES = (Customer, Product, Order, OrderLine, Touch)
EVERYTHING = {"exchange.*": 5, "customers.*": 5, "commerce.*": 5, "journal.*": 5}


@pytest.mark.skipif(
    not RETAIL.exists(), reason="the Online Retail file is not here; name it in GUANXI_RETAIL"
)
def test_online_retail_gives_the_figures_of_a_plain_reading():
    expected = plain_reading()
    system = system_actor("tests")
    edit_company(actor=system, values={"currency": "GBP"})
    report = import_file(system, RETAIL, TARGET)
    assert report.rows_read == 541_909
    assert report.refused() == expected["refused"] | {"unreadable": 0, "not_yours": 0, "on_file": 0}
    assert report.refused() == {
        "no_customer": 135_080, "price": 40, "duplicate": 5_225, "unreadable": 0, "not_yours": 0, "on_file": 0,
    }  # fmt: skip
    assert OrderLine.objects.count() == expected["lines"] == 401_564
    assert Customer.objects.count() == expected["customers"] == 4_371
    assert Order.objects.filter(kind="sale").count() == expected["orders"] == 18_532
    assert Order.objects.filter(kind="return").count() == expected["returns"] == 3_654
    assert Decimal(report.sums["sales"]) == expected["sales"]
    assert Decimal(report.sums["refunds"]) == expected["refunds"]
    charges = Product.objects.filter(kind="charge").order_by("code").values_list("code", flat=True)
    assert list(charges) == ["BANK CHARGES", "C2", "CRUK", "D", "DOT", "M", "PADS", "POST"]
    undone = undo_change_set(actor=system, change_set=report.change_set_id)
    assert undone.removed == 401_564 + 2 * (18_532 + 3_654) + 4_371 + 3_684
    assert {model.objects.count() for model in TABLES} == {0}


def plain_reading() -> dict:
    """The rules of docs/algorithms/transactions.md, line by line over the file's own columns."""
    table = pq.read_table(RETAIL)
    seen, refused = set(), {"no_customer": 0, "price": 0, "duplicate": 0}
    totals, customers, lines = defaultdict(Decimal), set(), 0
    for row in zip(*(table[name].to_pylist() for name in table.column_names), strict=True):
        number, _code, _words, quantity, _at, price, customer, _country = row
        if customer is None:
            refused["no_customer"] += 1
        elif price <= 0:
            refused["price"] += 1
        elif row in seen:
            refused["duplicate"] += 1
        else:
            seen.add(row)
            lines += 1
            customers.add(customer)
            totals[customer, number] += quantity * Decimal(repr(price))
    sales = {key: total for key, total in totals.items() if not key[1].startswith("C")}
    return {
        "refused": refused,
        "lines": lines,
        "customers": len(customers),
        "orders": len(sales),
        "returns": len(totals) - len(sales),
        "sales": sum(sales.values()),
        "refunds": sum(totals.values()) - sum(sales.values()),
    }


def rows_of_a_log(path: Path, count: int) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.write("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n")
        for at in range(count):
            file.write(f"{at // 4},S{at % 97},Thing,1,2024-01-{at % 28 + 1:02},1.5,{at // 40}\n")
    return path


@pytest.mark.parametrize("stage", ["Reading", "Checking", "Writing"])
def test_an_import_killed_at_any_stage_leaves_nothing_and_runs_again_whole(tmp_path, stage):
    system = system_actor("tests")
    role = create_role(actor=system, name="r", code="r", rights=EVERYTHING)
    user = create_user(
        actor=system, email="lin@x.cn", name="lin", password=None, roles=[role.pk], language="en"
    )
    lin = actor_of(user)
    file = store_path(rows_of_a_log(tmp_path / "log.csv", 120_000))
    run = start_import(actor=lin, file=file, name="log.csv", target=TARGET)
    map_import(actor=lin, run=run.pk, mapping=run.mapping, options=run.options)
    queue_import(actor=lin, run=run.pk)
    job = Job.objects.get(name="exchange.run")
    child = child_of(job)
    try:
        wait_for(lambda: Job.objects.get(pk=job.pk).message.startswith(stage), child)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert {model.objects.count() for model in TABLES} == {0}
    assert ImportRun.objects.select_related("job", "check_job").get().standing is Standing.RUNNING
    wait_for(lambda: run_now(job.pk) == "done")
    assert Order.objects.count() == 30_000
    assert OrderLine.objects.count() == 120_000
    assert Customer.objects.count() == 3_000
    assert run_now(job.pk) == "done"
    assert OrderLine.objects.count() == 120_000


def child_of(job: Job) -> subprocess.Popen:
    """The process in which the worker would run it, on the tests' own database."""
    from urllib.parse import quote

    given = connection.get_connection_params()
    url = (
        f"postgresql://{quote(given['user'])}:{quote(given.get('password') or '')}@/{given['dbname']}"
        f"?host={quote(str(given.get('host') or ''), safe='')}&port={given.get('port') or 5432}"
    )
    environment = {**os.environ, "DATABASE_URL": url}
    return subprocess.Popen(
        [sys.executable, "-m", "guanxi.platform.job_process", str(job.pk)], env=environment
    )


def wait_for(true, child: subprocess.Popen | None = None) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        assert child is None or child.poll() is None, "the process ended before it could be killed"
        time.sleep(0.01)
