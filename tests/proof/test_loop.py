"""`guanxi loop` on real files: its figures are those of a plain reading, twice the same, in time and memory."""

import csv
import json
import subprocess
import sys
import time
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pytest

pytestmark = pytest.mark.prove
MOST_SECONDS, MOST_MB = 60, 1_500
MEASURED = ("seconds", "peak_mb")
CDNOW = Path(find_spec("lifetimes").origin).parent / "datasets" / "CDNOW_master.txt"
# The rules of the import in SQL: the first that matches counts; a price is its shortest decimal form.
PLAIN = """
create temp table lines as select *, row_number() over () as line from read_parquet('{file}');
create temp table judged as select *, case
    when CustomerID is null then 'no_customer' when UnitPrice <= 0 then 'price'
    when row_number() over (partition by InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice,
        CustomerID, Country, CustomerID is null or UnitPrice <= 0 order by line) > 1 then 'duplicate'
    else 'taken' end as rule from lines;
create temp table totals as select CustomerID, InvoiceNo, InvoiceNo like 'C%' as is_return,
    sum(Quantity * cast(cast(UnitPrice as varchar) as decimal(18, 4))) as total
    from judged where rule = 'taken' group by all;
"""


def plain_reading(file: Path) -> dict[str, object]:
    connection = duckdb.connect()
    connection.execute(PLAIN.format(file=file))
    rules = dict(connection.execute("select rule, count(*) from judged group by 1").fetchall())
    found = connection.execute(
        "select count(distinct CustomerID), count(*) filter (not is_return), count(*) filter (is_return),"
        " sum(total) filter (not is_return), -sum(total) filter (is_return), sum(total) from totals"
    ).fetchone()
    names = ("customers", "orders", "returns", "sales", "refunds", "net_revenue")
    taken = rules.pop("taken")
    return {
        "rows_read": taken + sum(rules.values()),
        "rows_refused": rules,
        "rows_imported": taken,
        **dict(zip(names, found, strict=True)),
    }


def loop(file: Path, *more: str) -> tuple[dict, float]:
    began = time.monotonic()
    command = [sys.executable, "-m", "guanxi.config.main", "loop", str(file), "--json", *more]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return json.loads(done.stdout), time.monotonic() - began


def without_measures(told: dict) -> dict:
    return {key: value for key, value in told.items() if key not in MEASURED}


def test_loop(retail, proof):
    expected = plain_reading(retail)
    (first, seconds), (second, again) = loop(retail), loop(retail)
    assert without_measures(first) == without_measures(second)
    for name, value in expected.items():
        if name == "rows_refused":
            assert {rule: n for rule, n in first[name].items() if n} == value
        elif isinstance(value, Decimal):
            assert Decimal(first[name]) == value, name
        else:
            assert first[name] == value, name
    assert max(seconds, again) <= MOST_SECONDS
    assert max(first["peak_mb"], second["peak_mb"]) < MOST_MB
    figures = {name: first[name] for name in (*expected, "stages", "list_size", "cells")}
    figures |= {
        "equal_to_plain_reading": True,
        "identical_runs": 2,
        "seconds": [round(seconds, 1), round(again, 1)],
        "peak_mb": [first["peak_mb"], second["peak_mb"]],
    }
    proof("loop", figures)


def cdnow_lines() -> list[list[str]]:
    """Customer, day, number of CDs, dollar value; the first line names them."""
    return [line.split() for line in CDNOW.read_text().splitlines()[1:] if line.strip()]


def test_loop_cdnow(proof):
    seen: set[tuple[str, ...]] = set()
    refused = {"price": 0, "duplicate": 0}
    orders: set[tuple[str, str]] = set()
    value = Decimal(0)
    lines = cdnow_lines()
    for customer, day, count, dollars in lines:
        line = (customer, day, count, dollars)
        if Decimal(dollars) <= 0:
            refused["price"] += 1
        elif line in seen:
            refused["duplicate"] += 1
        else:
            seen.add(line)
            orders.add((customer, day))
            value += Decimal(dollars)
    told, seconds = loop(CDNOW)
    assert told["rows_read"] == len(lines)
    assert {rule: n for rule, n in told["rows_refused"].items() if n} == {
        r: n for r, n in refused.items() if n
    }
    assert told["customers"] == len({customer for customer, _day in orders})
    assert (told["orders"], told["returns"]) == (len(orders), 0)
    assert Decimal(told["net_revenue"]) == value
    names = ("rows_read", "rows_refused", "customers", "orders", "net_revenue", "stages", "list_size")
    proof("loop_cdnow", {name: told[name] for name in names} | {"seconds": round(seconds, 1)})


ROWS = [("张三贸易", "K1", "A-1", "2024-03-01", "轴承", 2, "1234,50"), ("李四工业", "K2", "A-2", "2024-03-08", "螺丝", 10, "0,25"),
        ("张三贸易", "K1", "A-3", "2024-04-02", "齿轮", 1, "99,90")]  # fmt: skip
CHINESE = ("客户名称", "客户编号", "订单号", "订单日期", "商品名称", "数量", "单价")
GERMAN = ("Kunde", "Customer ID", "Order no", "Order date", "Item", "Qty", "Unit price")


def semicolon_csv(path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([GERMAN, *ROWS])
    return path


def gb18030_csv(path: Path) -> Path:
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([CHINESE, *((*row[:-1], row[-1].replace(",", ".")) for row in ROWS)])
    return path


def workbook(path: Path) -> Path:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("销售")
        sheet.write_row(0, 0, CHINESE)
        for at, row in enumerate(ROWS, 1):
            sheet.write_row(at, 0, (*row[:-1], float(row[-1].replace(",", "."))))
    return path


@pytest.mark.parametrize(
    ("write", "name"), [(semicolon_csv, "a.csv"), (gb18030_csv, "b.csv"), (workbook, "c.xlsx")]
)
def test_loop_reads_files_as_people_have_them(tmp_path, write, name):
    told, _seconds = loop(write(tmp_path / name))
    assert told["rows_read"] == told["rows_imported"] == 3
    assert (told["customers"], told["orders"]) == (2, 3)
    assert Decimal(told["net_revenue"]) == Decimal("2571.40")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)),
        b"InvoiceNo,InvoiceDate,UnitPrice,CustomerID\n",
    ],
)
def test_loop_refuses_in_one_sentence(tmp_path, content):
    path = tmp_path / "log.csv"
    path.write_bytes(content)
    command = [sys.executable, "-m", "guanxi.config.main", "loop", str(path), "--json"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("guanxi: ")
    assert done.stderr.count("\n") == 1
