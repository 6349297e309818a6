# ruff: noqa: DTZ001 - files know moments without a zone
"""Files for spreadsheets: nothing becomes a formula, nothing is lost without being counted."""

from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.platform.exchange import writers
from guanxi.platform.exchange.readers import open_table
from guanxi.platform.exchange.writers import Written, sheet_name, write_csv, write_xlsx


def test_csv_is_what_excel_expects(tmp_path):
    path = tmp_path / "f.csv"
    rows = [
        ("甲, 乙", Decimal("1E+3"), date(2024, 1, 2)),
        (None, 2.5, datetime(2024, 1, 2, 3, 4, tzinfo=UTC)),
        ("x\ny", True, ""),
    ]
    assert write_csv(path, ["名称", "金额", "日期"], rows) == Written(3)
    assert (
        path.read_bytes()
        == (
            "\ufeff名称,金额,日期\r\n"
            '"甲, 乙",1000,2024-01-02\r\n'
            ",2.5,2024-01-02 03:04:00+00:00\r\n"
            '"x\ny",true,\r\n'
        ).encode()
    )


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+cmd|'/c calc'!A1", "'+cmd|'/c calc'!A1"),
        ("-2+3", "'-2+3"),
        ("\t=1", "'\t=1"),
        ("＝1+1", "'＝1+1"),
        ("-12.50", "-12.50"),
        ("+8613800138000", "+8613800138000"),
        (-5, "-5"),
        ("a=b", "a=b"),
    ],
)
def test_csv_cells_are_no_formulas(tmp_path, cell, safe):
    path = tmp_path / "f.csv"
    write_csv(path, ["=head"], [(cell,)])
    source = open_table(path, name="f", header_row=1, delimiter=",")
    assert source.header == ("'=head",)
    assert source.preview(1)[0].cells == (safe,)


@settings(max_examples=100, deadline=None)
@given(rows=st.lists(st.tuples(st.text(max_size=8), st.text("=+-@\t\r\n\x00'1a", max_size=4)), max_size=5))
def test_no_csv_cell_ever_begins_a_formula(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("safe") / "f.csv"
    write_csv(path, ["a", "b"], rows)
    for row in open_table(path, name="f", header_row=1, delimiter=",").rows():
        for cell in row.cells:
            text = str(cell or "")
            assert text[:1] not in ("=", "@", "\t", "\r", "\n")
            assert text[:1] not in ("+", "-") or text[1:].replace(".", "", 1).isdigit()


def test_xlsx_keeps_every_kind(tmp_path):
    path = tmp_path / "f.xlsx"
    rows = [
        ("=1+1", 5, Decimal("2.50"), date(2024, 1, 2), True),
        ("https://example.com", 110101199003074514, 0.1, datetime(2024, 1, 2, 3, 4), None),
        (
            "a\x00\x1fb\ud800c",
            Decimal("12345678901234567.89"),
            float("inf"),
            datetime(2024, 1, 2, tzinfo=UTC),
            date(1850, 1, 1),
        ),
    ]
    assert write_xlsx(path, ["a", "b", "c", "d", "e"], rows, sheet="客户") == Written(3, 1, 0)
    assert [row.cells for row in open_table(path, name="f").rows()] == [
        ("=1+1", 5, 2.5, date(2024, 1, 2), True),
        ("https://example.com", "110101199003074514", 0.1, datetime(2024, 1, 2, 3, 4), None),
        ("abc", "12345678901234567.89", "inf", "2024-01-02 00:00:00+00:00", "1850-01-01"),
    ]
    sheet = openpyxl.load_workbook(path)["客户"]
    assert sheet["A2"].data_type == "s"
    assert sheet["A3"].hyperlink is None


def test_full_sheets_are_followed_by_others(tmp_path, monkeypatch):
    monkeypatch.setattr(writers, "SHEET_ROWS", 4)
    path = tmp_path / "f.xlsx"
    assert write_xlsx(path, ["n"], ((number,) for number in range(7)), sheet="订单") == Written(7, 3, 0)
    names = [sheet.name for sheet in open_table(path, name="f").sheets]
    assert names == ["订单", "订单 2", "订单 3"]
    parts = [
        [row.cells[0] for row in open_table(path, name="f", sheet=name, header_row=1).rows()]
        for name in names
    ]
    assert parts == [[0, 1, 2], [3, 4, 5], [6]]


def test_without_rows_there_is_a_header(tmp_path):
    path = tmp_path / "f.xlsx"
    assert write_xlsx(path, ["名称"], []) == Written(0, 1, 0)
    assert open_table(path, name="f").header == ("名称",)


def test_too_long_a_text_is_cut_visibly_and_counted(tmp_path):
    path = tmp_path / "f.xlsx"
    assert write_xlsx(path, ["a"], [("字" * 40_000,), ("字" * 32_767,)]) == Written(2, 1, 1)
    first, second = (row.cells[0] for row in open_table(path, name="f", header_row=1).rows())
    assert (len(first), first[-2:], len(second)) == (32_767, "字…", 32_767)


@pytest.mark.parametrize(
    ("wanted", "number", "name"),
    [
        ("客户/订单[1]:*?\\", 1, "客户 订单 1"),
        ("'quoted'", 1, "quoted"),
        ("", 1, "Sheet"),
        ("History", 1, "History_"),
        ("x" * 40, 1, "x" * 31),
        ("x" * 40, 12, "x" * 28 + " 12"),
        ("😀" * 20, 1, "😀" * 15),
    ],
)
def test_sheet_names(wanted, number, name):
    assert sheet_name(wanted, number) == name
