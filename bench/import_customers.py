"""Importing customers beside the bare COPY of the same rows, at 10^4, 10^5 and 10^6.

    .venv/bin/python bench/import_customers.py [--customers 10000 100000 1000000] [--proof FILE]

For each size, in an installation of its own with its own database: a CSV file of customers is imported by
`guanxi import` as a process of its own (guessed columns, every value read and checked, duplicate names and
numbers, search tokens, rights, journal, one transaction). Then the very rows it wrote are copied out and
copied in again with a bare COPY, into a table of the same columns and indexes without triggers. Told are the
seconds of both, their ratio, the peak memory of the import's process and of the database process that serves
it, and over the sizes the exponents.
"""

import argparse
import csv
import json
import math
import os
import platform
import random
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[1]
GUANXI = str(Path(sys.executable).with_name("guanxi"))
MOST_TIMES = 8
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
CITIES = [
    ("江苏", "苏州"),
    ("上海", "上海"),
    ("浙江", "杭州"),
    ("广东", "深圳"),
    ("四川", "成都"),
    ("湖北", "武汉"),
]
TRADES = ["机械", "电子", "化工", "纺织", "食品", "制药", "物流", "软件"]
LETTERS = "海川恒达华强金鼎瑞丰博远天成永盛光大新力东方南洋北辰中和长兴安泰佳美德润"
HEADER = [
    "客户名称",
    "客户编号",
    "电话",
    "邮箱",
    "省份",
    "城市",
    "地址",
    "行业",
    "员工人数",
    "标签",
    "来源",
    "备注",
]
COPY_OUT = "copy gx_customers_customer to stdout (format binary)"
TWIN = "create table bench_twin (like gx_customers_customer including all)"


def write_list(path, count):
    """One row in fifty repeats an earlier number or name, one in two hundred holds no readable number."""
    draw = random.Random(20261122)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for at in range(count):
            number = draw.randrange(at) if at and draw.random() < 0.02 else at
            province, city = draw.choice(CITIES)
            trade = draw.choice(TRADES)
            name = f"{city}{''.join(draw.choices(LETTERS, k=3))}{trade}有限公司"
            staff = "很多" if draw.random() < 0.005 else draw.randrange(1, 5000)
            out.writerow(
                [
                    name, f"K{number:07}", f"0{draw.randrange(20, 999)}-{draw.randrange(10**7, 10**8)}",
                    f"info{at}@firm{number % 50_000}.cn", province, city,
                    f"{draw.choice(LETTERS)}港路{draw.randrange(1, 999)}号", trade, staff,
                    "重点，老客户" if draw.random() < 0.3 else "", "展会", f"{draw.choice(SURNAMES)}经理介绍",
                ]
            )  # fmt: skip


class Watch(threading.Thread):
    """The peak of a process' own memory, and of the largest process of the database below it (MB).

    Of the database only what is not shared: its common buffers are set once for all work.
    """

    def __init__(self, number):
        super().__init__(daemon=True)
        self.process = psutil.Process(number)
        self.own = self.database = 0
        self.start()

    def run(self):
        while self.process.is_running() and self.process.status() != psutil.STATUS_ZOMBIE:
            try:
                self.own = max(self.own, self.process.memory_info().rss >> 20)
                for below in self.process.children(recursive=True):
                    used = below.memory_info()
                    self.database = max(self.database, (used.rss - used.shared) >> 20)
            except psutil.Error:
                continue
            time.sleep(0.05)


def measured(folder, *words):
    """Standard output, seconds and the memory of one `guanxi` command."""
    environment = {**os.environ, "GUANXI_DATA": str(folder), "GUANXI_DEMO": "0"}
    started = time.monotonic()
    process = subprocess.Popen([GUANXI, *words], stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT)
    watch = Watch(process.pid)
    told = process.stdout.read()
    if process.wait():
        raise SystemExit(told)
    return told, time.monotonic() - started, watch


def one(count):
    with tempfile.TemporaryDirectory(prefix="guanxi-import-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        path = folder / "customers.csv"
        write_list(path, count)
        data = folder / "data"
        data.mkdir(mode=0o711)
        measured(data, "manage", "migrate", "-v", "0")
        told, seconds, watch = measured(data, "import", "customers", str(path), "--json")
        report = json.loads(told)
        _told, start_up, _watch = measured(data, "verbs")
        bare = json.loads(measured(data, "manage", "shell", "--no-imports", "-c", BARE)[0].splitlines()[-1])
    ratio = (seconds - start_up) / bare["seconds"]
    return {
        "rows": count,
        "imported": report["rows_imported"],
        "refused": {rule["rule"]: rule["count"] for rule in report["rules"] if rule["count"]},
        "import_seconds": round(seconds, 2),
        "of_them_start_up": round(start_up, 2),
        "bare_copy_seconds": round(bare["seconds"], 2),
        "ratio": round(ratio, 2),
        "peak_mb": watch.own,
        "peak_mb_of_a_database_process": watch.database,
    }


BARE = f"""
import json, os, tempfile, time
from django.db import connection
with connection.cursor() as cursor, tempfile.TemporaryFile() as kept:
    with cursor.copy({COPY_OUT!r}) as rows:
        for part in rows:
            kept.write(part)
    cursor.execute({TWIN!r})
    kept.seek(0)
    begun = time.monotonic()
    with cursor.copy('copy bench_twin from stdin (format binary)') as rows:
        while part := kept.read(1 << 20):
            rows.write(part)
    seconds = time.monotonic() - begun
    cursor.execute('drop table bench_twin')
print(json.dumps({{"seconds": seconds}}))
"""


def exponent(results, name):
    first, last = results[0], results[-1]
    return round(math.log(last[name] / first[name]) / math.log(last["rows"] / first["rows"]), 3)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--customers", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--proof", type=Path)
    arguments = parser.parse_args()
    results = []
    for count in arguments.customers:
        results.append(one(count))
        print(json.dumps(results[-1], ensure_ascii=False), flush=True)
    found = {
        "command": " ".join(["bench/import_customers.py", *sys.argv[1:]]),
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}",
        "must": {"ratio": MOST_TIMES, "memory": "flat"},
        "results": results,
    }
    if len(results) > 1:
        found["exponents"] = {
            name: exponent(results, name) for name in ("import_seconds", "bare_copy_seconds", "peak_mb")
        }
        print(json.dumps(found["exponents"]))
    if arguments.proof:
        arguments.proof.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
