"""Parquet files, batch by batch through Arrow."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from guanxi.platform.exchange.readers.errors import (
    DamagedParquet,
    NestedColumns,
    TooManyColumns,
    TruncatedParquet,
)
from guanxi.platform.exchange.readers.headers import clean_header
from guanxi.platform.exchange.readers.table import LINE, MAX_COLUMNS, Row, Source

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH = 65_536
_SMALLEST = 12  # bytes: both marks and the length of the footer
_INDEX = "__index_level_"  # what pandas adds


@dataclass(frozen=True, slots=True, kw_only=True)
class ParquetTable(Source):
    columns: tuple[str, ...]  # names in the file; the header has them cleaned

    @property
    def columnar(self) -> bool:
        return True

    def batches(self) -> Iterator["pa.RecordBatch"]:
        import pyarrow as pa
        from pyarrow import parquet

        line = 1
        try:
            with parquet.ParquetFile(self.path, pre_buffer=False, buffer_size=1 << 20) as file:
                for batch in file.iter_batches(_BATCH, columns=list(self.columns), use_threads=False):
                    numbers = pa.array(range(line, line + batch.num_rows), pa.int64())
                    plain = [_plain(batch.column(column)) for column in self.columns]
                    made = pa.RecordBatch.from_arrays([numbers, *plain], names=[LINE, *self.header])
                    made.validate(full=True)  # spoiled text would fail far from here
                    yield made
                    line += batch.num_rows
        except (pa.ArrowException, OSError) as mistake:
            raise DamagedParquet(self.name) from mistake

    def rows(self, start: int = 0) -> Iterator[Row]:
        for batch in self.batches():
            if start >= batch.num_rows:
                start -= batch.num_rows
                continue
            rest = batch.slice(start)
            start = 0
            try:
                lines, *columns = [column.to_pylist() for column in rest.columns]
            except (ValueError, OverflowError) as mistake:  # days and moments outside the calendar
                raise DamagedParquet(self.name) from mistake
            for line, cells in zip(lines, zip(*columns, strict=True), strict=True):
                if any(cell is not None for cell in cells):
                    yield Row(line, cells)


def open_parquet(path: Path, *, name: str) -> ParquetTable:
    """Raises TruncatedParquet, DamagedParquet, NestedColumns or TooManyColumns."""
    import pyarrow as pa
    from pyarrow import parquet

    with path.open("rb") as raw:
        raw.seek(-4, 2)
        if raw.read(4) != b"PAR1" or raw.tell() < _SMALLEST:
            raise TruncatedParquet(name)
    try:
        with parquet.ParquetFile(path) as file:
            schema, rows = file.schema_arrow, file.metadata.num_rows
    except (pa.ArrowException, OSError) as mistake:
        raise DamagedParquet(name) from mistake
    fields = [field for field in schema if not field.name.startswith(_INDEX)]
    if nested := [field.name for field in fields if not _is_plain(field.type)]:
        raise NestedColumns(name, columns=", ".join(nested[:5]))
    if not fields or len(fields) != len({field.name for field in fields}):
        raise DamagedParquet(name)
    if len(fields) > MAX_COLUMNS:
        raise TooManyColumns(name, columns=len(fields), limit=MAX_COLUMNS)
    names = tuple(field.name for field in fields)
    return ParquetTable(
        path=path, name=name, kind="parquet", header=clean_header(names, len(names)), header_row=0,
        row_estimate=rows, columns=names,
    )  # fmt: skip


def _is_plain(kind: "pa.DataType") -> bool:
    from pyarrow import types

    if types.is_dictionary(kind):
        return _is_plain(kind.value_type)
    plain = (
        types.is_string, types.is_large_string, types.is_string_view, types.is_integer, types.is_floating,
        types.is_decimal, types.is_boolean, types.is_date, types.is_timestamp, types.is_time,
        types.is_duration, types.is_null,
    )  # fmt: skip
    return any(test(kind) for test in plain)


def _plain(column: "pa.Array") -> "pa.Array":
    """Text, numbers, decimals, flags, days and moments to the microsecond; NaN is absent."""
    import pyarrow as pa
    import pyarrow.compute as pc
    from pyarrow import types

    if types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if types.is_timestamp(kind) and kind.unit != "us":
        return column.cast(pa.timestamp("us", kind.tz), safe=False)
    if types.is_floating(kind):
        wide = column.cast(pa.float64()) if kind == pa.float16() else column
        return pc.if_else(pc.is_nan(wide), pa.scalar(None, wide.type), wide)
    if types.is_date64(kind):
        return column.cast(pa.date32())
    if (
        types.is_large_string(kind)
        or types.is_string_view(kind)
        or types.is_time(kind)
        or types.is_null(kind)
    ):
        return column.cast(pa.string())
    if types.is_duration(kind):
        return column.cast(pa.int64()).cast(pa.string())
    return column
