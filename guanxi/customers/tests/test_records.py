"""Classes, ties, statements, competitors and the rarer facts, told with 林 who sells."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.test import Client

from guanxi.customers import actions, queries
from guanxi.customers.models import Customer, LadderStep, Profile
from guanxi.customers.types import (
    CompetitorDraft,
    ContactDraft,
    CustomerDraft,
    DepartmentDraft,
    LinkDraft,
    Lost,
    OwedReportDraft,
    ProfileDraft,
    StatementDraft,
)
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor
from guanxi.work.actions import finish_follow_up, set_follow_up
from guanxi.work.queries import follow_ups_about

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@pytest.fixture
def lin() -> Actor:
    system = system_actor("tests", clock=lambda: NOON)
    role = create_role(actor=system, name="seller", code="seller", rights={"customers.*": 1, "work.*": 1})
    user = create_user(actor=system, email="lin@x.cn", name="林", password=None, roles=[role.pk])
    return actor_of(user, clock=lambda: NOON)


def firm(actor: Actor, name: str) -> Customer:
    return actions.create_customer(actor=actor, draft=CustomerDraft(name=name))


def test_a_place_and_an_industry_are_brought_into_one_form(lin):
    draft = CustomerDraft(name="恒锐", province="江苏省苏州市", industry="通用设备制造业", country="中国")
    made = actions.create_customer(actor=lin, draft=draft)
    assert (made.province, made.city, made.country_code) == ("江苏", "苏州", "CN")
    assert (made.industry_code, made.isic_code, made.sector) == ("C34", "C28", "enterprise")


def test_a_card_number_never_reaches_the_file(lin):
    customer = firm(lin, "甲")
    with pytest.raises(actions.CannotSave) as refused:
        actions.edit_profile(
            actor=lin, customer=customer.pk, draft=ProfileDraft(card_token="4111 1111 1111 1111")
        )
    assert set(refused.value.fields) == {"card_token"}
    assert not Profile.objects.exists()


def test_no_circle_in_a_group(lin):
    head, branch, below = (firm(lin, name) for name in ("总部", "分公司", "办事处"))
    actions.set_parent(actor=lin, customer=branch.pk, parent=head.pk)
    actions.set_parent(actor=lin, customer=below.pk, parent=branch.pk)
    with pytest.raises(actions.InACircle):
        actions.set_parent(actor=lin, customer=head.pk, parent=below.pk)
    group = [(m.name, m.depth, m.below) for m in queries.group_of(lin, below.pk)]
    assert group == [("总部", 0, 2), ("分公司", 1, 1), ("办事处", 2, 0)]


def test_a_key_person_who_moves_leaves_work_at_both_employers(lin):
    old, new = firm(lin, "旧东家"), firm(lin, "新东家")
    contact = actions.create_contact(
        actor=lin,
        organisation=old.pk,
        draft=ContactDraft(title="总监", roles=("decider",), taste="喝茶"),
        person_draft=CustomerDraft(name="王芳"),
    )
    actions.leave_contact(actor=lin, contact=contact.pk, joins=new.pk, title="总经理")
    history = [(e.organisation_id, e.title, e.until_on) for e in queries.employments(lin, contact.person_id)]
    assert sorted(history) == [(old.pk, "总监", date(2026, 3, 2)), (new.pk, "总经理", None)]
    for organisation in (old, new):
        assert follow_ups_about(lin, "customer", organisation.pk).count() == 1


def test_departments_links_and_statements(lin):
    dealer, end = firm(lin, "经销商"), firm(lin, "终端")
    actions.create_department(actor=lin, organisation=dealer.pk, draft=DepartmentDraft("采购部"))
    with pytest.raises(actions.DepartmentExists):
        actions.create_department(actor=lin, organisation=dealer.pk, draft=DepartmentDraft("采购部"))
    actions.link_customers(actor=lin, customer=dealer.pk, other=end.pk, draft=LinkDraft("dealer"))
    with pytest.raises(actions.LinkExists):
        actions.link_customers(actor=lin, customer=dealer.pk, other=end.pk, draft=LinkDraft("dealer"))
    assert [link.customer_id for link in queries.links(lin, end.pk)] == [dealer.pk]
    said = StatementDraft("expected_use", "三班倒使用", date(2026, 3, 1))
    actions.record_statement(actor=lin, customer=end.pk, draft=said)
    assert [s.text for s in queries.statements(lin, end.pk)] == ["三班倒使用"]


def test_a_lost_customer_says_to_whom_and_why(lin):
    customer = firm(lin, "甲")
    rival = actions.create_competitor(actor=lin, draft=CompetitorDraft("竞品"))
    lost = Lost(date(2026, 2, 1), "价格")
    actions.classify_customer(
        actor=lin, customer=customer.pk, archive_class="lost", lost=lost, competitor=rival.pk
    )
    profile = queries.profile(lin, customer.pk)
    assert profile is not None
    assert (profile.lost_on, profile.lost_reason, profile.lost_to) == (lost.on, "价格", rival)
    assert queries.customer(lin, customer.pk).archive_class == "lost"


def test_the_ladder_keeps_every_move(lin):
    customer = firm(lin, "甲")
    step = LadderStep.objects.order_by("place").first()
    assert step is not None
    actions.move_on_ladder(actor=lin, customer=customer.pk, step=step.pk)
    assert [(m.before, m.step, m.on) for m in queries.ladder_moves(lin, customer.pk)] == [
        (None, step, date(2026, 3, 2))
    ]


def test_a_dealer_owes_its_reports(lin):
    dealer = firm(lin, "经销商")
    draft = OwedReportDraft("月报", "month", 10, date(2026, 1, 1))
    report = actions.owe_report(actor=lin, partner=dealer.pk, draft=draft)
    actions.receive_report(actor=lin, report=report.pk, period_on=date(2026, 1, 1), on=date(2026, 2, 5))
    (owed,) = queries.owed_reports(lin, dealer.pk)
    assert [(p.begins_on, p.state) for p in owed.periods] == [
        (date(2026, 2, 1), "open"),
        (date(2026, 1, 1), "received"),
    ]


def test_the_form_keeps_what_it_does_not_change(lin):
    customer = firm(lin, "甲")
    actions.edit_profile(
        actor=lin, customer=customer.pk, draft=ProfileDraft(credit_limit=Decimal(5000), hobbies=("茶",))
    )
    client = Client()
    client.force_login(User.objects.get(pk=lin.user_id))
    page = client.get(f"/customers/{customer.pk}/edit/")
    assert page.status_code == 200
    answer = client.post(
        f"/customers/{customer.pk}/edit/",
        {
            "name": "甲",
            "credit_limit": "5000",
            "industry_code": "C345",
            "district": "吴中区",
            "version": customer.version,
        },
    )
    assert answer.status_code == 302
    found = queries.customer(lin, customer.pk)
    assert (found.industry_code, found.isic_code, found.district) == ("C345", "C28", "吴中区")
    profile = queries.profile(lin, customer.pk)
    assert profile is not None
    assert profile.credit_limit == Decimal(5000)


def test_editing_a_contact_on_its_page_empties_nothing(db):
    client = Client()
    system = system_actor("tests")
    firm = actions.create_customer(actor=system, draft=CustomerDraft(name="恒达"))
    draft = ContactDraft(title="采购", roles=("buyer",), taste="绿茶", gifts="茶叶")
    contact = actions.create_contact(
        actor=system, organisation=firm.pk, draft=draft, person_draft=CustomerDraft(name="王")
    )
    role = create_role(actor=system, name="all", code="all", rights={"*": 5})
    client.force_login(create_user(actor=system, email="a@x.cn", name="a", password=None, roles=[role.pk]))
    page = client.get(f"/customers/contacts/{contact.pk}/edit/").content.decode()
    assert "绿茶" in page
    kept = {"roles": ["buyer"], "taste": "绿茶", "gifts": "茶叶", "version": contact.version}
    assert (
        client.post(f"/customers/contacts/{contact.pk}/edit/", {"title": "经理", **kept}).status_code == 302
    )
    contact.refresh_from_db()
    assert (contact.title, contact.roles, contact.taste, contact.gifts) == ("经理", ["buyer"], "绿茶", "茶叶")


def test_what_is_over_stands_last(lin):
    """Of follow-ups and links: NULL, no end yet, sorts last of itself."""
    one, other, third = (firm(lin, name) for name in ("甲", "乙", "丙"))
    done, standing = (
        set_follow_up(actor=lin, title=title, due_on=date(2026, 3, 5), subject=("customer", one.pk))
        for title in ("已办", "待办")
    )
    finish_follow_up(actor=lin, follow_up=done.pk)
    assert [row.pk for row in follow_ups_about(lin, "customer", one.pk)] == [standing.pk, done.pk]
    ended, lasting = (
        actions.link_customers(actor=lin, customer=one.pk, other=to.pk, draft=LinkDraft("dealer"))
        for to in (other, third)
    )
    actions.end_link(actor=lin, link=ended.pk)
    assert [row.pk for row in queries.links(lin, one.pk)] == [lasting.pk, ended.pk]
