"""The check of a list names likely doubles and odd phones before anything is written; nothing is refused for it."""

import html
import json
import re
from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from guanxi.customers.actions import create_customer
from guanxi.customers.models import ClashAnswer, Customer
from guanxi.customers.types import CustomerDraft
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.actions import (
    check_file,
    correct_import,
    import_file,
    map_import,
    start_import,
)
from guanxi.platform.exchange.files import store_path
from guanxi.platform.exchange.queries import dry_run, import_run

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
CODE = "91350100M000100Y43"
SHEET = f"""客户名称,统一社会信用代码,电话,联系人,联系人电话
常州天元模具,{CODE},0519-86543210,,
海川机械有限公司,,12345,王芳,电话不详
苏州海川机械,,0512-66661234,李强,13812345678
"""

pytestmark = pytest.mark.django_db


def person(name: str) -> Actor:
    system = system_actor("tests", clock=lambda: NOON)
    rights = {"customers.*": 1, "exchange.*": 1}
    role = create_role(actor=system, name=name, code=name, rights=rights)
    user = create_user(actor=system, email=f"{name}@x.cn", name=name, password=None, roles=[role.pk])
    return actor_of(user, clock=lambda: NOON)


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(SHEET, "utf-8")
    return path


def warned(report) -> dict[str, list[tuple[int, str, str]]]:
    return {rule.rule: [(e.line, e.column, e.reason) for e in rule.examples] for rule in report.warnings}


def on_file(actor: Actor) -> Customer:
    draft = CustomerDraft(name="常州天元模具有限公司", credit_code=CODE, phone="051986543210")
    return create_customer(actor=actor, draft=draft)


def test_doubles_within_the_list_and_on_file_are_named_with_the_cell_and_the_record(sheet):
    lin = person("lin")
    known = on_file(lin)
    with translation.override("en"):
        report = check_file(lin, sheet, "customers")
    assert report.rows_imported == 3
    assert warned(report) == {
        "double_on_file": [
            (2, "统一社会信用代码", "“常州天元模具有限公司” on file has the same social credit code.")
        ],
        "double_in_list": [
            (4, "客户名称", "Line 3, “海川机械有限公司”, has the same name, but for place and legal form.")
        ],
        "odd_phone": [
            (3, "联系人电话", "“电话不详” does not look like a complete phone number."),
            (3, "电话", "“12345” does not look like a complete phone number."),
        ],
    }
    assert [p.key for p in report.warnings[0].examples[0].pointers] == [known.pk]
    assert not ClashAnswer.objects.exists()


def test_a_colleagues_customer_is_told_masked_and_the_answer_is_kept(sheet):
    known = on_file(person("gao"))
    lin = person("lin")
    with translation.override("en"):
        report = check_file(lin, sheet, "customers")
    (told,) = next(rule for rule in report.warnings if rule.rule == "colleagues").examples
    assert told.reason == "A colleague has this customer · the same social credit code · no touch on file"
    answer = ClashAnswer.objects.get()
    assert (answer.customer_id, answer.asked_by_id) == (known.pk, lin.user_id)
    assert [(p.url_name, p.key) for p in told.pointers] == [("customers:claim", answer.pk)]
    assert "double_on_file" not in warned(report)
    assert "有限公司" not in str(told.reason)


def test_a_list_asks_no_more_of_colleagues_than_one_may_ask_by_typing(tmp_path):
    gao, lin = person("gao"), person("lin")
    codes = [f"{number:08}" for number in range(40)]
    for code in codes:
        create_customer(actor=gao, draft=CustomerDraft(name=f"甲{code}", phone=f"0512{code}"))
    path = tmp_path / "many.csv"
    path.write_text("客户名称,电话\n" + "".join(f"乙{code},0512{code}\n" for code in codes), "utf-8")
    with translation.override("en"):
        report = check_file(lin, path, "customers")
        again = check_file(lin, path, "customers")
    assert {rule.rule: rule.count for rule in report.warnings} == {"colleagues": 30}
    assert report.notes == (
        "Not every line was compared with colleagues' customers: so many are told in an hour.",
    )
    assert {rule.rule: rule.count for rule in again.warnings} == {"colleagues": 30}
    assert ClashAnswer.objects.count() == 30


def test_a_line_left_out_by_hand_is_not_imported_and_may_be_taken_back(sheet):
    lin = person("lin")
    run = start_import(actor=lin, file=store_path(sheet), name="list.csv", target="customers.list")
    map_import(actor=lin, run=run.pk, mapping=run.mapping, options=run.options)
    correct_import(actor=lin, run=run.pk, cells={}, left_out={1: True})
    report = dry_run(lin, import_run(lin, run.pk), lambda _part, _words: None)
    assert (report.rows_imported, report.refused()["left_out"]) == (2, 1)
    assert "double_in_list" not in warned(report)
    correct_import(actor=lin, run=run.pk, cells={}, left_out={1: False})
    report = dry_run(lin, import_run(lin, run.pk), lambda _part, _words: None)
    assert (report.rows_imported, report.refused()["left_out"]) == (3, 0)


def test_the_first_rows_are_shown_as_they_will_be_on_file(sheet):
    report = check_file(person("lin"), sheet, "customers")
    assert report.glance.columns == ("name", "credit_code", "phone", "contact_name", "contact_phone")
    assert [(row.line, row.step, row.cells) for row in report.glance.rows][:2] == [
        (2, "create", ("常州天元模具", CODE, "0519-86543210", "", "")),
        (3, "create", ("海川机械有限公司", "", "12345", "王芳", "电话不详")),
    ]


def test_importing_itself_compares_nothing(sheet):
    on_file(lin := person("lin"))
    report = import_file(lin, sheet, "customers")
    assert (report.rows_imported, report.warnings, report.glance.rows) == (3, (), ())


def toasts(answer: HttpResponse) -> list[str]:
    (items,) = re.findall(r'id="toasts"[^>]* data-items="([^"]*)"', answer.content.decode())
    return [one["text"] for one in json.loads(html.unescape(items))]


def test_a_form_says_of_an_odd_phone_and_keeps_it():
    lin = person("lin")
    known = on_file(lin)
    client = Client()
    client.force_login(User.objects.get(pk=lin.user_id))
    for path, data in (
        ("/customers/new/organisation/", {"name": "甲厂"}),
        (f"/customers/{known.pk}/contacts/new/", {"name": "王芳"}),
    ):
        odd = client.post(path, {**data, "phone": "138-1234-56"}, follow=True)
        assert "“138-1234-56”不像是完整的电话号码。" in toasts(odd)
        assert Customer.objects.get(name=data["name"]).phone == "138-1234-56"
        fine = client.post(path, {"name": "乙" + data["name"], "phone": "13812345678"}, follow=True)
        assert len(toasts(fine)) == 1
