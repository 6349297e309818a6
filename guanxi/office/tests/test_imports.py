"""The pages of an import, from the dropped file to its undo."""

from datetime import UTC, datetime
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from guanxi.customers.models import Customer
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import system_actor
from guanxi.platform.exchange.models import ImportRun
from guanxi.platform.exchange.reading import MOST_COLUMNS
from guanxi.platform.jobs import run_now
from guanxi.platform.models import Job
from guanxi.platform.verbs import change_set

pytestmark = pytest.mark.django_db
LIST = "客户名称,电话,联系人\n华强电子,0755-83001234,王芳\n,123,\n"
EVERYTHING = {"exchange.*": 5, "customers.*": 5, "commerce.*": 5, "journal.*": 5}


def client_of(name: str, rights: dict[str, int]) -> Client:
    system = system_actor("tests", clock=lambda: datetime(2026, 3, 2, tzinfo=UTC))
    role = create_role(actor=system, name=name, code=name, rights=rights)
    user = create_user(
        actor=system,
        email=f"{name}@x.cn",
        name=name,
        password=None,
        roles=[role.pk],
        language=User.Language.ENGLISH,
    )
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def client() -> Client:
    return client_of("lin", EVERYTHING)


def upload(client: Client, content: bytes, name: str = "客户.csv", target: str = "customers.list"):
    return client.post("/office/imports/new/", {"target": target, "file": SimpleUploadedFile(name, content)})


def mapping(run: ImportRun) -> dict[str, str]:
    return {f"column.{key}": name for key, name in run.mapping.items()} | {
        "option.customer_kind": "organisation"
    }


def test_a_list_goes_all_the_way_and_back(client):
    assert upload(client, LIST.encode("gb18030")).status_code == 302
    run = ImportRun.objects.get()
    shown = client.get(f"/office/imports/{run.pk}/columns/").content.decode()
    assert "华强电子" in shown
    assert client.post(f"/office/imports/{run.pk}/columns/", mapping(run)).status_code == 302
    assert 'data-live="job:' in client.get(f"/office/imports/{run.pk}/").content.decode()
    check = Job.objects.get(name="exchange.check")
    Job.objects.filter(pk=check.pk).update(state="done", result={"report": REPORT})
    checked = client.get(f"/office/imports/{run.pk}/").content.decode()
    assert "Import 1 rows" in checked
    assert "No name" in checked
    assert not Customer.objects.exists()


REPORT = {
    "rows_read": 2,
    "rows_imported": 1,
    "rules": [{"rule": "no_name", "count": 1, "examples": []}],
    "made": {"customers": 1, "contacts": 1},
}


def test_a_broken_file_is_refused_at_the_form(client):
    answer = upload(client, b"PAR1 no more", "half.parquet")
    assert answer.status_code == 422
    assert "half.parquet" in answer.content.decode()
    assert not ImportRun.objects.exists()


def test_a_file_with_more_columns_than_anybody_chooses_among_is_refused_in_words(client):
    """Five thousand made the page of columns eight million characters long, and each of three requests slow."""
    wide = ",".join(["name", *(f"c{at}" for at in range(MOST_COLUMNS))])
    refused = upload(client, f"{wide}\nHuaqiang\n".encode())
    assert refused.status_code == 422
    assert f"{MOST_COLUMNS + 1} columns" in refused.content.decode()
    assert not ImportRun.objects.exists()
    taken = upload(client, f"{wide.rpartition(',')[0]}\nHuaqiang\n".encode())
    page = client.get(taken["Location"])
    assert page.status_code == 200
    assert len(page.content) < 1_500_000


def test_a_needed_column_is_asked_for(client):
    upload(client, LIST.encode())
    run = ImportRun.objects.get()
    answer = client.post(f"/office/imports/{run.pk}/columns/", {**mapping(run), "column.name": ""})
    assert answer.status_code == 422
    assert not Job.objects.exists()


def test_names_in_the_file_are_shown_as_text(client):
    upload(client, "客户名称,<script>alert(1)</script>\n<b>x</b>,1\n".encode(), "<i>.csv")
    shown = client.get(f"/office/imports/{ImportRun.objects.get().pk}/columns/").content.decode()
    assert "<script>alert" not in shown
    assert "<b>x</b>" not in shown


def test_a_strangers_import_does_not_exist(client):
    upload(client, LIST.encode())
    run = ImportRun.objects.get()
    stranger = client_of("gao", {"exchange.*": 1, "customers.*": 1})
    for part in ("", "columns/", "failed-rows/"):
        assert stranger.get(f"/office/imports/{run.pk}/{part}").status_code == 404
    for part in ("start/", "check/", "cancel/", "reading/"):
        assert stranger.post(f"/office/imports/{run.pk}/{part}").status_code == 404
    assert "客户.csv" not in stranger.get("/office/imports/").content.decode()


def test_the_pages_speak_the_readers_language(client):
    upload(client, LIST.encode())
    with change_set(system_actor("tests"), "tests.language"):
        User.objects.filter(email="lin@x.cn").update(language=User.Language.CHINESE)
    shown = client.get(f"/office/imports/{ImportRun.objects.get().pk}/columns/").content.decode()
    assert "检查文件" in shown
    assert "列的对应关系" in shown


@pytest.mark.django_db(transaction=True)
def test_a_refused_row_is_corrected_on_the_page_and_checked_again(client):
    upload(client, "客户名称,电话,员工人数\n华强电子,0755-1,很多\n,0755-2,5\n恒达,0512-3,7\n".encode())
    run = ImportRun.objects.get()
    client.post(f"/office/imports/{run.pk}/columns/", mapping(run))
    run_now(Job.objects.get(name="exchange.check").pk)
    shown = client.get(f"/office/imports/{run.pk}/").content.decode()
    assert 'name="cell.0.2" value="很多"' in shown
    assert 'name="cell.1.0" value=""' in shown
    assert "Import 1 rows" in shown
    unchanged = {"cell.0.0": "华强电子", "cell.0.1": "0755-1"}
    client.post(f"/office/imports/{run.pk}/correct/", {**unchanged, "cell.0.2": "120", "cell.1.0": "海川"})
    assert ImportRun.objects.get().corrections == {"0": {"员工人数": "120"}, "1": {"客户名称": "海川"}}
    run_now(Job.objects.filter(name="exchange.check").latest("pk").pk)
    assert "Import 3 rows" in client.get(f"/office/imports/{run.pk}/").content.decode()
    client.post(f"/office/imports/{run.pk}/start/")
    assert run_now(Job.objects.get(name="exchange.run").pk) == "done"
    found = Customer.objects.order_by("pk").values_list("name", "employees")
    assert list(found) == [("华强电子", 120), ("海川", 5), ("恒达", 7)]
    assert client.post(f"/office/imports/{run.pk}/correct/", {"cell.0.2": "1"}).status_code == 302
    assert ImportRun.objects.get().corrections["0"] == {"员工人数": "120"}


@pytest.mark.django_db(transaction=True)
def test_the_jobs_check_and_import(client):
    upload(client, LIST.encode())
    run = ImportRun.objects.get()
    client.post(f"/office/imports/{run.pk}/columns/", mapping(run))
    assert run_now(Job.objects.get(name="exchange.check").pk) == "done"
    assert "Import 1 rows" in client.get(f"/office/imports/{run.pk}/").content.decode()
    client.post(f"/office/imports/{run.pk}/start/")
    assert run_now(Job.objects.get(name="exchange.run").pk) == "done"
    assert sorted(Customer.objects.values_list("name", flat=True)) == ["华强电子", "王芳"]
    done = client.get(f"/office/imports/{run.pk}/").content.decode()
    assert "Undo the import" in done
    failed = b"".join(client.get(f"/office/imports/{run.pk}/failed-rows/").streaming_content).decode(
        "utf-8-sig"
    )
    assert failed.splitlines()[1] == ",123,,3,No name"
    run.refresh_from_db()
    client.post("/web/undo/", {"change_set": run.change_set_id})
    assert not Customer.objects.exists()
    assert "The import was undone" in client.get(f"/office/imports/{run.pk}/").content.decode()


@pytest.mark.django_db(transaction=True)
def test_an_import_in_use_by_now_leads_to_what_stands_in_the_way():
    client = client_of("lin", {**EVERYTHING, "journal.*": 5, "customers.*": 5})
    assert upload(client, "客户名称\n华强电子\n".encode()).status_code == 302
    run = ImportRun.objects.get()
    client.post(f"/office/imports/{run.pk}/columns/", mapping(run))
    assert run_now(Job.objects.get(name="exchange.check").pk) == "done"
    client.post(f"/office/imports/{run.pk}/start/")
    assert run_now(Job.objects.get(name="exchange.run").pk) == "done"
    run.refresh_from_db()
    address = f"/office/journal/{run.change_set_id}/undo/"
    assert address in client.get(f"/office/imports/{run.pk}/").content.decode()
    with change_set(system_actor("tests"), "tests.rename"):
        Customer.objects.update(name="华强")
    refused = client.post(address, {"run": run.pk})
    assert (refused.status_code, refused.url) == (302, address)
    assert "Undo the rest" in client.get(address).content.decode()
    assert Customer.objects.get().name == "华强"


@pytest.mark.django_db(transaction=True)
def test_a_check_shows_rows_warnings_and_boxes_to_leave_lines_out(client):
    sheet = "客户名称,电话,忽略\n海川机械有限公司,12345,1\n苏州海川机械,0512-66661234,2\n"
    upload(client, sheet.encode())
    run = ImportRun.objects.get()
    columns = client.get(f"/office/imports/{run.pk}/columns/").content.decode()
    assert "Not imported, for no choice above takes them: 忽略." in columns
    client.post(f"/office/imports/{run.pk}/columns/", mapping(run))
    run_now(Job.objects.get(name="exchange.check").pk)
    checked = client.get(f"/office/imports/{run.pk}/").content.decode()
    assert "The first rows as they will be on file" in checked
    assert "“12345” does not look like a complete phone number." in checked
    assert "Line 2, “海川机械有限公司”, has the same name, but for place and legal form." in checked
    client.post(f"/office/imports/{run.pk}/correct/", {"cell.0.1": "0512-66660000", "skip.1": "on"})
    run.refresh_from_db()
    assert (run.corrections, run.left_out) == ({"0": {"电话": "0512-66660000"}}, [1])
    run_now(Job.objects.filter(name="exchange.check").latest("pk").pk)
    again = client.get(f"/office/imports/{run.pk}/").content.decode()
    assert "Import 1 rows" in again
    assert 'name="skip.1" checked' in again
    client.post(f"/office/imports/{run.pk}/correct/", {})
    run.refresh_from_db()
    assert run.left_out == []


def test_the_template_has_the_columns_in_the_readers_language(client):
    answer = client.get("/office/imports/template/?target=customers.list")
    with BytesIO(b"".join(answer.streaming_content)) as file:
        book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["List of customers"]
    head = [cell.value for cell in next(book.active.iter_rows())]
    assert head[:3] == ["Name", "Customer number", "Kind"]
    assert client.get("/office/imports/template/?target=x")["Location"] == "/office/imports/new/"
    stranger = client_of("gao", {"exchange.*": 1})
    assert (
        stranger.get("/office/imports/template/?target=customers.list")["Location"] == "/office/imports/new/"
    )


def test_dates_are_warned_of_only_where_they_are_imported(client):
    upload(client, "客户名称,建档,生日\n甲,3/5/2024,3/5/1990\n".encode())
    run = ImportRun.objects.get()
    shown = client.get(f"/office/imports/{run.pk}/columns/").content.decode()
    assert "The dates in “生日” can be read in two ways" in shown
    assert "The dates in “建档” can be read in two ways" not in shown
