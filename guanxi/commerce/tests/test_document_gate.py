"""Orders need the documents the company asks for: a file of orders is judged by the day of each."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from guanxi.commerce.actions import import_orders
from guanxi.commerce.models import Order
from guanxi.commerce.types import ImportedLine, ImportedOrder, ImportedProduct, OrderBatch
from guanxi.customers.actions import (
    DocumentNotValid,
    confirm_document,
    create_customer,
    edit_document_type,
    need_document,
    propose_document,
)
from guanxi.customers.models import Customer, DocumentType, Touch
from guanxi.customers.types import CustomerDraft, DocumentDraft, DocumentTypeDraft, ImportedCustomer, Scan
from guanxi.platform.access.actions import create_role, create_team, create_user, edit_company
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.actions import check_file, import_file
from guanxi.work.models import FollowUp

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
ONE = Decimal(1)
TARGET = "commerce.transactions"
HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"


@pytest.fixture
def boss() -> Actor:
    edit_company(actor=system_actor("tests"), values={"zone": "Asia/Shanghai"})
    system = system_actor("tests", clock=lambda: NOON)
    team = create_team(actor=system, name="North")
    role = create_role(actor=system, name="boss", code="boss", rights={"*": 5})
    user = create_user(
        actor=system, email="boss@x.cn", name="boss", password=None, roles=[role.pk], team=team.pk
    )
    return actor_of(user, clock=lambda: NOON)


def needed(boss: Actor, when_expired: str = "block") -> int:
    """From now on an order needs a permit; a firm with one to the end of 2025 is on file."""
    kind = DocumentType.objects.get(code="organisation_permit")
    draft = DocumentTypeDraft("许可证", "Permit", 120, allows_long_term=False, when_expired=when_expired)
    edit_document_type(actor=boss, document_type=kind.pk, draft=draft)
    need_document(actor=boss, document_type=kind.pk, purpose="order")
    firm = create_customer(actor=boss, draft=CustomerDraft(name="恒力化工", code="501"))
    made = propose_document(
        actor=replace(boss, user_id=None, is_system=True),
        customer=firm.pk,
        document_type=kind.pk,
        draft=DocumentDraft("P-1", issued_on=date(2020, 1, 5), expires_on=date(2025, 12, 31)),
        scan=Scan("ab" * 32, "p.png", "image/png", 12),
    )
    confirm_document(
        actor=boss, document=made.pk, number="P-1", expires_on=date(2025, 12, 31), is_long_term=False
    )
    return firm.pk


@pytest.fixture
def file(tmp_path) -> Path:
    lines = (
        "1,20001,Lamp,2,2025-12-31 23:00,2.55,501,China",  # on its last day
        "2,20001,Lamp,1,2026-01-01 00:30,2.55,501,China",  # over
        "C3,20001,Lamp,-1,2026-02-01 10:00,2.55,501,China",  # sent back
        "4,20001,Lamp,1,2025-12-01 10:00,2.55,777,China",  # nobody knows this one yet
    )
    path = tmp_path / "orders.csv"
    path.write_text("\n".join((HEADER, *lines)) + "\n", "utf-8")
    return path


def test_an_order_after_the_last_day_is_refused_by_its_day_at_the_company(boss, file):
    needed(boss)
    report = check_file(boss, file, TARGET)
    assert report.refused()["document"] == 2
    report = import_file(boss, file, TARGET)
    rule = next(r for r in report.rules if r.rule == "document")
    assert [(example.line, example.reason) for example in rule.examples] == [
        (3, "Needed for orders and not valid on 2026-01-01: Permit"),
        (5, "Needed for orders and not valid on 2025-12-01: Permit"),
    ]
    assert sorted(Order.objects.values_list("number", flat=True)) == ["1", "C3"]
    assert not Customer.objects.filter(code="777").exists()


def test_without_a_need_every_order_comes_in(boss, file):
    report = import_file(boss, file, TARGET)
    assert (report.refused()["document"], Order.objects.count()) == (0, 4)


def test_where_the_type_escalates_the_order_comes_in_and_the_superior_hears_of_it(boss, file):
    key = needed(boss, "escalate")
    known = list(FollowUp.objects.values_list("pk", flat=True))  # that the confirmed permit is over
    assert import_file(boss, file, TARGET).refused()["document"] == 0
    assert Order.objects.count() == 4
    told = FollowUp.objects.filter(subject_type="customer").exclude(pk__in=known)
    told = told.values_list("subject_id", "owner_id")
    stranger = Customer.objects.get(code="777").pk
    assert sorted(told) == sorted([(key, boss.user_id), (stranger, boss.user_id)])


def test_the_verb_itself_refuses_what_a_plan_let_through(boss):
    needed(boss)
    batch = OrderBatch(
        [ImportedCustomer("501", "恒力化工")],
        [ImportedProduct("20001", "Lamp")],
        [ImportedOrder("501", "9", "sale", NOON, "CNY", "")],
        iter([ImportedLine(0, 0, "", ONE, ONE, ONE)]),
    )
    with pytest.raises(DocumentNotValid):
        import_orders(actor=boss, batch=batch)
    assert (Order.objects.count(), Touch.objects.count()) == (0, 0)
