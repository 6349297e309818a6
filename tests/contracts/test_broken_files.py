"""Broken files through `guanxi import` and the pages: one clear sentence or a right import, nothing else changed."""

import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation

from guanxi.customers.models import Customer
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.queries import system_actor
from guanxi.platform.exchange.actions import CannotImport, import_file
from guanxi.platform.journal.triggers import journaled_tables

pytestmark = pytest.mark.django_db
LIST = "客户名称,电话\n华强电子,0755-83001234\n宏达机械,021-63219876\n"


def zipped(**parts: bytes) -> bytes:
    """A workbook's archive from its parts; two underscores stand for a slash."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", part)
    return content.getvalue()


def lying(content: bytes) -> bytes:
    """The archive's directory declares ten gigabytes."""
    at = content.rindex(b"PK\x01\x02")
    return content[: at + 24] + struct.pack("<I", 0xFFFFFFF0) + content[at + 28 :]


def workbook(*rows: tuple[object, ...]) -> bytes:
    import openpyxl

    book, content = openpyxl.Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = BytesIO()
    pq.write_table(pa.table({"name": ["a"] * 1_000, "phone": ["1"] * 1_000}), sink)
    return sink.getvalue()


BOMB = zipped(xl__workbook=b"<x/>", xl__worksheets__sheet1=b"0" * (32 << 20))
REFUSED = {
    "empty.csv": b"",
    "picture.csv": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)),
    "page.xls": b"<html><body><p>Session expired</p></body></html>",
    "bomb.xlsx": BOMB,
    "lying.xlsx": lying(zipped(xl__workbook=b"<x/>", xl__worksheets__sheet1=b"<x/>" * 999)),
    "half.parquet": parquet()[:-40],
    "tail.parquet": parquet()[40:],
    "damaged.xlsx": workbook(("name",), ("a",))[:-300],
    "inside.vcf": b"BEGIN:VCARD\nVERSION:3.0\nFN:a\nEND:VCARD\nFN:b\nEND:VCARD\n",
    "unclosed.csv": b'name,phone\n"' + b"x\n" * 2_000_000,
}
RIGHT = {
    "utf8.csv": LIST.encode(),
    "gb18030.csv": LIST.encode("gb18030"),
    "utf16.csv": LIST.encode("utf-16"),
    "semicolon.txt": LIST.replace(",", ";").encode("utf-8-sig"),
    "page.xls": "<html><table><tr><td>客户名称<td>电话</tr><tr><td>华强电子<td>1</tr><tr><td>宏达机械<td>2</tr></table>".encode(),
    "sheet.xlsx": workbook(("客户名称", "电话"), ("华强电子", "1"), ("宏达机械", "2")),
}
NAMES = ("../../etc/passwd", "a\r\nb.csv", "\u202evsc.exe.csv", "x" * 250 + ".csv", "a\x00b.csv")


def rows() -> dict[str, int]:
    """How many rows every journaled table holds, imports aside."""
    with connection.cursor() as cursor:
        found = {}
        for table in sorted(set(journaled_tables()) - {"gx_exchange_importrun"}):
            cursor.execute(f'select count(*) from "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


@pytest.fixture
def client() -> Client:
    system = system_actor("tests")
    role = create_role(actor=system, name="r", code="r", rights={"*": 5})
    user = create_user(actor=system, email="l@x.cn", name="l", password=None, roles=[role.pk], language="en")
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_file_gets_one_sentence_in_both_languages(tmp_path, client, name):
    path = tmp_path / name
    path.write_bytes(REFUSED[name])
    before = rows()
    said = {}
    for language in ("en", "zh-hans"):
        with translation.override(language), pytest.raises(CannotImport) as refusal:
            import_file(system_actor("tests"), path, "customers.list")
        said[language] = str(refusal.value)
    assert name in said["en"]
    assert name in said["zh-hans"]
    assert said["en"].endswith(".")
    assert said["zh-hans"].endswith("。")
    answer = client.post(
        reverse("office:new_import"),
        {"target": "customers.list", "file": SimpleUploadedFile(name, REFUSED[name])},
    )
    assert answer.status_code in {302, 422}
    assert rows() == before


@pytest.mark.parametrize("name", RIGHT)
def test_unusual_files_import_rightly(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(RIGHT[name])
    report = import_file(system_actor("tests"), path, "customers.list")
    assert (report.rows_read, report.rows_imported) == (2, 2)
    assert sorted(Customer.objects.values_list("name", flat=True)) == ["华强电子", "宏达机械"]


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        (b"a\x00b,1\n", None),
        (b"x" * (10 << 20) + b",1\n", None),
        (b"=1+1,1\n", "=1+1"),
        ("\u202egnal\u202c,1\n".encode(), "gnal"),
    ],
    ids=["NUL", "ten megabytes", "formula", "right to left"],
)
def test_an_odd_cell_harms_only_its_row(tmp_path, row, kept):
    path = tmp_path / "odd.csv"
    path.write_bytes(b"name,phone\n" + row + "华强,2\n".encode())
    report = import_file(system_actor("tests"), path, "customers.list")
    names = set(Customer.objects.values_list("name", flat=True))
    assert "华强" in names
    assert len(names) == report.rows_imported
    assert kept is None or kept in names
    assert all("\x00" not in name and "\u202e" not in name for name in names)


def test_a_cell_with_a_formula_is_its_value(tmp_path):
    path = tmp_path / "formula.xlsx"
    path.write_bytes(workbook(("name", "phone"), ("=1+1", "1"), ("华强", "2")))
    report = import_file(system_actor("tests"), path, "customers.list")
    assert report.rows_read == 2
    assert "华强" in set(Customer.objects.values_list("name", flat=True))
    assert report.rows_imported == Customer.objects.count()


def test_a_header_alone_imports_nothing(tmp_path):
    path = tmp_path / "header.csv"
    path.write_bytes(b"name,phone\n")
    before = rows()
    report = import_file(system_actor("tests"), path, "customers.list")
    assert (report.rows_read, report.rows_imported) == (0, 0)
    assert {t for t, n in rows().items() if n != before[t]} == set()
    assert not Customer.objects.exists()


def test_a_folder_and_a_missing_file_are_named(tmp_path):
    for path in (tmp_path, tmp_path / "none.csv", Path("/proc/self/mem")):
        with pytest.raises(CannotImport) as refusal:
            import_file(system_actor("tests"), path, "customers.list")
        assert path.name in str(refusal.value)


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_name_stays_a_name(client, name):
    file = SimpleUploadedFile("x.csv", b"")
    file._name = name
    answer = client.post(reverse("office:new_import"), {"target": "customers.list", "file": file})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "\u202e" not in shown
    assert "etc/passwd" not in shown
