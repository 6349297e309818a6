"""Memory stays flat however long the file is."""

import time
import tracemalloc

import pyarrow as pa
import pytest

from guanxi.platform.exchange.readers import open_table
from guanxi.platform.exchange.writers import write_csv, write_xlsx

pytestmark = pytest.mark.prove
ROWS = 200_000


def lines(count):
    return ((f"客户{number}", f"138{number:08}", "上海, 浦东", number * 7) for number in range(count))


def peak_of(work):
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("write", "limit"), [(write_csv, 12_000_000), (write_xlsx, 12_000_000)])
def test_reading_and_writing_hold_one_row_at_a_time(tmp_path, write, limit):
    path = tmp_path / "large"
    write(path, ["名称"], lines(1))  # loads the libraries
    assert peak_of(lambda: write(path, ["名称", "电话", "地址", "数量"], lines(ROWS))) < 4_000_000
    counted = []

    def read():
        source = open_table(path, name="large")
        counted.append(sum(1 for row in source.rows() if not row.refused))

    assert peak_of(read) < limit
    assert counted == [ROWS]


def test_columns_are_read_ahead_only_so_far(tmp_path):
    """Arrow fetches blocks while nobody asks for them; they must not become the whole file."""
    path = tmp_path / "large.csv"
    write_csv(path, ["名称", "电话", "地址", "数量"], lines(ROWS * 4))
    source = open_table(path, name="large")
    assert source.columnar
    rows = peak = 0
    for batch in source.batches():
        time.sleep(0.01)
        rows += batch.num_rows
        peak = max(peak, pa.total_allocated_bytes())
    assert rows == ROWS * 4
    assert peak < path.stat().st_size // 2
