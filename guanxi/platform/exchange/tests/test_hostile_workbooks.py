"""Workbooks which must not be unpacked, and spoiled ones: read or refused, never a crash."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from guanxi.platform.exchange.readers import CannotRead, errors, open_table
from guanxi.platform.exchange.tests.books import SHEET, STRINGS, compound, rewritten, save_shared


@pytest.fixture
def path(tmp_path):
    return tmp_path / "upload"


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
