"""A card's whole number gets into the customer file by no way in."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from guanxi.customers import actions
from guanxi.customers.models import Customer, Profile, Statement, Touch
from guanxi.customers.rules.changes import ChangeSheetDraft, Judged
from guanxi.customers.types import (
    CompetitorDraft,
    ContactDraft,
    CustomerDraft,
    DepartmentDraft,
    LinkDraft,
    Lost,
    OwedReportDraft,
    ProfileDraft,
    RiskDraft,
    RivalPurchaseDraft,
    StatementDraft,
    TouchDraft,
)
from guanxi.platform.access.queries import system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.actions import import_file
from guanxi.platform.verbs import Refused
from guanxi.work.actions import set_follow_up

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
TODAY = date(2026, 3, 2)
CARD = "卡 6222 0202 0011 2233 446"


@pytest.fixture
def actor() -> Actor:
    return system_actor("tests", clock=lambda: NOON)


def ways(actor: Actor, key: int, other: int, rival: int) -> dict[str, Callable[[], object]]:
    person = actions.create_customer(actor=actor, draft=CustomerDraft(name="王芳", kind="person")).pk
    note = TouchDraft("note", "none", NOON, body=CARD)
    return {
        "record": lambda: actions.create_customer(actor=actor, draft=CustomerDraft(name="x", remark=CARD)),
        "phone": lambda: actions.create_customer(actor=actor, draft=CustomerDraft(name="x", phone=CARD[2:])),
        "tags": lambda: actions.create_customer(actor=actor, draft=CustomerDraft(name="x", tags=(CARD,))),
        "facts": lambda: actions.edit_profile(
            actor=actor, customer=key, draft=ProfileDraft(preferences=CARD)
        ),
        "hobbies": lambda: actions.edit_profile(
            actor=actor, customer=person, draft=ProfileDraft(hobbies=(CARD,))
        ),
        "note": lambda: actions.log_touch(actor=actor, customer=key, draft=note),
        "statement": lambda: actions.record_statement(
            actor=actor, customer=key, draft=StatementDraft("need", CARD, TODAY)
        ),
        "contact": lambda: actions.create_contact(
            actor=actor, organisation=key, draft=ContactDraft(taste=CARD), person=person
        ),
        "link": lambda: actions.link_customers(
            actor=actor, customer=key, other=other, draft=LinkDraft("supplier", remark=CARD)
        ),
        "department": lambda: actions.create_department(
            actor=actor, organisation=key, draft=DepartmentDraft("财务", remark=CARD)
        ),
        "household": lambda: actions.create_household(actor=actor, person=person, name="家", remark=CARD),
        "loss": lambda: actions.classify_customer(
            actor=actor, customer=key, archive_class="lost", lost=Lost(TODAY, CARD)
        ),
        "report": lambda: actions.owe_report(
            actor=actor, partner=key, draft=OwedReportDraft(CARD, "month", 10, TODAY)
        ),
        "rival": lambda: actions.create_competitor(actor=actor, draft=CompetitorDraft("乙", remark=CARD)),
        "purchase": lambda: actions.record_rival_purchase(
            actor=actor, customer=key, competitor=rival, draft=RivalPurchaseDraft(CARD)
        ),
        "learned": lambda: actions.note_competitor(actor=actor, competitor=rival, text=CARD),
        "product": lambda: actions.add_competitor_product(actor=actor, competitor=rival, name=CARD),
        "risk": lambda: actions.open_risk_event(
            actor=actor, draft=RiskDraft("泄漏", TODAY, TODAY, cause=CARD)
        ),
        "change": lambda: actions.draw_change_sheet(
            actor=actor, customer=key, draft=ChangeSheetDraft(TODAY, (Judged(what="付款", after=CARD),))
        ),
        "follow-up": lambda: set_follow_up(actor=actor, title="收款", due_on=TODAY, note=CARD),
    }


def test_no_form_takes_a_card_number(actor):
    key, other = (actions.create_customer(actor=actor, draft=CustomerDraft(name=n)).pk for n in ("甲", "乙"))
    rival = actions.create_competitor(actor=actor, draft=CompetitorDraft("丙")).pk
    for name, way in ways(actor, key, other, rival).items():
        with pytest.raises(Refused) as refused:
            way()
        assert refused.value.fields, name
        assert "6222" not in str(refused.value.fields), name
    assert Customer.objects.count() == 3
    assert not any(model.objects.exists() for model in (Profile, Touch, Statement))


@pytest.mark.parametrize("heading", ["备注", "地址", "联系人", "标签"])
def test_no_list_brings_one_in(actor, tmp_path: Path, heading):
    path = tmp_path / "list.csv"
    path.write_text(f"客户名称,{heading}\n甲厂,{CARD}\n乙厂,平常\n", "utf-8")
    report = import_file(actor, path, "customers.list")
    assert report.refused()["unreadable"] == 1
    assert [c.name for c in Customer.objects.filter(is_customer=True)] == ["乙厂"]


def test_a_members_number_is_no_card(actor):
    draft = CustomerDraft(name="会员", code="6200000000000005")
    assert actions.create_customer(actor=actor, draft=draft).code == "6200000000000005"
