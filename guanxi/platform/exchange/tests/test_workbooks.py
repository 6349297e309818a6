# ruff: noqa: DTZ001 - files know moments without a zone
"""Workbooks: what people save, and what must not be unpacked."""

import io
import re
import zipfile
from datetime import date, datetime, timedelta

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.platform.exchange.readers import CannotRead, Flaw, Sheet, errors, open_table


@pytest.fixture
def path(tmp_path):
    return tmp_path / "upload"


def save(path, *rows, first="A1"):
    book = openpyxl.Workbook()
    corner = book.active[first]
    for down, row in enumerate(rows):
        for right, cell in enumerate(row):
            book.active.cell(corner.row + down, corner.column + right, cell)
    book.save(path)
    return open_table(path, name="客户.xlsx")


SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def save_shared(path):
    """As Excel writes it: texts in a part of their own."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet().write_column(0, 0, ["name", "Ada"])
    assert [row.cells for row in open_table(path, name="t").rows()] == [("Ada",)]


def rewritten(path, entry, change):
    """The same archive with one part changed."""
    parts = {}
    with zipfile.ZipFile(path) as archive:
        for each in archive.namelist():
            parts[each] = archive.read(each)
    parts[entry] = change(parts[entry])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in parts.items():
            archive.writestr(each, content)


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


def test_open_document_sheets_are_read_and_repetition_bombs_are_not(path):
    cell = '<table:table-cell office:value-type="string" {}><text:p>{}</text:p></table:table-cell>'
    names = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
        for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
    )

    def write(repeat):
        body = "".join(
            f"<table:table-row>{cell.format('', left)}{cell.format(repeat, right)}</table:table-row>"
            for left, right in (("名称", "城市"), ("甲", "上海"))
        )
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("META-INF/manifest.xml", "<manifest/>")
            archive.writestr(
                "content.xml",
                f"<office:document-content {names}><office:body><office:spreadsheet>"
                f'<table:table table:name="S">{body}</table:table>'
                "</office:spreadsheet></office:body></office:document-content>",
            )

    write("")
    assert [row.cells for row in open_table(path, name="t").rows()] == [("甲", "上海")]
    write('table:number-columns-repeated="999999999"')
    with pytest.raises(errors.UnsafeWorkbook):
        open_table(path, name="t")


def test_a_bomb_is_not_opened(path):
    save_shared(path)
    rewritten(path, STRINGS, lambda _: b"<sst>" + b" " * 40_000_000 + b"</sst>")
    with pytest.raises(errors.UnsafeWorkbook):
        open_table(path, name="t")


def test_a_directory_that_lies_about_sizes_is_refused(path):
    save_shared(path)
    rewritten(path, STRINGS, lambda xml: xml + b" " * 3000)
    content = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        true = archive.getinfo(STRINGS).file_size
    lie = content.replace(true.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert lie != content
    path.write_bytes(lie)
    with pytest.raises((errors.UnsafeWorkbook, errors.DamagedWorkbook)):
        open_table(path, name="t")


def test_document_types_are_refused(path):
    save_shared(path)
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    rewritten(path, STRINGS, lambda xml: entity + xml)
    with pytest.raises(errors.UnsafeWorkbook):
        open_table(path, name="t")


def test_two_cells_in_opposite_corners_do_not_fill_the_memory(path):
    book = openpyxl.Workbook()
    book.active["A1"] = "name"
    book.active["XFD1048576"] = "far away"
    book.save(path)
    with pytest.raises(errors.SheetTooLarge) as refusal:
        open_table(path, name="t")
    assert refusal.value.details == {"sheet": "Sheet", "rows": 1_048_576, "columns": 16_384}


def test_a_protected_workbook_is_named_as_such(path):
    """Excel wraps an encrypted workbook into a compound file with a stream named EncryptedPackage."""
    path.write_bytes(compound("EncryptedPackage"))
    with pytest.raises(errors.ProtectedWorkbook):
        open_table(path, name="t")


def compound(stream):
    """The smallest compound file: a header, one sector of allocation, one of directory."""
    header = bytearray(b"\xff" * 512)
    header[:80] = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00" + bytes(10)
        + b"\x01\x00\x00\x00" + b"\x01\x00\x00\x00" + bytes(4) + b"\x00\x10\x00\x00"
        + b"\xfe\xff\xff\xff" + bytes(4) + b"\xfe\xff\xff\xff" + bytes(4) + bytes(4)
    )  # fmt: skip
    allocation = b"\xfd\xff\xff\xff\xfe\xff\xff\xff" + b"\xff" * 504

    def entry(name, kind):
        wide = name.encode("utf-16-le")
        return (
            wide.ljust(64, b"\0") + (len(wide) + 2).to_bytes(2, "little") + bytes([kind, 1]) + b"\xff" * 12
            + bytes(36) + b"\xfe\xff\xff\xff" + bytes(8)
        )  # fmt: skip

    return bytes(header) + allocation + entry("Root Entry", 5) + entry(stream, 2) + bytes(256)


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


def assert_told(refusal):
    assert str(refusal)


@settings(max_examples=150, deadline=None)
@given(cut=st.floats(0, 1), place=st.floats(0, 0.999), flip=st.integers(0, 255))
def test_a_spoiled_workbook_is_read_or_refused(tmp_path_factory, cut, place, flip):
    path = tmp_path_factory.mktemp("spoiled") / "f"
    content = bytearray(WHOLE[: max(100, int(len(WHOLE) * max(cut, 0.3)))])
    content[int(place * len(content))] ^= flip
    path.write_bytes(content)
    try:
        list(open_table(path, name="f").rows())
    except CannotRead as refusal:
        assert_told(refusal)


@settings(max_examples=150, deadline=None)
@given(place=st.floats(0, 0.999), noise=st.binary(max_size=12))
def test_a_spoiled_sheet_is_read_or_refused(tmp_path_factory, place, noise):
    """Damage inside the XML, where the archive's own checks are satisfied."""
    path = tmp_path_factory.mktemp("spoiled") / "f"
    path.write_bytes(WHOLE)
    entry = (SHEET, "xl/workbook.xml", STRINGS, "xl/styles.xml")[len(noise) % 4]

    def spoil(xml):
        at = int(place * len(xml))
        return xml[:at] + noise + xml[at + len(noise) :]

    rewritten(path, entry, spoil)
    try:
        list(open_table(path, name="f").rows())
    except CannotRead as refusal:
        assert_told(refusal)


def whole():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number in range(20):
            sheet.write_row(number, 0, [f"name {number}", number])
            sheet.write_datetime(number, 2, date(2024, 1, 1 + number), day)
            sheet.write_formula(number, 3, "=A1", None, "")
    return file.getvalue()


WHOLE = whole()


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
