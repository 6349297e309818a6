"""The fast way through a CSV file which has no surprises: Arrow columns of text."""

import csv
from collections.abc import Iterator
from functools import reduce
from typing import TYPE_CHECKING

from guanxi.platform.exchange.readers.table import LINE

if TYPE_CHECKING:
    import pyarrow as pa

    from guanxi.platform.exchange.readers.delimited import Delimited

_BLOCK = 512 << 10  # Arrow reads up to 32 of them ahead, whoever reads: 16 MB however long the file is


def is_clean(source: "Delimited") -> bool:
    """Whether Arrow reads exactly the rows that `rows()` gives, one to a line. Reads the file once, fast."""
    import pyarrow as pa

    survey = source.survey
    if survey.nulls or survey.lone_returns or survey.longest_line > _BLOCK // 4:
        return False
    if source.header_row != 1 or survey.encoding not in ("utf-8", "utf-8-sig", "gb18030"):
        return False
    if _ends_inside_quotes(survey.last_line, source.delimiter or ","):
        return False  # Arrow would close the quotation mark by itself
    rows = 0
    try:
        for batch in _read(source):
            if _has_blank_row(batch):
                return False
            rows += batch.num_rows
    except pa.ArrowInvalid:  # ragged or oversized: the careful reader will say what is wrong, and where
        return False
    return rows == survey.lines - 1


def _ends_inside_quotes(line: str, delimiter: str) -> bool:
    try:
        list(csv.reader([line], delimiter=delimiter, strict=True))
    except csv.Error:
        return True
    return False


def batches(source: "Delimited") -> Iterator["pa.RecordBatch"]:
    import pyarrow as pa

    line = 2
    for batch in _read(source):
        numbers = pa.array(range(line, line + batch.num_rows), pa.int64())
        yield pa.RecordBatch.from_arrays([numbers, *batch.columns], names=[LINE, *source.header])
        line += batch.num_rows


def _read(source: "Delimited") -> Iterator["pa.RecordBatch"]:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    names = [str(position) for position in range(len(source.header))]
    encoding = "utf8" if source.survey.encoding.startswith("utf-8") else source.survey.encoding
    with arrow_csv.open_csv(
        source.path,
        read_options=arrow_csv.ReadOptions(
            block_size=_BLOCK, skip_rows=1, column_names=names, encoding=encoding, use_threads=False
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=source.delimiter or ",", newlines_in_values=True, ignore_empty_lines=False
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        ),
    ) as reader:
        yield from reader


def _has_blank_row(batch: "pa.RecordBatch") -> bool:
    import pyarrow.compute as pc

    if any(column.null_count == 0 for column in batch.columns):
        return False
    return bool(pc.any(reduce(pc.and_, (column.is_null() for column in batch.columns))).as_py())
