"""What was noted of a customer is edited and ended, and no day stands for "never"."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client

from guanxi.commerce.actions import import_orders
from guanxi.commerce.types import ImportedLine, ImportedOrder, ImportedProduct, OrderBatch
from guanxi.customers import actions, queries
from guanxi.customers.models import CompetitorNote, CompetitorProduct, HouseholdMember, LadderStep, Link
from guanxi.customers.rules.changes import ChangeSheetDraft
from guanxi.customers.types import (
    CompetitorDraft,
    ContactDraft,
    CustomerDraft,
    ImportedCustomer,
    LinkDraft,
    Lost,
    OwedReportDraft,
    RiskDraft,
    RivalPurchaseDraft,
    StatementDraft,
)
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Refused, Stale
from guanxi.work.actions import set_follow_up

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
NEVER = (date(1, 1, 1), date(1900, 1, 1), date(9999, 12, 31), date(2099, 1, 1))


@pytest.fixture
def lin() -> Actor:
    system = system_actor("tests", clock=lambda: NOON)
    rights = {"customers.*": 1, "work.*": 1, "commerce.*": 1}
    role = create_role(actor=system, name="seller", code="seller", rights=rights)
    user = create_user(actor=system, email="lin@x.cn", name="林", password=None, roles=[role.pk])
    return actor_of(user, clock=lambda: NOON)


@pytest.fixture
def browser(lin) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=lin.user_id))
    return client


def firm(actor: Actor, name: str, **facts: object) -> int:
    return actions.create_customer(actor=actor, draft=CustomerDraft(name=name, **facts)).pk


def test_a_report_is_agreed_on_anew_and_ended(lin, browser):
    dealer = firm(lin, "经销商", archive_class="channel")
    draft = OwedReportDraft("月报", "month", 10, date(2025, 11, 1))
    report = actions.owe_report(actor=lin, partner=dealer, draft=draft)
    actions.receive_report(actor=lin, report=report.pk, period_on=date(2026, 1, 1), on=date(2026, 2, 12))
    values = {"name": "销量月报", "every": "month", "due_day": 15, "since_on": "2025-12-01", "version": 1}
    assert browser.post(f"/customers/reports/{report.pk}/edit/", values).status_code == 302
    (owed,) = queries.owed_reports(lin, dealer)
    assert (owed.report.name, [p.state for p in owed.periods]) == (
        "销量月报",
        ["open", "received", "overdue"],
    )
    other = {**values, "every": "quarter", "version": 2}
    assert browser.post(f"/customers/reports/{report.pk}/edit/", other).status_code == 422
    with pytest.raises(Stale):
        actions.edit_owed_report(actor=lin, report=report.pk, draft=draft, version=1)
    assert browser.post(f"/customers/reports/{report.pk}/end/", {"on": "2026-01-31"}).status_code == 302
    (owed,) = queries.owed_reports(lin, dealer)
    assert [p.begins_on for p in owed.periods] == [date(2026, 1, 1), date(2025, 12, 1)]
    shown = browser.get(f"/customers/{dealer}/about/").content.decode()
    assert f"/customers/reports/{report.pk}/edit/" in shown
    assert f"/customers/reports/{report.pk}/end/" not in shown


def test_a_statement_noted_wrongly_is_mended(lin, browser):
    key = firm(lin, "甲厂")
    person = actions.create_contact(
        actor=lin, organisation=key, draft=ContactDraft(), person_draft=CustomerDraft(name="赵工")
    ).person_id
    said = StatementDraft("need", "要耐腐蚀的泵", date(2026, 3, 1))
    made = actions.record_statement(actor=lin, customer=key, draft=said, person=person)
    values = {
        "kind": "attitude",
        "text": "国产泵够用",
        "on": "2026-02-28",
        "source": "observed",
        "version": 1,
    }
    form = browser.get(f"/customers/statements/{made.pk}/edit/").content.decode()
    assert f'value="{person}" selected' in form
    assert (
        browser.post(f"/customers/statements/{made.pk}/edit/", {**values, "person": person}).status_code
        == 302
    )
    (found,) = queries.statements(lin, key)
    assert (found.kind, found.text, found.on, found.source, found.person_id) == (
        "attitude", "国产泵够用", date(2026, 2, 28), "observed", person,
    )  # fmt: skip
    assert browser.post(f"/customers/statements/{made.pk}/edit/", values).status_code == 422  # seen before


def test_links_households_and_purchases_elsewhere_are_edited(lin, browser):
    one, other = firm(lin, "甲厂"), firm(lin, "乙厂")
    link = actions.link_customers(actor=lin, customer=one, other=other, draft=LinkDraft("supplier"))
    values = {
        "kind": "supplier",
        "role": "独家",
        "since_on": "2024-05-01",
        "remark": "年度框架",
        "version": 1,
    }
    answer = browser.post(f"/customers/links/{link.pk}/edit/?of={other}", values)
    assert (answer.status_code, answer["Location"]) == (302, f"/customers/{other}/#related")
    found = Link.objects.get()
    assert (found.role, found.since_on, found.remark) == ("独家", date(2024, 5, 1), "年度框架")
    second = actions.link_customers(actor=lin, customer=one, other=other, draft=LinkDraft("adviser"))
    with pytest.raises(actions.LinkExists):
        actions.edit_link(actor=lin, link=second.pk, draft=LinkDraft("supplier"))
    person = firm(lin, "王芳", kind="person")
    home = actions.create_household(actor=lin, person=person, name="王家")
    member = HouseholdMember.objects.get(household=home)
    moved = {"name": "王芳家", "address": "滨河路8号", "remark": "", "version": 1}
    assert browser.post(f"/customers/members/{member.pk}/household/", moved).status_code == 302
    assert queries.household(lin, home.pk).address == "滨河路8号"
    rivals = [actions.create_competitor(actor=lin, draft=CompetitorDraft(name)) for name in ("蓝岭", "江州")]
    bought = actions.record_rival_purchase(
        actor=lin, customer=one, competitor=rivals[0].pk, draft=RivalPurchaseDraft("便宜")
    )
    anew = {"competitor": rivals[1].pk, "reason": "三天到货", "product": "球阀", "version": 1}
    assert browser.post(f"/customers/rivals/{bought.pk}/edit/", anew).status_code == 302
    (stands,) = queries.rival_purchases(lin, one)
    assert (stands.competitor.name, stands.reason, stands.product) == ("江州", "三天到货", "球阀")


def test_a_rivals_product_and_note_are_mended_and_deleted(lin, browser):
    rival = actions.create_competitor(actor=lin, draft=CompetitorDraft("远瓴"))
    product = actions.add_competitor_product(actor=lin, competitor=rival.pk, name="6208", price=Decimal(190))
    note = actions.note_competitor(actor=lin, competitor=rival.pk, text="明年开仓")
    values = {"name": "YL 6208", "price": "19", "seen_on": "2026-02-01", "version": 1}
    assert browser.post(f"/customers/rival-products/{product.pk}/edit/", values).status_code == 302
    found = CompetitorProduct.objects.get()
    assert (found.name, found.price, found.seen_on) == ("YL 6208", Decimal(19), date(2026, 2, 1))
    for kind, key in (("products", product.pk), ("notes", note.pk)):
        assert browser.post(f"/customers/rival-{kind}/{key}/drop/").status_code == 302
    assert not CompetitorProduct.objects.exists()
    assert not CompetitorNote.objects.exists()


@pytest.mark.parametrize("day", NEVER)
def test_no_day_on_file_stands_for_never(lin, day):
    key, other = firm(lin, "甲厂"), firm(lin, "乙厂")
    person = firm(lin, "王芳", kind="person")
    home = actions.create_household(actor=lin, person=firm(lin, "王父", kind="person"), name="王家")
    rival = actions.create_competitor(actor=lin, draft=CompetitorDraft("远瓴"))
    step = LadderStep.objects.order_by("place")[0]
    tries = (
        lambda: actions.create_contact(
            actor=lin, organisation=key, draft=ContactDraft(since_on=day), person=person
        ),
        lambda: actions.owe_report(actor=lin, partner=key, draft=OwedReportDraft("月报", "month", 10, day)),
        lambda: actions.link_customers(
            actor=lin, customer=key, other=other, draft=LinkDraft("supplier", since_on=day)
        ),
        lambda: actions.join_household(
            actor=lin, household=home.pk, person=person, role="child", since_on=day
        ),
        lambda: actions.dissolve_household(actor=lin, household=home.pk, on=day),
        lambda: actions.record_statement(actor=lin, customer=key, draft=StatementDraft("need", "泵", day)),
        lambda: actions.move_on_ladder(actor=lin, customer=key, step=step.pk, on=day),
        lambda: actions.classify_customer(actor=lin, customer=key, archive_class="lost", lost=Lost(day)),
        lambda: actions.add_competitor_product(actor=lin, competitor=rival.pk, name="泵", seen_on=day),
        lambda: actions.note_competitor(actor=lin, competitor=rival.pk, text="快", on=day),
        lambda: actions.record_rival_purchase(
            actor=lin, customer=key, competitor=rival.pk, draft=RivalPurchaseDraft("近", since_on=day)
        ),
        lambda: actions.open_risk_event(actor=lin, draft=RiskDraft("泄漏", date(2026, 3, 1), day)),
        lambda: actions.draw_change_sheet(actor=lin, customer=key, draft=ChangeSheetDraft(day)),
        lambda: set_follow_up(actor=lin, title="拜访", due_on=day),
    )
    for at, act in enumerate(tries):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.fields, at  # beside the field that is wrong
    assert queries.suspicious_days(lin) == []


def test_a_group_sums_what_its_members_bought(lin, browser):
    head, branch, alone = (
        firm(lin, name, code=code) for name, code in (("总部", "K1"), ("分厂", "K2"), ("外", "K3"))
    )
    actions.set_parent(actor=lin, customer=branch, parent=head)
    orders = [ImportedOrder(c, f"O{c}", "sale", NOON, "CNY") for c in ("K1", "K2", "K3")]
    lines = [
        ImportedLine(at, 0, "泵", Decimal(1), Decimal(amount), Decimal(amount))
        for at, amount in enumerate((100, 250, 900))
    ]
    customers = [ImportedCustomer(c, c) for c in ("K1", "K2", "K3")]
    import_orders(actor=lin, batch=OrderBatch(customers, [ImportedProduct("P", "泵")], orders, lines))
    for key in (head, branch):
        assert "350.00" in browser.get(f"/customers/{key}/ties/").content.decode()
    assert "900.00" not in browser.get(f"/customers/{alone}/ties/").content.decode()
    shown = browser.get(f"/customers/{branch}/about/").content.decode()
    assert "250.00" in shown
    assert "350.00" not in shown
