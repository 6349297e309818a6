# ruff: noqa: DTZ001 - files know moments without a zone
"""What columns hold and where they go."""

from datetime import date, datetime
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import pytest

from guanxi.platform.exchange.readers import ColumnKind, Target, guess_columns, guess_mapping, open_table
from guanxi.platform.exchange.readers.guesses import guess_column

CDNOW = Path(find_spec("lifetimes").submodule_search_locations[0]) / "datasets"  # importing it warns
SALES = (
    Target("invoice", ("Invoice number", "发票号"), ("invoice no", "order no", "订单号")),
    Target("code", ("Product code", "产品编码"), ("stock code", "sku", "货号")),
    Target("product", ("Product name", "产品名称"), ("description", "品名")),
    Target("quantity", ("Quantity", "数量"), ("qty", "number of cds"), kind=ColumnKind.NUMBER, required=True),
    Target(
        "at",
        ("Date", "日期"),
        ("invoice date", "order date", "下单时间"),
        kind=ColumnKind.MOMENT,
        required=True,
    ),
    Target("price", ("Unit price", "单价"), ("price",), kind=ColumnKind.MONEY),
    Target("amount", ("Amount", "金额"), ("dollar value", "total"), kind=ColumnKind.MONEY),
    Target("customer", ("Customer number", "客户编号"), ("customer id",), required=True),
    Target("country", ("Country", "国家")),
)
PEOPLE = (
    Target("name", ("Customer name", "客户名称"), ("公司名称", "name", "customer", "company"), required=True),
    Target("contact", ("Contact", "联系人"), ("contact person",)),
    Target("phone", ("Phone", "电话"), ("手机", "mobile", "tel"), kind=ColumnKind.PHONE),
    Target("email", ("E-mail", "邮箱"), ("电子邮件", "mail"), kind=ColumnKind.EMAIL),
    Target("city", ("City", "城市")),
)


@pytest.mark.parametrize(
    ("name", "cells", "kind"),
    [
        ("x", ("a@b.cn", "li.wei@example.com"), ColumnKind.EMAIL),
        ("电话", ("13800138000", "021-55667788", "+86 138 0013 8000"), ColumnKind.PHONE),
        ("电话", (13800138000, 55667788), ColumnKind.PHONE),
        ("x", ("2024-01-02", "2024/1/3", "2024年1月4日"), ColumnKind.DAY),
        ("x", ("19970101", "19980228"), ColumnKind.DAY),
        ("x", ("31/12/2024", "12/31/2024"), ColumnKind.DAY),
        ("x", ("2024-01-02 08:30", "2024-01-02T08:30:15Z", "2024-01-03"), ColumnKind.MOMENT),
        ("x", (datetime(2024, 1, 2), datetime(2024, 1, 3, 8)), ColumnKind.MOMENT),
        ("x", (datetime(2024, 1, 2), date(2024, 1, 3)), ColumnKind.DAY),
        ("x", ("¥1,200.00", "35", "-2.50"), ColumnKind.MONEY),
        ("单价", (3, 5), ColumnKind.MONEY),
        ("x", (Decimal("3.20"), 5), ColumnKind.MONEY),
        ("x", ("1", "-20", "3,000"), ColumnKind.NUMBER),
        ("x", ("00004", "00021"), ColumnKind.TEXT),
        ("x", ("85123A", "71053", "POST"), ColumnKind.TEXT),
        ("x", ("110101199003074514", "110101199003074522"), ColumnKind.TEXT),
        ("会员", ("是", "否"), ColumnKind.FLAG),
        ("x", (True, False), ColumnKind.FLAG),
        ("x", ("上海宏达", "广州天河"), ColumnKind.TEXT),
    ],
)
def test_kinds(name, cells, kind):
    assert guess_column(name, (*cells, None, "  ")).kind is kind


def test_a_few_wrong_values_lower_the_confidence_only():
    guess = guess_column("x", ["2024-01-02"] * 9 + ["unknown"])
    assert (guess.kind, guess.confidence, guess.samples) == (ColumnKind.DAY, 0.9, ("2024-01-02", "unknown"))


def test_an_empty_column_is_text_without_confidence():
    assert guess_column("x", [None, " "]) == guess_column("y", [])
    assert guess_column("x", []).confidence == 0


def test_the_columns_of_online_retail_find_their_fields():
    header = [
        "InvoiceNo",
        "StockCode",
        "Description",
        "Quantity",
        "InvoiceDate",
        "UnitPrice",
        "CustomerID",
        "Country",
    ]
    assert guess_mapping(header, SALES) == {
        "invoice": 0, "code": 1, "product": 2, "quantity": 3, "at": 4, "price": 5, "customer": 6, "country": 7,
    }  # fmt: skip


def test_the_cdnow_log_is_read_and_mapped():
    source = open_table(CDNOW / "CDNOW_master.txt", name="CDNOW_master.txt")
    guesses = guess_columns(source)
    assert [guess.kind.value for guess in guesses] == ["text", "day", "number", "money"]
    assert guess_mapping(source.header, SALES, guesses) == {
        "customer": 0,
        "at": 1,
        "quantity": 2,
        "amount": 3,
    }
    assert sum(1 for _ in source.rows()) == 69_659


def test_the_cdnow_sample_has_no_header_and_its_day_is_found_by_content():
    source = open_table(CDNOW / "CDNOW_sample.txt", name="CDNOW_sample.txt")
    assert source.header == ("column 1", "column 2", "column 3", "column 4", "column 5")
    assert guess_mapping(source.header, SALES, guess_columns(source)) == {"at": 2}
    assert sum(1 for _ in source.rows()) == 6919


@pytest.mark.parametrize(
    ("header", "mapping"),
    [
        (["公司名称", "联系人", "手机", "电子邮件", "城市"], ["name", "contact", "phone", "email", "city"]),
        (
            ["客户", "联系人姓名", "联系电话", "E-Mail", "所在城市"],
            ["name", "contact", "phone", "email", "city"],
        ),
        (
            ["Company", "Contact Person", "Mobile phone", "e_mail", "CITY"],
            ["name", "contact", "phone", "email", "city"],
        ),
        (["Custmer name", "公司電話"], ["name", "phone"]),
        (["Remarks", "备注"], [None, None]),
    ],
)
def test_names_in_both_languages(header, mapping):
    found = guess_mapping(header, PEOPLE)
    assert found == {name: position for position, name in enumerate(mapping) if name}


def test_content_of_the_wrong_kind_is_not_proposed(tmp_path):
    path = tmp_path / "f.csv"
    path.write_text("name,email,column\nAda,yes,ada@example.com\nAlan,no,alan@example.com\n")
    source = open_table(path, name="f.csv")
    assert guess_mapping(source.header, PEOPLE, guess_columns(source)) == {"name": 0}


def test_each_column_goes_to_one_field():
    assert guess_mapping(["name"], (*PEOPLE, Target("nick", ("Name",)))) == {"name": 0}
