"""Reading files for import, beside Python's csv module alone: rows per second and peak memory.

    .venv/bin/python bench/readers.py [ROWS]

Each figure is taken in a process of its own, on files generated here; ratios hold better than times.
"""

import csv
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from guanxi.platform.exchange.readers import open_table
from guanxi.platform.exchange.writers import write_csv, write_xlsx

HEADER = ["发票号", "货号", "品名", "数量", "日期", "单价", "客户编号", "国家"]
READINGS = (
    "csv module",
    "csv open",
    "csv rows",
    "csv batches",
    "gb18030 rows",
    "parquet rows",
    "parquet batches",
    "xlsx rows",
)


def rows(count):
    for number in range(count):
        day = f"2011-{number % 12 + 1:02}-{number % 28 + 1:02} 08:{number % 60:02}"
        name, price = f"热销商品, 规格 {number % 977}", f"{number % 900 / 100:.2f}"
        yield (f"5{number // 20:06}", f"8{number % 4000:04}A", name, number % 24 + 1, day, price,
               f"{12000 + number % 4300}", "United Kingdom")  # fmt: skip


def generate(folder, count):
    import pyarrow as pa
    from pyarrow import parquet

    write_csv(folder / "t.csv", HEADER, rows(count))
    text = (folder / "t.csv").read_text(encoding="utf-8-sig")
    (folder / "t.gb.csv").write_text(text, encoding="gb18030", newline="")
    write_xlsx(folder / "t.xlsx", HEADER, rows(count))
    columns = zip(*rows(count), strict=True)
    parquet.write_table(pa.table(dict(zip(HEADER, map(list, columns), strict=True))), folder / "t.parquet")


def read(reading, folder):
    if reading == "csv module":
        with (folder / "t.csv").open(encoding="utf-8-sig", newline="") as file:
            return sum(1 for _ in csv.reader(file)) - 1
    kind, way = reading.split()
    source = open_table(folder / f"t.{'gb.csv' if kind == 'gb18030' else kind}", name=kind)
    if way == "open":
        return source.row_estimate
    if way == "rows":
        return sum(1 for _ in source.rows())
    assert source.columnar
    return sum(batch.num_rows for batch in source.batches())


def measure(reading, folder):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    count = read(reading, folder)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{reading:16} {count:9,} rows {seconds:7.2f} s {count / seconds:12,.0f} rows/s"
        f"  +{(peak - before) / 1024:6.0f} MB"
    )


def main():
    if len(sys.argv) == 3:
        if sys.argv[1].isdigit():
            generate(Path(sys.argv[2]), int(sys.argv[1]))
        else:
            measure(sys.argv[1], Path(sys.argv[2]))
        return
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500_000
    with tempfile.TemporaryDirectory() as folder:
        for task in (str(count), *READINGS):
            subprocess.run([sys.executable, __file__, task, folder], check=True)


if __name__ == "__main__":
    main()
