"""A small transaction file that meets every rule; the same file twice; undo; files that cannot be read."""

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from guanxi.commerce.models import Order, OrderLine, Product
from guanxi.customers.actions import import_customers
from guanxi.customers.models import Customer, Touch
from guanxi.customers.types import ImportedCustomer
from guanxi.platform.access.actions import create_role, create_team, create_user, edit_company
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor, Scope
from guanxi.platform.exchange.actions import (
    CannotImport,
    ImportedAlready,
    NotMapped,
    check_file,
    import_file,
    run_import,
)
from guanxi.platform.exchange.files import path_of
from guanxi.platform.exchange.models import ImportRun
from guanxi.platform.exchange.types import Standing
from guanxi.platform.journal.actions import undo_change_set
from guanxi.platform.verbs import Forbidden

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
TARGET = "commerce.transactions"
HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
LINES = (
    "1001,20001,Lamp,2,2024-03-01 10:00,2.55,501.0,China",
    "1001,20002,Vase,3,2024-03-01 10:00,0.1,501.0,China",
    "1001,POST,Postage,1,2024-03-01 09:59,18,501.0,China",
    "1001,20002,Vase,3,2024-03-01 10:00,0.1,501.0,China",  # duplicate
    "1002,20001,Lamp,1,2024-03-02 10:00,2.55,,China",  # no customer
    "1003,20001,Lamp,5,2024-03-03 10:00,0,502,France",  # price
    "1003,20001,Lamp,5,2024-03-03 10:00,-1,502,France",  # price
    "1004,20001,Lamp,5,3/5/2024,2.55,502,France",  # two dates
    "1004,20001,Lamp,many,2024-03-05,2.55,502,France",  # no number
    "1004,,Lamp,1,2024-03-05,2.55,502,France",  # no product
    "C1005,20001,Lamp,-1,2024-03-06 10:00,2.55,501,China",
    "1006,20001,Big lamp,1,2024-03-07 10:00,0.00005,502,France",
    "1006,20001,Lamp,1,2024-03-07 10:00,2.55,502,France",
)
TABLES = (Customer, Product, Order, OrderLine, Touch)


@pytest.fixture
def system() -> Actor:
    edit_company(actor=system_actor("tests"), values={"currency": "GBP", "zone": "Asia/Shanghai"})
    return system_actor("tests", clock=lambda: NOON)


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "sales.csv"
    path.write_text("\n".join((HEADER, *LINES)) + "\n", "utf-8")
    return path


def rows() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in TABLES}


def test_every_line_is_judged_by_the_first_rule_that_matches(system, file):
    report = import_file(system, file, TARGET)
    assert report.rows_read == 13
    assert report.refused() == {
        "no_customer": 1,
        "price": 2,
        "duplicate": 1,
        "unreadable": 3,
        "not_yours": 0,
        "document": 0,
        "on_file": 0,
    }
    assert report.made == {"customers": 2, "products": 2, "charges": 1, "orders": 2, "returns": 1, "lines": 6}
    assert report.sums == {"sales": "25.9501", "refunds": "-2.5500", "charges": "18.0000"}
    assert rows() == {"Customer": 2, "Product": 3, "Order": 3, "OrderLine": 6, "Touch": 3}


def test_lines_become_orders_returns_products_and_charges(system, file):
    import_file(system, file, TARGET)
    first = Order.objects.get(number="1001")
    assert first.customer.code == "501"
    assert first.customer.country == "China"
    assert (first.kind, first.currency, first.total, first.charges) == (
        "sale",
        "GBP",
        Decimal("23.4"),
        Decimal(18),
    )
    assert first.ordered_at == datetime(2024, 3, 1, 1, 59, tzinfo=UTC)  # the earliest line, at the company
    lines = (
        OrderLine.objects.filter(order=first)
        .order_by("position")
        .values_list("position", "product__code", "amount")
    )
    assert list(lines) == [
        (1, "20001", Decimal("5.1")),
        (2, "20002", Decimal("0.3")),
        (3, "POST", Decimal(18)),
    ]
    back = Order.objects.get(number="C1005")
    assert (back.kind, back.total) == ("return", Decimal("-2.55"))
    assert list(Product.objects.filter(kind="charge").values_list("code", flat=True)) == ["POST"]
    assert Product.objects.get(code="20001").name == "Lamp"
    odd = OrderLine.objects.get(order__number="1006", position=1)
    assert (odd.description, odd.price, odd.amount) == ("Big lamp", Decimal("0.0001"), Decimal("0.0001"))
    touch = Touch.objects.get(channel="return")
    assert (touch.subject, touch.cause_type, touch.cause_id, touch.at) == (
        "C1005",
        "commerce.order",
        back.pk,
        back.ordered_at,
    )


def test_refused_lines_stand_in_a_file_with_their_line_and_reason(system, file):
    report = import_file(system, file, TARGET)
    failed = path_of(report.failed_file).read_text("utf-8-sig").splitlines()
    assert len(failed) == 1 + 7
    assert failed[0] == HEADER + ",line in the file,why it was not imported"
    assert failed[1].endswith(",5,Exact duplicate of an earlier line")
    assert failed[2] == "1002,20001,Lamp,1,2024-03-02 10:00,2.55,,China,6,No customer"
    assert "may be two dates" in failed[5]
    assert "“many” in “Quantity” is no number." in failed[6]
    assert "“Product number” is missing." in failed[7]
    unreadable = next(r for r in report.rules if r.rule == "unreadable")
    assert [e.line for e in unreadable.examples] == [9, 10, 11]
    assert unreadable.examples[1].cells[3] == "many"


def test_the_dry_run_says_the_same_and_writes_nothing(system, file):
    said = check_file(system, file, TARGET)
    assert set(rows().values()) == {0}
    done = import_file(system, file, TARGET)
    assert (said.rules, said.made, said.sums) == (done.rules, done.made, done.sums)


def test_the_same_file_again_doubles_nothing(system, file):
    import_file(system, file, TARGET)
    before = rows()
    again = import_file(system, file, TARGET)
    assert rows() == before
    assert again.rows_imported == 0
    assert again.refused()["on_file"] == 6


def test_one_import_cannot_run_twice(system, file):
    report = import_file(system, file, TARGET)
    with pytest.raises(ImportedAlready):
        run_import(actor=system, run=report.run_id)
    assert rows()["Order"] == 3


def test_undo_leaves_the_tables_as_they_were(system, file):
    report = import_file(system, file, TARGET)
    undo_change_set(actor=system, change_set=report.change_set_id)
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
    assert set(rows().values()) == {0}
    assert ImportRun.objects.get(pk=report.run_id).standing is Standing.MAPPED
    run_import(actor=system, run=report.run_id)
    assert rows()["OrderLine"] == 6


def test_a_stop_on_the_way_takes_everything_back(system, file):
    class Enough(Exception):
        pass

    def tick(part: float, words: str) -> None:
        if part >= 1:
            raise Enough

    with pytest.raises(Enough):
        import_file(system, file, TARGET, tick=tick)
    assert set(rows().values()) == {0}
    assert ImportRun.objects.get().standing is Standing.MAPPED


def test_without_order_numbers_a_customers_day_is_one_order(system, tmp_path):
    file = tmp_path / "log.txt"
    file.write_text(
        " customer_id  date number_of_cds  dollar_value\n 00001 19970101  1   11.77\n 00002 19970112  1   12.00\n"
        " 00002 19970112  5   77.00\n 00003 19970102  2   0.00\n 00002 19970113  3   10.00\n"
    )
    report = import_file(system, file, TARGET, options={"currency": "USD"})
    assert report.made == {"customers": 2, "products": 1, "charges": 0, "orders": 3, "returns": 0, "lines": 4}
    assert report.refused()["price"] == 1
    order = Order.objects.get(customer__code="00002", number="1997-01-12")
    assert (order.total, order.currency) == (Decimal(89), "USD")
    line = OrderLine.objects.get(order__number="1997-01-13")
    assert (line.quantity, line.price, line.amount) == (Decimal(3), Decimal("3.3333"), Decimal(10))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("half.parquet", b"PAR1" + b"\0" * 40),
        ("empty.csv", b""),
        ("quote.csv", HEADER.encode() + b'\n1,"2,3\n'),
        ("bomb.xlsx", b"PK\x03\x04" + b"\xff" * 100),
    ],
)
def test_a_broken_file_gets_one_sentence_and_changes_nothing(system, tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(CannotImport) as refusal:
        import_file(system, path, TARGET)
    assert name in str(refusal.value)
    assert not ImportRun.objects.exists()
    assert set(rows().values()) == {0}


def test_columns_that_are_needed_must_be_chosen(system, file):
    with pytest.raises(NotMapped) as refusal:
        import_file(system, file, TARGET, mapping={"customer": "", "price": ""})
    assert set(refusal.value.fields) == {"customer", "price"}
    assert set(rows().values()) == {0}


def test_without_customer_numbers_customers_are_known_by_name(system, tmp_path):
    kept = import_customers(actor=system, customers=[ImportedCustomer("K1", "绿源泵业有限公司")])["K1"]
    later = import_customers(actor=system, customers=[ImportedCustomer("K2", "绿源泵业有限公司")])["K2"]
    path = tmp_path / "names.csv"
    lines = (
        "订单号,订单日期,客户,商品,数量,单价",
        "1,2024/3/1,绿源泵业有限公司,磁力泵,2,1280",
        "2,2024/3/2,恒昌机电有限公司,轴承,1,88",
        "2,2024/3/2,,轴承,1,88",
    )
    path.write_text("\n".join(lines) + "\n", "gb18030")
    report = import_file(system, path, TARGET)
    assert (report.made["customers"], report.rows_imported, report.refused()["no_customer"]) == (1, 2, 1)
    made = Customer.objects.get(name="恒昌机电有限公司")
    assert (made.code, made.kind) == (None, "organisation")
    assert dict(Order.objects.values_list("number", "customer_id")) == {"1": kept, "2": made.pk}
    assert not Order.objects.filter(customer=later).exists()
    again = tmp_path / "again.csv"
    again.write_bytes(path.read_bytes())
    assert import_file(system, again, TARGET).refused()["on_file"] == 2


def test_a_line_without_a_number_is_known_by_its_name(system, tmp_path):
    kept = import_customers(actor=system, customers=[ImportedCustomer("K1", "绿源泵业有限公司")])["K1"]
    path = tmp_path / "half.csv"
    lines = (
        "订单号,订单日期,客户编号,客户名称,商品,数量,单价",
        "1,2024/3/1,,绿源泵业有限公司,磁力泵,2,1280",
        "2,2024/3/2,K7,恒昌机电有限公司,轴承,1,88",
        "3,2024/3/3,,恒昌机电有限公司,轴承,1,88",
        "4,2024/3/4,,华信阀门有限公司,轴承,1,88",
        "5,2024/3/5,,,轴承,1,88",
    )
    path.write_text("\n".join(lines) + "\n", "utf-8")
    report = import_file(system, path, TARGET)
    assert (report.made["customers"], report.rows_imported, report.refused()["no_customer"]) == (2, 4, 1)
    assert dict(Customer.objects.exclude(pk=kept).values_list("name", "code")) == {
        "恒昌机电有限公司": "K7",
        "华信阀门有限公司": None,
    }
    assert dict(Order.objects.values_list("number", "customer__name")) == {
        "1": "绿源泵业有限公司",
        "2": "恒昌机电有限公司",
        "3": "恒昌机电有限公司",
        "4": "华信阀门有限公司",
    }


def test_who_may_not_import_transactions_is_refused_and_anothers_customers_stay_untouched(system, file):
    team = create_team(actor=system, name="North")
    importer = {"exchange.*": 1, "commerce.*": 1, "customers.*": 1}

    def person(name: str, rights: dict[str, int]) -> Actor:
        role = create_role(actor=system, name=name, code=name, rights=rights)
        user = create_user(
            actor=system, email=f"{name}@x.cn", name=name, password=None, roles=[role.pk], team=team.pk
        )
        return actor_of(user, clock=lambda: NOON)

    outsider = person("outsider", {"exchange.*": int(Scope.ALL)})
    with pytest.raises(Forbidden):
        import_file(outsider, file, TARGET)
    first, second = person("first", importer), person("second", importer)
    import_file(first, file, TARGET)
    report = import_file(second, file, TARGET)
    assert report.refused()["not_yours"] == 6
    assert set(Customer.objects.values_list("owner_id", flat=True)) == {first.user_id}


@pytest.mark.parametrize(
    ("last", "days"),
    [("15.04.2026", ["2025-02-01", "2026-04-15"]), ("04.15.2026", ["2025-01-02", "2026-04-15"])],
)
def test_one_date_shows_the_order_of_day_and_month_of_its_column(system, tmp_path, last, days):
    path = tmp_path / "dots.csv"
    lines = ("1,A,Lamp,1,01.02.2025,2,501,China", f"2,A,Lamp,1,{last},2,501,China")
    path.write_text("\n".join((HEADER, *lines)) + "\n", "utf-8")
    report = import_file(system, path, TARGET)
    assert report.rows_refused == 0
    found = Order.objects.order_by("number").values_list("ordered_at", flat=True)
    assert [at.astimezone(ZoneInfo("Asia/Shanghai")).date().isoformat() for at in found] == days
