# ruff: noqa: DTZ001 - files know moments without a zone
"""Workbooks as people save them."""

import re
from datetime import date, datetime, timedelta

import openpyxl
import pytest
import xlsxwriter

from guanxi.platform.exchange.readers import Flaw, Sheet, errors, open_table
from guanxi.platform.exchange.tests.books import SHEET, rewritten, save


@pytest.fixture
def path(tmp_path):
    return tmp_path / "upload"


def test_cells_come_as_what_they_are(path):
    source = save(
        path,
        ["客户", "电话", "注册", "时间", "金额", "会员", "时长", "备注"],
        [
            "甲",
            13800138000,
            date(2024, 1, 2),
            datetime(2024, 1, 2, 3, 4, 5),
            2.55,
            True,
            timedelta(hours=30),
            None,
        ],
    )
    assert source.kind == "xlsx"
    assert source.row_estimate == 1
    [row] = source.rows()
    assert row.line == 2
    assert row.cells == (
        "甲", 13800138000, date(2024, 1, 2), datetime(2024, 1, 2, 3, 4, 5), 2.55, True, "30:00:00", None,
    )  # fmt: skip
    assert [type(cell) for cell in row.cells[1:3]] == [int, date]


def test_lost_digits_are_flagged(path):
    source = save(path, ["name", "id"], ["a", 999999999999999], ["b", 110101199003074514])
    first, second = source.rows()
    assert first.problems == ()
    assert (second.problems[0].flaw, second.problems[0].column) == (Flaw.DIGITS_LOST, 1)
    assert not second.refused
    assert str(second.cells[1]).startswith("110101199003074")


def test_formulas_without_a_result_and_error_cells(path):
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["name", "sum", "ratio"])
        sheet.write_string(1, 0, "a")
        sheet.write_formula(1, 1, "=1+2", None, 3)
        sheet.write_formula(1, 2, "=1/0", None, "#DIV/0!")
        sheet.write_string(2, 0, "b")
        sheet.write_formula(2, 1, "=2+2", None, "")
        sheet.write_formula(4, 1, "=3+3", None, "")
        sheet.write_formula(5, 1, '=""', None, "")
    rewritten(path, SHEET, lambda xml: xml.replace(b'"B6"><f>', b'"B6" t="str"><f>'))  # as Excel writes it
    rows = list(open_table(path, name="t").rows())
    assert [(row.line, row.cells, row.refused) for row in rows] == [
        (2, ("a", 3, None), False),
        (3, ("b", None, None), True),
        (5, (None, None, None), True),
    ]
    assert [(problem.flaw, problem.column, problem.found) for row in rows for problem in row.problems] == [
        (Flaw.ERROR_VALUE, 2, "#DIV/0!"),
        (Flaw.FORMULA_WITHOUT_VALUE, 1, ""),
        (Flaw.FORMULA_WITHOUT_VALUE, 1, ""),
    ]


def test_text_that_looks_like_a_formula_stays_text(path):
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        book.add_worksheet().write_column(0, 0, ["name", "=cmd|'/c calc'!A1", "+1"])
    assert [row.cells for row in open_table(path, name="t").rows()] == [("=cmd|'/c calc'!A1",), ("+1",)]


def test_a_table_may_begin_anywhere_under_a_title(path):
    source = save(path, ["2024年客户清单"], [], ["客户", "电话"], ["甲", "1"], [], ["乙", "2"], first="C3")
    assert source.header == ("column 1", "column 2", "客户", "电话")
    assert source.header_row == 5
    assert [(row.line, row.cells[2:]) for row in source.rows()] == [(6, ("甲", "1")), (8, ("乙", "2"))]
    assert [row.line for row in source.rows(1)] == [8]


def test_merged_cells_keep_their_value_in_the_first(path):
    book = openpyxl.Workbook()
    for row in (["区域", "客户"], ["华东", "甲"], [None, "乙"]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.save(path)
    assert [row.cells for row in open_table(path, name="t").rows()] == [("华东", "甲"), (None, "乙")]


def test_sheets_are_listed_and_the_first_visible_is_read(path):
    book = openpyxl.Workbook()
    book.active.title = "隐藏"
    book.active.sheet_state = "hidden"
    book.create_sheet("客户").append(["名称"])
    book.create_sheet("R&D <1>").append(["code"])
    book.save(path)
    source = open_table(path, name="t")
    assert source.sheets == (
        Sheet("隐藏", hidden=True),
        Sheet("客户", hidden=False),
        Sheet("R&D <1>", hidden=False),
    )
    assert source.header == ("名称",)
    assert open_table(path, name="t", sheet="R&D <1>").header == ("code",)
    with pytest.raises(errors.NoSuchSheet):
        open_table(path, name="t", sheet="订单")
    with pytest.raises(errors.EmptyFile):
        open_table(path, name="t", sheet="隐藏")


def test_tables_in_html_and_old_xml_are_read(path):
    path.write_bytes(
        "<html><head><meta charset=gb2312></head><table><tr><td>x</table><table border=1><tr><th>客户<th>电话"
        "<tr><td>甲 &amp; 乙<td>021-5566<tr><td>丙<td><b>138</b></table></html>".encode("gbk")
    )
    source = open_table(path, name="导出.xls")
    assert source.kind == "html"
    assert [(row.line, row.cells) for row in source.rows()] == [
        (2, ("甲 & 乙", "021-5566")),
        (3, ("丙", "138")),
    ]
    path.write_text(
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="S"><Table>'
        '<Row><Cell><Data ss:Type="String">name</Data></Cell><Cell><Data>qty</Data></Cell><Cell><Data>city</Data></Cell>'
        '</Row><Row><Cell><Data>a</Data></Cell><Cell ss:Index="3"><Data>Bath</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>"
    )
    assert [row.cells for row in open_table(path, name="t").rows()] == [("a", None, "Bath")]


def test_the_address_of_a_cell_survives_other_writers(path):
    """Some programs put a prefix before every tag."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["name", "sum"])
        sheet.write_formula(1, 1, "=NA()", None, "#N/A")
        sheet.write_string(1, 0, "a")

    def prefixed(xml):
        xml = re.sub(rb"<(/?)(?!\?)", rb"<\1x:", xml)
        return xml.replace(b"<x:worksheet xmlns=", b"<x:worksheet xmlns:x=")

    rewritten(path, SHEET, prefixed)
    [row] = open_table(path, name="t").rows()
    assert (row.cells, row.problems[0].flaw, row.problems[0].column) == (("a", None), Flaw.ERROR_VALUE, 1)
