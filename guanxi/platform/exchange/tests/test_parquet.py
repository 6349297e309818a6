# ruff: noqa: DTZ001 - files know moments without a zone
"""Parquet: every plain type, and files that are not whole."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from guanxi.platform.exchange.readers import LINE, CannotRead, errors, guess_columns, open_table

ONLINE_RETAIL = Path(__file__).parents[4].parent / "shared" / "data" / "online_retail.parquet"


@pytest.fixture
def written(tmp_path):
    def write(**columns):
        path = tmp_path / "t.parquet"
        parquet.write_table(pa.table(columns), path)
        return path

    return write


def test_every_plain_type_comes_as_a_plain_value(written):
    moment = datetime(2024, 5, 1, 8, 30)
    path = written(
        price=pa.array([Decimal("12.50"), None], pa.decimal128(12, 2)),
        at=pa.array([moment, None], pa.timestamp("ns")),
        zoned=pa.array([moment, None], pa.timestamp("ms", "UTC")),
        city=pa.array(["上海", None]).dictionary_encode(),
        day=pa.array([date(2024, 5, 1), None], pa.date64()),
        flag=pa.array([True, None]),
        ratio=pa.array([float("nan"), 0.5]),
        count=pa.array([7, 8], pa.uint8()),
    )
    source = open_table(path, name="t.parquet")
    assert source.header == ("price", "at", "zoned", "city", "day", "flag", "ratio", "count")
    first, second = source.rows()
    zoned = moment.replace(tzinfo=UTC)
    assert first == (1, (Decimal("12.50"), moment, zoned, "上海", date(2024, 5, 1), True, None, 7), ())
    assert type(first.cells[1]) is datetime
    assert second.cells == (None, None, None, None, None, None, 0.5, 8)


def test_batches_carry_line_numbers_and_the_header(written):
    source = open_table(written(**{" Name ": ["a", "b"], "name": [1, 2]}), name="t")
    assert source.columnar
    [batch] = source.batches()
    assert batch.to_pydict() == {LINE: [1, 2], "Name": ["a", "b"], "name (2)": [1, 2]}
    assert [row.line for row in source.rows(1)] == [2]


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_part_of_a_file_is_refused(written, share):
    path = written(a=list(range(1000)))
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(errors.TruncatedParquet):
        open_table(path, name="t")


def test_spoiled_bytes_inside_never_pass_as_a_traceback(written):
    path = written(a=[str(number * 7919) for number in range(5000)])
    whole = path.read_bytes()
    refused = 0
    for place in range(4, len(whole) - 4, len(whole) // 150):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            list(open_table(path, name="t").rows())
        except CannotRead:
            refused += 1
    assert refused > 10


def test_nested_columns_are_named(written):
    path = written(name=["a"], tags=[["x", "y"]], raw=[b"\x00"])
    with pytest.raises(errors.NestedColumns) as refusal:
        open_table(path, name="t")
    assert refusal.value.details == {"columns": "tags, raw"}


@pytest.mark.skipif(not ONLINE_RETAIL.exists(), reason="the Online Retail file is not on this machine")
def test_online_retail():
    source = open_table(ONLINE_RETAIL, name="online_retail.parquet")
    assert source.row_estimate == 541_909
    assert sum(batch.num_rows for batch in source.batches()) == 541_909
    assert source.preview(1)[0].cells == (
        "536365", "85123A", "WHITE HANGING HEART T-LIGHT HOLDER", 6, datetime(2010, 12, 1, 8, 26), 2.55, 17850,
        "United Kingdom",
    )  # fmt: skip
    assert [guess.kind.value for guess in guess_columns(source)] == [
        "number", "text", "text", "number", "moment", "money", "number", "text",
    ]  # fmt: skip
