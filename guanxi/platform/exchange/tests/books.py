"""Workbooks for tests: saved, and spoiled part by part."""

import zipfile

import openpyxl
import xlsxwriter

from guanxi.platform.exchange.readers import open_table

SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def save(path, *rows, first="A1"):
    book = openpyxl.Workbook()
    corner = book.active[first]
    for down, row in enumerate(rows):
        for right, cell in enumerate(row):
            book.active.cell(corner.row + down, corner.column + right, cell)
    book.save(path)
    return open_table(path, name="客户.xlsx")


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
