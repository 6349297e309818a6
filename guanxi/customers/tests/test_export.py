"""The customer list as a file: own rows only, safe for a spreadsheet, refused without the right."""

import io

import openpyxl
import pytest
from django.test import Client

from guanxi.customers.actions import create_customer
from guanxi.customers.types import CustomerDraft
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of, system_actor

pytestmark = pytest.mark.django_db


def sell(name: str, **rights: int) -> User:
    system = system_actor("tests")
    role = create_role(actor=system, name=name, code=name, rights={"customers.*": 1, **rights})
    user = create_user(actor=system, email=f"{name}@x.cn", name=name, password=None, roles=[role.pk])
    for customer in (f"{name}机械", f"=cmd|' /C calc'!{name}"):
        create_customer(actor=actor_of(user), draft=CustomerDraft(name=customer, phone="+86 10 1234"))
    return user


def read(user: User, query: str) -> bytes:
    client = Client()
    client.force_login(user)
    answer = client.get(f"/customers/{query}")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_own_rows_as_csv_and_no_formula():
    lin, gao = sell("lin", **{"web.export_lists": 1}), sell("gao")
    lines = read(lin, "?export=csv").decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["'=cmd|' /C calc'!lin", "lin机械"]
    assert lines[0].split(",")[:2] == ["名称", "矩阵格"]
    assert gao.name not in "".join(lines)


def test_the_search_narrows_the_workbook():
    lin = sell("lin", **{"web.export_lists": 1})
    sheet = openpyxl.load_workbook(io.BytesIO(read(lin, "?q=jixie&export=xlsx"))).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["lin机械"]


def test_a_file_may_hold_all_fields_and_the_sheet_is_named_like_the_list():
    lin = sell("lin", **{"web.export_lists": 1})
    shown, whole = (
        openpyxl.load_workbook(io.BytesIO(read(lin, f"?export=xlsx{more}"))) for more in ("", "&fields=all")
    )
    assert shown.sheetnames == whole.sheetnames == ["客户"]
    heads = [[cell.value for cell in next(book.active.iter_rows())] for book in (shown, whole)]
    assert heads[0][:4] == ["名称", "矩阵格", "客户类别", "生命周期阶段"]
    assert "电子邮件" not in heads[0]
    assert {"电子邮件", "编号"} <= set(heads[1])


def test_without_the_right_there_is_no_file():
    gao = sell("gao")
    client = Client()
    client.force_login(gao)
    answer = client.get("/customers/?export=csv")
    assert answer.status_code == 403
    assert not answer.streaming
