"""Where a value comes from, said at each of the ways in; what is asked at a touch; what is missing where."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import DateField, DateTimeField
from django.test import Client

from guanxi.customers.actions import (
    create_customer,
    create_source,
    edit_customer,
    log_talk,
    plan_question,
    state_source,
)
from guanxi.customers.models import Customer, FactSource, Source, Touch
from guanxi.customers.queries import asking, completeness, fact_readers, suspicious_days
from guanxi.customers.queries.sweep import DAYS
from guanxi.customers.types import CustomerDraft, QuestionDraft, SourceDraft, TouchDraft
from guanxi.platform.access.actions import create_team, create_user, install_roles
from guanxi.platform.access.models import Role, User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.actions import import_file
from guanxi.platform.journal.actions import undo_change_set
from guanxi.platform.journal.models import ChangeSet
from guanxi.platform.verbs import Refused
from guanxi.work.queries import follow_ups_about

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


@pytest.fixture
def system() -> Actor:
    return system_actor("tests", clock=lambda: NOON)


@pytest.fixture
def lin(system) -> Actor:
    install_roles(actor=system)
    team = create_team(actor=system, name="华东")
    role = Role.objects.get(code="salesperson")
    user = create_user(
        actor=system, email="lin@x.cn", name="林悦", password=None, roles=[role.pk], team=team.pk
    )
    return actor_of(user, clock=lambda: NOON)


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def stated(customer: Customer) -> dict[str, tuple[str, date, str]]:
    rows = FactSource.objects.filter(customer=customer).select_related("source").order_by("field")
    return {row.field: (row.source.name, row.on, row.incentive) for row in rows}


def listed(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "list.csv"
    path.write_text("\n".join(("客户名称,客户编号,电话,城市,员工人数,来源", *lines)) + "\n", "utf-8")
    return path


def test_a_file_says_where_all_it_holds_comes_from(system, tmp_path):
    bought = create_source(actor=system, draft=SourceDraft("名录", "external", channel="purchased"))
    old = create_customer(actor=system, draft=CustomerDraft(name="老客户", code="K1", source="展会"))
    path = listed(
        tmp_path, "老客户,K1,021-66600001,,,", "新厂,K2,021-66600002,苏州,80,", "三厂,K3,,,,电话开发"
    )
    options = {"mode": "upsert", "source": str(bought.pk), "incentive": "样品"}
    report = import_file(system, path, "customers.list", options=options)
    assert report.rows_imported == 3
    new, third = Customer.objects.get(code="K2"), Customer.objects.get(code="K3")
    old.refresh_from_db()
    # What the row says of its source stands before the file's, and where a customer came from once stays.
    assert [c.source for c in (old, new, third)] == ["展会", "名录", "电话开发"]
    here = ("名录", TODAY, "样品")
    assert stated(old) == {"phone": here}
    assert stated(new).items() >= {"phone": here, "city": here, "employees": here}.items()
    assert "address" not in stated(new)
    undo_change_set(actor=system, change_set=ChangeSet.objects.get(verb="exchange.run_import").pk)
    assert FactSource.objects.count() == 0


def test_a_later_file_says_it_anew_and_two_rows_of_one_customer_do_no_harm(system, tmp_path):
    first, second = (create_source(actor=system, draft=SourceDraft(name)) for name in ("甲", "乙"))
    create_customer(actor=system, draft=CustomerDraft(name="老客户", code="K1"))
    for source in (first, second):
        path = listed(tmp_path, "老客户,K1,1,,,", "老客户,K1,1,,,")
        options = {"mode": "update", "source": str(source.pk)}
        import_file(system, path, "customers.list", options=options)
    assert stated(Customer.objects.get()) == {"phone": ("乙", TODAY, "")}


def test_one_value_comes_from_somewhere_said_on_its_own_page(system, lin):
    fair = create_source(actor=system, draft=SourceDraft("展会"))
    customer = create_customer(actor=lin, draft=CustomerDraft(name="恒达", phone="021-1", city="苏州"))
    page, address = client_of(lin), f"/customers/{customer.pk}/sources/"
    shown = page.get(f"{address}?field=phone").content.decode()
    assert re.search(r'value="phone"\s+checked', shown)
    assert 'value="email"' not in shown  # nothing is on file: nothing can come from anywhere
    answer = page.post(
        address, {"stated": ["phone"], "source": fair.pk, "on": "2026-02-01", "incentive": "礼品"}
    )
    assert answer.status_code == 302
    assert stated(customer) == {"phone": ("展会", date(2026, 2, 1), "礼品")}
    assert "展会" in page.get(f"/customers/{customer.pk}/known/").content.decode()


def test_a_talk_notes_what_was_told_in_the_same_step(system, lin):
    visit = create_source(actor=system, draft=SourceDraft("拜访", channel="visit"))
    plan_question(
        actor=system, draft=QuestionDraft("employees", "organisation", "visit", wording="有多少人？")
    )
    customer = create_customer(actor=lin, draft=CustomerDraft(name="恒达", code="A"))
    page, address = client_of(lin), f"/customers/{customer.pk}/talk/?channel=visit"
    assert "有多少人？" in page.get(address).content.decode()
    assert "有多少人？" not in page.get(f"/customers/{customer.pk}/talk/?channel=call").content.decode()
    given = {"channel": "visit", "direction": "out", "at": "2026-03-01T10:00", "subject": "看现场"}
    answer = page.post(address, {**given, "employees": "80", "answers_from": visit.pk})
    assert answer.status_code == 302
    customer.refresh_from_db()
    assert (customer.employees, customer.name, customer.code) == (80, "恒达", "A")
    assert Touch.objects.get().subject == "看现场"
    assert set(stated(customer)) == {"employees"}
    undo_change_set(actor=lin, change_set=ChangeSet.objects.get(verb="customers.log_talk").pk)
    customer.refresh_from_db()
    assert (customer.employees, Touch.objects.count()) == (None, 0)


def test_a_talk_takes_its_length_and_what_comes_next(lin):
    customer = create_customer(actor=lin, draft=CustomerDraft(name="恒达"))
    page, address = client_of(lin), f"/customers/{customer.pk}/talk/"
    given = {"channel": "call", "direction": "out", "at": "2026-03-01T10:00", "minutes": "9"}
    answer = page.post(address, {**given, "next_title": "寄样品"})
    assert "请填写截止日期" in answer.content.decode()
    assert Touch.objects.count() == 0
    answer = page.post(address, {**given, "next_title": "寄样品", "next_on": "2026-03-05"})
    assert answer.status_code == 302
    assert Touch.objects.get().seconds == 540
    step = follow_ups_about(lin, "customer", customer.pk).get()
    assert (step.title, step.due_on, step.owner_id) == ("寄样品", date(2026, 3, 5), lin.user_id)
    undo_change_set(actor=lin, change_set=ChangeSet.objects.get(verb="customers.log_talk").pk)
    assert not follow_ups_about(lin, "customer", customer.pk).exists()


def test_nobody_is_asked_for_the_country_of_a_chinese_province(system, lin):
    plan_question(actor=system, draft=QuestionDraft("country", "organisation", "call"))
    asked = []
    for province in ("江苏", "Bavaria"):
        customer = create_customer(actor=lin, draft=CustomerDraft(name=province, province=province))
        asked.append("country" in {one.field for one in asking(lin, customer, touchpoint="call").asks})
    assert asked == [False, True]


def test_what_is_told_wrongly_keeps_the_talk_out_too(lin):
    customer = create_customer(actor=lin, draft=CustomerDraft(name="恒达"))
    with pytest.raises(Refused):
        log_talk(actor=lin, customer=customer.pk, draft=TouchDraft("call", "out", NOON), answers={"owner": 1})
    assert Touch.objects.count() == 0


def test_models_and_letters_in_use_count_among_the_readers(system):
    readers = fact_readers()
    assert readers["phone"] == 2  # the two models that look for doubles
    assert readers["credit_code"] == 1
    assert "owner" not in readers


def test_a_teams_figures_lead_to_those_who_lack_a_fact(system, lin):
    known = CustomerDraft(name="甲", phone="1", email="a@x.cn", address="x", province="江苏省")
    first = create_customer(actor=lin, draft=known)
    create_customer(actor=lin, draft=CustomerDraft(name="乙"))
    fair = create_source(actor=system, draft=SourceDraft("展会"))
    state_source(actor=lin, customer=first.pk, source=fair.pk, stated=("phone",), on=TODAY)
    (team,) = completeness(lin)
    assert (team.count, team.fresh, team.parts["phone"], team.parts["industry"]) == (2, 1, 1, 0)
    page = client_of(lin)
    html = page.get("/customers/regions/").content.decode()
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/customers/\?filter=[^"]+)"', html)]
    phone = next(link for link in links if "customers.phone" in link)
    shown = page.get(phone).content.decode()
    assert ("乙" in shown, "甲</" in shown) == (True, False)
    fresh = next(link for link in links if "facts_confirmed_on" in link)
    shown = page.get(fresh).content.decode()
    assert ("乙" in shown, "甲</" in shown) == (True, False)


@pytest.mark.parametrize("day", [date(9999, 12, 31), date(2099, 1, 1), date(1900, 1, 1), date(2026, 3, 3)])
def test_a_birthday_that_cannot_be_meant_is_refused_at_each_way_in(system, tmp_path, day):
    person = create_customer(actor=system, draft=CustomerDraft(name="王芳", kind="person", code="P1"))
    draft = CustomerDraft(name="王芳", kind="person", code="P1", born_on=day)
    with pytest.raises(Refused):
        edit_customer(actor=system, customer=person.pk, draft=draft)
    with pytest.raises(Refused):
        create_customer(actor=system, draft=replace(draft, code="P2"))
    path = tmp_path / "people.csv"
    path.write_text(f"客户名称,类型,生日\n李强,个人,{day}\n", "utf-8")
    mapping = {"born_on": "生日"}
    report = import_file(system, path, "customers.list", mapping=mapping)
    assert report.refused()["unreadable"] == 1
    assert Customer.objects.count() == 1


def test_a_source_names_its_provider_and_keeps_it(system, lin):
    dealer = create_customer(actor=lin, draft=CustomerDraft(name="华东经销", code="D1"))
    page = client_of(lin)
    given = {
        "name": "经销商报送",
        "method": "collection",
        "channel": "dealer",
        "provider": "华东经销",
        "is_active": "on",
    }
    assert page.post("/customers/sources/new/", given).status_code == 302
    source = Source.objects.get()
    assert source.provider_id == dealer.pk
    assert page.post("/customers/sources/new/", {**given, "name": "x", "provider": "谁"}).status_code == 422
    assert "华东经销" in page.get("/customers/sources/").content.decode()


def test_the_sweep_looks_at_every_day_the_file_keeps():
    swept = {(days.model, field) for days in DAYS for field in days.fields}
    apart = {
        "Document",
        "CompetitorProduct",
        "CompetitorNote",
        "ReceivedReport",
    }  # judged apart, or no customer's
    kept = {
        (model, field.name)
        for model in apps.get_app_config("gx_customers").get_models()
        if model.__name__ not in apart
        for field in model._meta.concrete_fields
        if isinstance(field, DateField) and not isinstance(field, DateTimeField)
    }
    assert kept == swept
    assert suspicious_days(system_actor("tests", clock=lambda: NOON)) == []
