"""The pages of what belongs to a customer, as 林 who sells meets them in the browser."""

from datetime import date

import pytest
from desk import Desk, desk

from guanxi.customers import actions, queries
from guanxi.customers.models import Customer, HouseholdMember, LadderStep, Link
from guanxi.customers.types import (
    CompetitorDraft,
    ContactDraft,
    CustomerDraft,
    OwedReportDraft,
    ProfileDraft,
    RivalPurchaseDraft,
    StatementDraft,
)
from guanxi.platform.access.types import Scope
from guanxi.work.queries import follow_ups_about

pytestmark = pytest.mark.django_db


@pytest.fixture
def lin() -> Desk:
    return desk("lin", **{"customers.*": Scope.OWN, "work.*": Scope.OWN, "ladder.*": Scope.ALL})


def test_a_group_is_built_by_choosing_and_counted_at_its_head(lin):
    head, branch, office = lin.firm("远山总部"), lin.firm("远山分厂"), lin.firm("远山办事处")
    offered = lin.get("/customers/choices/organisation/?parent=远山总")
    assert f"远山总部 #{head}" in offered
    assert 'hx-params="parent"' in lin.get(f"/customers/{branch}/parent/")
    assert lin.post(f"/customers/{branch}/parent/", parent=f"远山总部 #{head}", version=1) == 302
    assert lin.post(f"/customers/{branch}/branches/new/", branch="远山办事处") == 302
    assert lin.post(f"/customers/{head}/parent/", parent="远山办事处", version=1) == 422
    found = queries.group(lin.actor, office)
    assert found is not None
    assert (found.organisations, found.head.member.name, found.head.holds) == (3, "远山总部", True)
    below = found.head.branches[0]
    assert (below.member.below, [b.member.key for b in below.branches]) == (1, [office])
    shown = lin.get(f"/customers/{office}/ties/")
    assert "3 个单位" in shown
    assert f'href="/customers/{head}/"' in shown


def test_a_choice_that_two_have_the_name_of_is_refused(lin):
    lin.firm("同名厂")
    lin.firm("同名厂")
    customer = lin.firm("甲")
    for name, words in (("同名厂", "有多个同名"), ("查无此厂", "没有这个名称")):
        answer = lin.client.post(f"/customers/{customer}/parent/", {"parent": name, "version": 1})
        assert answer.status_code == 422
        assert words in answer.content.decode()
    assert Customer.objects.get(pk=customer).parent_id is None


def test_nobody_chooses_a_strangers_customer(lin):
    gao = desk("gao", **{"customers.*": Scope.OWN})
    theirs, own = gao.firm("别人家的厂"), lin.firm("自家厂")
    assert "别人家" not in lin.get("/customers/choices/organisation/?parent=别人家")
    assert lin.post(f"/customers/{own}/parent/", parent=f"别人家的厂 #{theirs}", version=1) == 422
    assert lin.post(f"/customers/{own}/links/new/", kind="dealer", other=f"x #{theirs}") == 422
    assert not Link.objects.exists()


def test_a_link_said_from_the_other_side_is_kept_in_its_own_direction(lin):
    maker, buyer = lin.firm("供应厂"), lin.firm("买家")
    said = {"kind": "back:supplier", "other": f"供应厂 #{maker}", "role": "独家", "since_on": "2026-01-05"}
    assert lin.post(f"/customers/{buyer}/links/new/", **said) == 302
    link = Link.objects.get()
    assert (link.customer_id, link.other_id, link.kind) == (maker, buyer, "supplier")
    assert "由其供货" in lin.get(f"/customers/{buyer}/ties/")
    assert "供货给" in lin.get(f"/customers/{maker}/ties/")
    answer = lin.client.post(f"/customers/links/{link.pk}/end/?of={buyer}", {"on": "2026-03-01"})
    assert answer["Location"] == f"/customers/{buyer}/#related"
    link.refresh_from_db()
    assert link.until_on == date(2026, 3, 1)


def test_a_household_from_its_beginning_to_its_end(lin):
    one, other = lin.person("王芳"), lin.person("李强")
    assert lin.post(f"/customers/{one}/household/new/", name="王家", role="head") == 302
    own = HouseholdMember.objects.get(person=one)
    values = {"person": f"李强 #{other}", "role": "partner"}
    assert lin.post(f"/customers/members/{own.pk}/add/", **values) == 302
    shown = lin.get(f"/customers/{other}/ties/")
    assert "王家" in shown
    assert "配偶" in shown
    assert lin.post(f"/customers/members/{own.pk}/dissolve/") == 302
    assert not HouseholdMember.objects.filter(until_on=None).exists()
    assert HouseholdMember.objects.count() == 2
    assert "不属于任何家庭" in lin.get(f"/customers/{one}/ties/")


def test_a_key_person_moves_on_its_page(lin):
    old, new = lin.firm("旧东家"), lin.firm("新东家")
    contact = actions.create_contact(
        actor=lin.actor,
        organisation=old,
        draft=ContactDraft(title="总监", roles=("decider",), taste="喝茶", gifts="茶叶"),
        person_draft=CustomerDraft(name="王芳"),
    )
    page = lin.get(f"/customers/{old}/")
    assert all(word in page for word in ("喝茶", "茶叶", "决策者"))
    moved = {"on": "2026-03-01", "joins": f"新东家 #{new}", "title": "总经理"}
    assert lin.post(f"/customers/contacts/{contact.pk}/leave/", **moved) == 302
    assert "新东家 总经理" in lin.get(f"/customers/{old}/")
    assert [follow_ups_about(lin.actor, "customer", key).count() for key in (old, new)] == [1, 1]
    assert "类别与阶梯" not in lin.get(f"/customers/{contact.person_id}/about/")
    history = lin.get(f"/customers/{contact.person_id}/")
    assert all(word in history for word in ("旧东家", "新东家", "总监"))
    assert history.index("新东家") < history.index("旧东家")


def test_those_who_left_stand_last(lin):
    firm = lin.firm("甲")
    for name in ("阿一", "周五"):
        contact = actions.create_contact(
            actor=lin.actor, organisation=firm, draft=ContactDraft(), person_draft=CustomerDraft(name=name)
        )
        if name == "阿一":
            actions.leave_contact(actor=lin.actor, contact=contact.pk, on=date(2026, 3, 1))
    page = lin.get(f"/customers/{firm}/")
    assert page.index("周五") < page.index("阿一")
    assert "至 2026年3月1日" in page


def test_what_is_said_stands_with_its_day_source_and_speaker(lin):
    key = lin.firm("甲")
    contact = actions.create_contact(
        actor=lin.actor, organisation=key, draft=ContactDraft(), person_draft=CustomerDraft(name="赵工")
    )
    said = {"kind": "reaction", "text": "噪声小多了", "on": "2026-02-20", "source": "talk"}
    assert lin.post(f"/customers/{key}/statements/new/", **said, person=contact.person_id) == 302
    assert lin.post(f"/customers/{key}/statements/new/", **{**said, "text": ""}) == 422
    shown = lin.get(f"/customers/{key}/about/")
    assert all(word in shown for word in ("噪声小多了", "使用后的反应", "赵工"))
    (statement,) = queries.statements(lin.actor, key)
    assert lin.post(f"/customers/statements/{statement.pk}/delete/") == 302
    assert not queries.statements(lin.actor, key).exists()


def test_a_lost_customer_says_when_why_and_to_whom(lin):
    key = lin.firm("甲")
    rival = actions.create_competitor(actor=lin.actor, draft=CompetitorDraft("江州泵业"))
    told = {"archive_class": "lost", "lost_on": "2026-02-01", "lost_reason": "价格", "competitor": rival.pk}
    assert lin.post(f"/customers/{key}/class/", **told) == 302
    shown = lin.get(f"/customers/{key}/about/")
    assert all(word in shown for word in ("失去的客户", "江州泵业", "价格"))
    assert "甲" in lin.get(f"/customers/competitors/{rival.pk}/")


def test_one_step_up_the_ladder(lin):
    key = lin.firm("甲")
    first, second = LadderStep.objects.order_by("place")[:2]
    assert lin.post(f"/customers/{key}/step/", step=first.pk) == 302
    shown = lin.get(f"/customers/{key}/about/")
    assert f'name="step" value="{second.pk}"' in shown
    assert lin.post(f"/customers/{key}/step/", step=second.pk) == 302
    assert [move.step for move in queries.ladder_moves(lin.actor, key)] == [second, first]


def test_a_dealer_shows_its_end_customers_and_the_reports_it_owes(lin):
    dealer, end = lin.firm("经销商行"), lin.firm("终端厂")
    assert lin.post(f"/customers/{dealer}/class/", archive_class="channel") == 302
    assert lin.post(f"/customers/{dealer}/links/new/", kind="dealer", other=f"终端厂 #{end}") == 302
    draft = OwedReportDraft("销量月报", "month", 10, date(2026, 1, 1))
    report = actions.owe_report(actor=lin.actor, partner=dealer, draft=draft)
    shown = lin.get(f"/customers/{dealer}/about/")
    assert all(word in shown for word in ("终端厂", "销量月报", "已逾期"))
    before = len(queries.owed_reports(lin.actor, dealer)[0].periods)
    assert lin.post(f"/customers/reports/{report.pk}/received/", period_on="2026-01-01") == 302
    (owed,) = queries.owed_reports(lin.actor, dealer)
    assert len(owed.periods) == before
    assert [p.begins_on for p in owed.periods if p.received_on] == [date(2026, 1, 1)]


def test_the_rarer_facts_stand_in_groups_and_are_counted(lin):
    key = lin.person("王芳")
    draft = ProfileDraft(income="middle", hobbies=("茶",), card_last_four="4417", card_scheme="visa")
    actions.edit_profile(actor=lin.actor, customer=key, draft=draft)
    customer, stored = queries.customer(lin.actor, key), queries.profile(lin.actor, key)
    groups = {g.key: len(g.facts) for g in queries.fact_groups(stored, "person")}
    assert groups == {"living": 1, "taste": 1, "credit": 2}
    held = queries.field_groups(lin.actor, customer, stored)
    assert len(held) == 17
    assert [name for name, is_held in held.items() if is_held] == ["name", "income", "hobbies", "card_credit"]
    shown = lin.get(f"/customers/{key}/about/")
    assert "**** 4417" in shown


def test_an_organisation_has_twenty_two_field_groups(lin):
    key = lin.firm("甲厂", city="苏州", industry="化工", trade_role="dealer", employees=12)
    actions.create_contact(
        actor=lin.actor,
        organisation=key,
        draft=ContactDraft(roles=("decider",)),
        person_draft=CustomerDraft(name="赵工"),
    )
    held = queries.field_groups(lin.actor, queries.customer(lin.actor, key), None)
    assert len(held) == 22
    assert {name for name, is_held in held.items() if is_held} == {
        "main_contact", "name_address", "industry", "status", "deciders", "trade_type", "employees",
    }  # fmt: skip


def test_the_portrait_answers_from_what_was_noted(lin):
    key = lin.firm("甲厂")
    rival = actions.create_competitor(actor=lin.actor, draft=CompetitorDraft("蓝岭阀门"))
    actions.record_rival_purchase(
        actor=lin.actor, customer=key, competitor=rival.pk, draft=RivalPurchaseDraft("三天到货", "球阀")
    )
    for kind, text in (("need", "要耐腐蚀的泵"), ("problem", "密封圈漏水")):
        said = StatementDraft(kind, text, date(2026, 3, 1))
        actions.record_statement(actor=lin.actor, customer=key, draft=said)
    actions.edit_profile(actor=lin.actor, customer=key, draft=ProfileDraft(preferences="一体化撬装"))
    shown = lin.get(f"/customers/{key}/portrait/")
    assert "它向 蓝岭阀门 购买：球阀、三天到货。" in shown
    assert (shown.count("要耐腐蚀的泵"), shown.count("密封圈漏水")) == (2, 2)
    assert "偏好：一体化撬装。" in shown
