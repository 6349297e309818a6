"""A plain customer list from a spreadsheet: guessed columns, contact persons, refusals by rule."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter

from guanxi.customers.models import Contact, Customer
from guanxi.customers.queries import search_customers
from guanxi.platform.access.actions import create_role, create_team, create_user
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.actions import import_file
from guanxi.platform.exchange.models import ImportRun
from guanxi.platform.journal.actions import undo_change_set

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
HEADER = [
    "客户名称",
    "客户编号",
    "类型",
    "电话",
    "城市",
    "员工人数",
    "标签",
    "联系人",
    "职务",
    "手机",
    "负责人",
]
ROWS = [
    [
        "深圳华强电子有限公司",
        "K001",
        "公司",
        "0755-83001234",
        "深圳",
        "120",
        "重点，电子",
        "王芳",
        "采购经理",
        "13800138000",
        "lin@x.cn",
    ],
    [
        "深圳华强电子有限公司",
        "K001",
        "公司",
        "0755-83001234",
        "深圳",
        "120",
        "",
        "李强",
        "厂长",
        "13800138001",
        "",
    ],
    [
        "深圳华强电子有限公司",
        "",
        "",
        "0755-83001234",
        "深圳",
        "",
        "",
        "王芳",
        "采购经理",
        "13800138000",
        "",
    ],  # duplicate
    ["", "K002", "", "", "", "", "", "", "", "", ""],  # no name
    ["别的公司", "K001", "", "", "", "", "", "", "", "", ""],  # number taken
    ["坏数据公司", "K003", "", "", "", "很多", "", "", "", "", ""],  # no number
    ["陌生公司", "K004", "", "", "", "", "", "", "", "", "nobody@x.cn"],  # no colleague
    ["赵敏", "K005", "个人", "", "杭州", "", "", "", "", "13900139000", ""],
]


@pytest.fixture
def lin() -> Actor:
    system = system_actor("tests", clock=lambda: NOON)
    team = create_team(actor=system, name="华北")
    role = create_role(
        actor=system, name="r", code="r", rights={"customers.*": 1, "exchange.*": 1, "journal.*": 1}
    )
    for name in ("chen", "lin"):
        user = create_user(
            actor=system, email=f"{name}@x.cn", name=name, password=None, roles=[role.pk], team=team.pk
        )
    return actor_of(user, clock=lambda: NOON)


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "客户.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([HEADER, *ROWS]):
            sheet.write_row(at, 0, row)
    return path


def test_a_plain_list_comes_in_with_its_contact_persons(lin, file):
    report = import_file(lin, file, "customers.list")
    assert {rule: n for rule, n in report.refused().items() if n} == {
        "no_name": 1,
        "code_taken": 1,
        "duplicate": 1,
        "unreadable": 2,
    }
    assert report.made == {"customers": 2, "contacts": 2}
    assert report.rows_imported == 3
    firm = Customer.objects.get(code="K001")
    assert (firm.kind, firm.city, firm.employees, firm.tags) == (
        "organisation",
        "深圳",
        120,
        ["电子", "重点"],
    )
    assert (firm.owner_id, firm.team_id) == (lin.user_id, lin.team_ids[0])
    people = Contact.objects.filter(organisation=firm).order_by("pk")
    assert [(c.person.name, c.title, c.is_main, c.person.phone) for c in people] == [
        ("王芳", "采购经理", True, "13800138000"),
        ("李强", "厂长", False, "13800138001"),
    ]
    person = Customer.objects.get(code="K005")
    assert (person.kind, person.phone) == ("person", "13900139000")
    assert [c.pk for c in search_customers(lin, "hqdz")] == [firm.pk]


def test_columns_are_guessed(lin, file):
    import_file(lin, file, "customers.list")
    assert ImportRun.objects.get().mapping == {
        "name": "客户名称",
        "code": "客户编号",
        "kind": "类型",
        "phone": "电话",
        "city": "城市",
        "employees": "员工人数",
        "tags": "标签",
        "contact_name": "联系人",
        "contact_title": "职务",
        "contact_phone": "手机",
        "owner": "负责人",
    }


def test_the_same_list_again_doubles_nothing_and_undo_takes_all_back(lin, file):
    first = import_file(lin, file, "customers.list")
    again = import_file(lin, file, "customers.list")
    assert again.rows_imported == 0
    assert Customer.objects.count() == 4
    undo_change_set(actor=lin, change_set=first.change_set_id)
    assert not Customer.objects.exists()
    assert not Contact.objects.exists()


def test_one_date_of_a_column_shows_the_order_of_day_and_month(lin, tmp_path):
    path = tmp_path / "firms.csv"
    path.write_text("客户名称,生日\n甲公司,01.02.2005\n乙公司,15.04.2006\n", "utf-8")
    mapping = {"name": "客户名称", "born_on": "生日"}
    assert import_file(lin, path, "customers.list", mapping=mapping).rows_refused == 0
    found = Customer.objects.order_by("born_on").values_list("born_on", flat=True)
    assert [day.isoformat() for day in found] == ["2005-02-01", "2006-04-15"]


def test_a_list_of_people_without_a_firm_is_a_list_of_persons(lin, tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("姓名,手机,生日,职务\n欧阳娜娜,13800138000,1990-02-03,经理\n", "gb18030")
    report = import_file(lin, path, "customers")
    assert report.made == {"customers": 1, "contacts": 0}
    made = Customer.objects.get()
    assert (made.name, made.kind, made.phone, str(made.born_on)) == (
        "欧阳娜娜", "person", "13800138000", "1990-02-03",
    )  # fmt: skip


def test_who_names_the_firm_s_column_keeps_its_contact_person(lin, tmp_path):
    path = tmp_path / "firms.csv"
    path.write_text("甲方,姓名,手机\n海川机械,王芳,13800138000\n", "utf-8")
    report = import_file(lin, path, "customers", mapping={"name": "甲方"})
    assert report.made == {"customers": 1, "contacts": 1}
    assert Customer.objects.get(name="海川机械").kind == "organisation"
