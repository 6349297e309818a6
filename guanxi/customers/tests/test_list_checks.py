"""A list is asked what the form is asked: a wrong code or address is refused with a sentence, and mended."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import translation
from waiting_news import deliver_all

from guanxi.customers.actions import create_customer, follow_customer
from guanxi.customers.models import ChangeNotice, Contact, Customer
from guanxi.customers.types import CustomerDraft
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.actions import (
    correct_import,
    import_file,
    map_import,
    run_import,
    start_import,
)
from guanxi.platform.exchange.files import store_path

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
GOOD_CODE = "91350100M000100Y43"
SHEET = f"""客户名称,统一社会信用代码,邮箱,行业代码,联系人,联系人邮箱
好公司,{GOOD_CODE.lower()},Info@Haichuan.CN,C345,王芳,wf@x.cn
错码公司,91350100M000100Y44,,,,
短码公司,12345,,,,
错邮公司,,not-an-address,,,
错类公司,,,Z999,,
错联系人公司,,,,李强,li@
"""


@pytest.fixture
def lin(db) -> Actor:
    system = system_actor("tests", clock=lambda: NOON)
    rights = {"customers.*": 1, "exchange.*": 1, "journal.*": 1, "web.*": 1}
    role = create_role(actor=system, name="r", code="r", rights=rights)
    user = create_user(actor=system, email="lin@x.cn", name="lin", password=None, roles=[role.pk])
    return actor_of(user, clock=lambda: NOON)


@pytest.fixture
def sheet(tmp_path):
    def write(text):
        path = tmp_path / "list.csv"
        path.write_text(text, "utf-8")
        return path

    return write


def test_each_wrong_cell_is_refused_with_its_sentence(lin, sheet):
    with translation.override("en"):
        report = import_file(lin, sheet(SHEET), "customers")
    found = {one.cells[0]: one.reason for rule in report.rules for one in rule.examples}
    assert report.rows_imported == 1
    assert found == {
        "错码公司": "“91350100M000100Y44” in “Unified social credit code” is mistyped:"
        " its check character does not fit.",
        "短码公司": "“12345” in “Unified social credit code” is mistyped: its check character does not fit.",
        "错邮公司": "“not-an-address” in “E-mail” is no e-mail address.",
        "错类公司": "“Z999” in “GB/T 4754 code”: the classification knows no such code or name.",
        "错联系人公司": "“li@” in “Contact's e-mail” is no e-mail address.",
    }
    firm = Customer.objects.get(is_customer=True)
    assert (firm.credit_code, firm.email, firm.industry_code) == (GOOD_CODE, "Info@haichuan.cn", "C345")
    assert Contact.objects.get().person.email == "wf@x.cn"


def test_a_corrected_cell_is_asked_again(lin, sheet):
    path = sheet("客户名称,邮箱\n甲公司,a@\n乙公司,b@\n")
    run = start_import(actor=lin, file=store_path(path), name="list.csv", target="customers.list")
    map_import(actor=lin, run=run.pk, mapping={**run.mapping, "email": "邮箱"}, options=run.options)
    correct_import(actor=lin, run=run.pk, cells={0: {"邮箱": "a@x.cn"}, 1: {"邮箱": "still wrong"}})
    report = run_import(actor=lin, run=run.pk)
    assert (report.rows_imported, report.rows_refused) == (1, 1)
    assert list(Customer.objects.values_list("name", "email")) == [("甲公司", "a@x.cn")]


def test_the_figures_of_a_finished_import_open_their_rows(lin, sheet):
    on_file = create_customer(actor=lin, draft=CustomerDraft(name="旧公司", code="K1"))
    path = sheet("客户编号,客户名称,城市,联系人\nK1,旧公司,苏州,\nK2,新公司,无锡,王芳\nK3,,,\n")
    report = import_file(lin, path, "customers", options={"mode": "upsert", "key": "code"})
    assert report.made == {"customers": 1, "contacts": 1, "updated": 1, "unchanged": 0}
    client = Client()
    client.force_login(User.objects.get(pk=lin.user_id))
    page = client.get(f"/office/imports/{report.run_id}/").content.decode()
    new, person = Customer.objects.get(code="K2"), Customer.objects.get(name="王芳")
    for what, meant, others in (
        ("customers", new, {on_file, person}),
        ("updated", on_file, {new, person}),
        ("contacts", person, {on_file, new}),
    ):
        address = f"/office/imports/{report.run_id}/rows/?what={what}"
        assert address in page
        rows = client.get(address).content.decode()
        assert f"/customers/{meant.pk}/" in rows
        assert not any(f"/customers/{one.pk}/" in rows for one in others)
    assert 'href="#left-out"' in page
    assert client.get(f"/office/imports/{report.run_id}/rows/?what=nothing").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_followers_hear_of_what_a_list_changed(lin, sheet):
    followed = create_customer(actor=lin, draft=CustomerDraft(name="旧公司", code="K1"))
    create_customer(actor=lin, draft=CustomerDraft(name="别的公司", code="K2"))
    follow_customer(actor=lin, customer=followed.pk, groups=["reach"])
    deliver_all()
    path = sheet("客户编号,城市,标签\nK1,苏州,新\nK2,无锡,新\n")
    import_file(lin, path, "customers", options={"mode": "update", "key": "code"})
    deliver_all()
    told = ChangeNotice.objects.values_list("customer_id", "fields")
    assert list(told) == [(followed.pk, ["city", "province"])]
