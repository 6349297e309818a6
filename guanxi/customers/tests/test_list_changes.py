"""A customer list that changes customers on file: keys, rights for each row, empty cells, undo."""

import csv
from datetime import UTC, datetime

import pytest

from guanxi.customers.actions import create_contact, create_customer
from guanxi.customers.models import Contact, Customer
from guanxi.customers.queries import search_customers
from guanxi.customers.types import ContactDraft, CustomerDraft
from guanxi.platform.access.actions import create_role, create_team, create_user
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.exchange.actions import check_file, import_file
from guanxi.platform.journal.actions import undo_change_set

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.fixture
def cast():
    system = system_actor("tests", clock=lambda: NOON)
    team = create_team(actor=system, name="华北")
    rights = {"customers.*": 1, "exchange.*": 1, "journal.*": 1}
    own = create_role(actor=system, name="own", code="own", rights=rights)
    seer = create_role(actor=system, name="seer", code="seer", rights=rights | {"customers.see": 5})
    made = {}
    for name, role in (("lin", own), ("chen", own), ("shen", seer)):
        user = create_user(
            actor=system, email=f"{name}@x.cn", name=name, password=None, roles=[role.pk], team=team.pk
        )
        made[name] = actor_of(user, clock=lambda: NOON)
    return made


@pytest.fixture
def lin(cast):
    return cast["lin"]


@pytest.fixture
def sheet(tmp_path):
    def write(*rows):
        path = tmp_path / "list.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return path

    return write


def customer(actor, name, **facts):
    return create_customer(actor=actor, draft=CustomerDraft(name=name, **facts))


def refused(report):
    return {rule: n for rule, n in report.refused().items() if n}


def take(actor, path, **options):
    return import_file(actor, path, "customers.list", options=options)


KEYS = {
    "code": ("客户编号", "K1", {"code": "K1"}),
    "credit_code": ("统一社会信用代码", "91350100m000100y43", {"credit_code": "91350100M000100Y43"}),
    "phone": ("电话", "+86 138 0013 8000", {"phone": "138-0013-8000"}),
    "email": ("邮箱", "Info@Haichuan.cn", {"email": "info@haichuan.cn"}),
    "name": ("客户名称", "海川機械", {"name": "海川机械"}),
}

# Readable, and on file nowhere.
UNKNOWN = {"credit_code": "91320500MA1222220K", "email": "nobody@x.cn"}


@pytest.mark.parametrize("key", KEYS)
def test_a_customer_on_file_is_found_by_any_key(lin, sheet, key):
    column, written, facts = KEYS[key]
    firm = customer(lin, **({"name": "海川机械"} | facts), industry="机械")
    other = customer(lin, "别的公司")
    report = take(
        lin,
        sheet([column, "城市"], [written, "苏州"], [UNKNOWN.get(key, "13900000000"), "上海"]),
        mode="update",
        key=key,
    )
    assert refused(report) == {"not_on_file": 1}
    assert report.made == {"customers": 0, "contacts": 0, "updated": 1, "unchanged": 0}
    firm.refresh_from_db()
    other.refresh_from_db()
    assert (firm.city, firm.industry, firm.version, other.city) == ("苏州", "机械", 2, "")


def test_a_check_tells_what_is_made_changed_and_left_and_shows_the_fields(lin, sheet):
    customer(lin, "海川机械", code="K1", city="上海", tags=("旧",))
    customer(lin, "恒达电子", code="K2", city="苏州")
    path = sheet(
        ["客户编号", "客户名称", "城市", "标签"],
        ["K1", "", "苏州", "新，旧"],
        ["K2", "恒达电子", "苏州", ""],
        ["K3", "新来的", "无锡", ""],
        ["K4", "", "无锡", ""],
        ["K1", "", "杭州", ""],
    )
    options = {"mode": "upsert", "key": "code"}
    report = check_file(lin, path, "customers.list", options=options)
    assert report.made == {"customers": 1, "contacts": 0, "updated": 1, "unchanged": 1}
    assert refused(report) == {"no_name": 1, "duplicate": 1}
    assert {(c.line, c.record, c.field, c.before, c.after) for c in report.changes} == {
        (2, "海川机械", "city", "上海", "苏州"),
        (2, "海川机械", "province", "上海", "江苏"),
        (2, "海川机械", "tags", "旧", "新, 旧"),
    }
    assert Customer.objects.get(code="K1").city == "上海"
    assert import_file(lin, path, "customers.list", options=options).made == report.made
    assert Customer.objects.get(code="K1").tags == ["新", "旧"]


def test_rows_out_of_reach_are_refused_and_say_no_more_than_before(cast, sheet):
    customer(cast["chen"], "陈的客户", code="K1", phone="021-5555")
    path = sheet(["客户编号", "客户名称", "城市"], ["K1", "陈的客户", "苏州"])
    lin, shen = cast["lin"], cast["shen"]
    assert refused(take(lin, path, mode="update", key="code")) == {"not_on_file": 1}
    assert refused(take(lin, path, mode="upsert", key="code")) == {"code_taken": 1}
    assert refused(take(shen, path, mode="update", key="code")) == {"out_of_reach": 1}
    assert Customer.objects.get().city == ""


def test_a_key_that_several_share_changes_nobody(lin, sheet):
    customer(lin, "一", phone="13800138000")
    customer(lin, "二", phone="138 0013 8000")
    report = take(lin, sheet(["电话", "城市"], ["13800138000", "苏州"]), mode="update", key="phone")
    assert refused(report) == {"ambiguous": 1}
    assert set(Customer.objects.values_list("city", flat=True)) == {""}


def test_another_ones_number_is_not_taken_over(lin, sheet):
    customer(lin, "一", code="K1")
    customer(lin, "二", email="er@x.cn")
    path = sheet(["邮箱", "客户编号"], ["er@x.cn", "K1"])
    assert refused(take(lin, path, mode="update", key="email")) == {"code_taken": 1}


def test_empty_cells_leave_or_empty_the_field(lin, sheet):
    firm = customer(lin, "海川机械", code="K1", city="上海", employees=5, tags=("a",), phone="021-1")
    path = sheet(["客户编号", "客户名称", "城市", "员工数", "标签"], ["K1", "", "", "", ""])
    assert take(lin, path, mode="update", key="code").made["unchanged"] == 1
    assert take(lin, path, mode="update", key="code", empty="blank").made["updated"] == 1
    firm.refresh_from_db()
    assert (firm.name, firm.code, firm.city, firm.employees, firm.tags, firm.phone) == (
        "海川机械",
        "K1",
        "",
        None,
        [],
        "021-1",
    )


def test_a_changed_name_is_found_by_search_and_undo_brings_the_old_one_back(lin, sheet):
    firm = customer(lin, "海川机械", code="K1", city="上海")
    path = sheet(["客户编号", "客户名称", "城市"], ["K1", "恒达电子", "苏州"], ["K2", "新来的", ""])
    report = take(lin, path, mode="upsert", key="code")
    assert [c.pk for c in search_customers(lin, "hddz")] == [firm.pk]
    undo_change_set(actor=lin, change_set=report.change_set_id)
    found = Customer.objects.get()
    assert (found.pk, found.name, found.city) == (firm.pk, "海川机械", "上海")
    assert [c.pk for c in search_customers(lin, "hcjx")] == [firm.pk]
    assert search_customers(lin, "hddz") == []


@pytest.mark.parametrize("mode", ["create", "upsert"])
def test_a_known_company_takes_its_new_contact_person_in(lin, sheet, mode):
    firm = customer(lin, "海川机械", phone="021-1", code="K1")
    create_contact(
        actor=lin,
        organisation=firm.pk,
        draft=ContactDraft(title="厂长"),
        person_draft=CustomerDraft(name="王芳", phone="13800138000"),
    )
    path = sheet(
        ["客户名称", "电话", "地址", "联系人", "职务", "手机"],
        ["海川机械", "021-1", "港城路1号", "王芳", "厂长", "13800138000"],
        ["海川机械", "0211", "港城路1号", "李强", "采购", "13800138001"],
        ["恒达电子", "0512-2", "金鸡湖路2号", "赵敏", "", ""],
        ["恒达电子", "0512-2", "金鸡湖路2号", "钱进", "", ""],
    )
    report = take(lin, path, mode=mode, key="code")
    assert report.made["customers"] == 1
    assert report.made["contacts"] == 3
    assert refused(report) == {"duplicate": 1}
    people = Contact.objects.order_by("pk").values_list("organisation__name", "person__name", "is_main")
    assert list(people) == [
        ("海川机械", "王芳", False),
        ("海川机械", "李强", False),
        ("恒达电子", "赵敏", True),
        ("恒达电子", "钱进", False),
    ]
    assert Customer.objects.get(name="恒达电子").address == "金鸡湖路2号"
    again = take(lin, path, mode=mode, key="code")
    assert again.rows_imported == 0
