"""Where each value of a customer comes from, rarer facts among them; what is asked of them; posts held."""

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from guanxi.customers import actions, queries
from guanxi.customers.models import Contact, Customer, FactSource, Profile
from guanxi.customers.types import ContactDraft, CustomerDraft, ProfileDraft, QuestionDraft, SourceDraft
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.actions import import_file
from guanxi.platform.journal.actions import undo_change_set
from guanxi.platform.journal.models import ChangeSet
from guanxi.web.actions import save_view
from guanxi.work.queries import follow_ups_about

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
TODAY = date(2026, 3, 2)


@pytest.fixture
def lin() -> Actor:
    system = system_actor("tests", clock=lambda: NOON)
    rights = {"customers.*": 1, "work.*": 1, "journal.*": 1, "web.*": 1, "exchange.*": 1}
    role = create_role(actor=system, name="seller", code="seller", rights=rights)
    user = create_user(actor=system, email="lin@x.cn", name="林", password=None, roles=[role.pk])
    return actor_of(user, clock=lambda: NOON)


@pytest.fixture
def browser(lin) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=lin.user_id))
    return client


def made(actor: Actor, name: str, kind: str = "organisation", **facts: object) -> int:
    return actions.create_customer(actor=actor, draft=CustomerDraft(name=name, kind=kind, **facts)).pk


def source(actor: Actor, name: str) -> int:
    return actions.create_source(actor=actor, draft=SourceDraft(name)).pk


def known_from(customer: int) -> dict[str, str]:
    rows = FactSource.objects.filter(customer=customer).order_by("field")
    return dict(rows.values_list("field", "source__name"))


def test_a_form_asks_where_its_changes_come_from(lin, browser):
    fair, call = source(lin, "展会"), source(lin, "电话")
    assert 'name="answers_from"' in browser.get("/customers/new/organisation/").content.decode()
    typed = {"name": "恒达", "phone": "021-1", "credit_limit": "5000", "hardware": "泵", "party": "outer"}
    answer = browser.post(
        "/customers/new/organisation/", {**typed, "answers_from": fair, "incentive": "样品"}
    )
    assert answer.status_code == 302
    key = Customer.objects.get().pk
    assert known_from(key) == dict.fromkeys(("credit_limit", "hardware", "phone"), "展会")
    edited = {**typed, "phone": "021-2", "hardware": "阀", "city": "苏州", "version": 1}
    assert browser.post(f"/customers/{key}/edit/", {**edited, "answers_from": call}).status_code == 302
    assert known_from(key) == {
        "city": "电话", "credit_limit": "展会", "hardware": "电话", "phone": "电话", "province": "电话",
    }  # fmt: skip
    # Changed by somebody who does not say from where: the old word would be false of the new value.
    again = {**edited, "phone": "021-3", "hardware": "阀门", "version": 2}
    assert browser.post(f"/customers/{key}/edit/", again).status_code == 302
    assert known_from(key) == {"credit_limit": "展会"} | dict.fromkeys(("city", "province"), "电话")
    undo_change_set(actor=lin, change_set=ChangeSet.objects.filter(verb="customers.edit").latest("pk").pk)
    assert known_from(key)["phone"] == "电话"


def test_a_rarer_fact_says_where_it_comes_from_and_is_asked_for(lin, browser):
    key = made(lin, "王芳", "person")
    fair = source(lin, "展会")
    actions.edit_profile(actor=lin, customer=key, draft=ProfileDraft(income="middle", hobbies=("茶", "棋")))
    shown = browser.get(f"/customers/{key}/sources/").content.decode()
    assert "5 千至 1 万" in shown
    assert "茶, 棋" in shown
    stated = {"stated": ["income", "hobbies"], "source": fair, "on": "2026-02-01"}
    assert browser.post(f"/customers/{key}/sources/", stated).status_code == 302
    assert known_from(key) == {"hobbies": "展会", "income": "展会"}
    for field in ("media", "household_size"):
        actions.plan_question(actor=lin, draft=QuestionDraft(field, "person"))
    asking = queries.asking(lin, queries.customer(lin, key))
    assert [ask.field for ask in asking.asks] == ["phone", "email", "city", "household_size", "media"]
    told = {"household_size": "4", "media": "晚报，电台", "answers_from": fair, "version": 1}
    answer = browser.post(f"/customers/{key}/ask/", told)
    assert answer.status_code == 302
    profile = Profile.objects.get(customer=key)
    assert (profile.household_size, profile.media, profile.hobbies) == (4, ["晚报", "电台"], ["茶", "棋"])
    assert known_from(key)["household_size"] == "展会"


def test_what_conditions_read_of_rarer_facts_is_asked_first(lin):
    key = made(lin, "王芳", "person")
    assert "novelty" not in [ask.field for ask in queries.asking(lin, queries.customer(lin, key)).asks]
    condition = {"all": [{"fact": "customers.novelty", "is": "=", "value": "early"}]}
    for title in ("尝新", "尝新的人", "新品试用"):
        state = {"filter": json.dumps(condition)}
        save_view(actor=lin, list_name="customers.customers", title=title, state=state)
    first = queries.asking(lin, queries.customer(lin, key)).asks[0]
    assert (first.field, first.readers) == ("novelty", 3)


def test_bought_facts_are_known_from_the_list(lin, tmp_path: Path):
    list_ = source(lin, "名录")
    key = made(lin, "恒达", code="K1")
    path = tmp_path / "facts.csv"
    path.write_text("客户编号,年销售额,已有硬件,收入\nK1,8000000,泵,\n", "utf-8")
    import_file(lin, path, "customers.facts", options={"source": str(list_), "incentive": "样品"})
    assert known_from(key) == {"annual_sales": "名录", "hardware": "名录"}
    assert Profile.objects.get().annual_sales == Decimal(8_000_000)


def test_a_list_says_whence_its_contacts_are_and_forgets_what_it_overwrites(lin, tmp_path: Path):
    list_ = source(lin, "名录")
    path = tmp_path / "a.csv"
    path.write_text("客户名称,客户编号,电话,联系人,职务\n恒达,K1,021-1,赵工,总工\n", "utf-8")
    import_file(lin, path, "customers.list", options={"source": str(list_)})
    firm, person = Customer.objects.get(code="K1").pk, Contact.objects.get().person_id
    assert known_from(person) == {"title": "名录"}
    assert known_from(firm) == {"phone": "名录"}
    path.write_text("客户名称,客户编号,电话\n恒达,K1,021-2\n", "utf-8")
    import_file(lin, path, "customers.list", options={"mode": "update"})
    assert Customer.objects.get(code="K1").phone == "021-2"
    assert known_from(firm) == {}


def test_a_contact_says_whence_person_and_post_are_known(lin, browser):
    fair, call = source(lin, "展会"), source(lin, "电话")
    key = made(lin, "恒达")
    typed = {"name": "赵工", "phone": "138", "sex": "female", "title": "总工", "roles": ["decider"]}
    answer = browser.post(f"/customers/{key}/contacts/new/", {**typed, "answers_from": fair})
    assert answer.status_code == 302
    contact = Contact.objects.get()
    assert known_from(contact.person_id) == dict.fromkeys(("phone", "roles", "sex", "title"), "展会")
    assert "女" in browser.get(f"/customers/{key}/").content.decode()
    edited = {"title": "副总", "roles": ["decider"], "version": 1, "answers_from": call}
    assert browser.post(f"/customers/contacts/{contact.pk}/edit/", edited).status_code == 302
    assert known_from(contact.person_id)["title"] == "电话"
    assert known_from(contact.person_id)["roles"] == "展会"
    assert "副总" in browser.get(f"/customers/{contact.person_id}/sources/").content.decode()


def tasks(actor: Actor, customer: int) -> list[str]:
    return [row.title for row in follow_ups_about(actor, "customer", customer)]


def test_a_key_person_who_goes_and_comes_makes_work_however_it_is_entered(lin, browser):
    old, new = made(lin, "旧东家"), made(lin, "新东家")
    contact = actions.create_contact(
        actor=lin,
        organisation=old,
        draft=ContactDraft(roles=("decider",)),
        person_draft=CustomerDraft(name="王芳"),
    )
    gone = {"title": "", "roles": ["decider"], "until_on": "2026-03-01", "version": 1}
    assert browser.post(f"/customers/contacts/{contact.pk}/edit/", gone).status_code == 302
    assert tasks(lin, old) == ["王芳 已离职：了解现在由谁决策"]
    assert tasks(lin, new) == []
    # Where the person went is learned a week later.
    address = f"/customers/{new}/contacts/new/?person={contact.person_id}"
    assert browser.post(address, {"title": "总经理"}).status_code == 302
    assert tasks(lin, new) == ["王芳 已入职：建立联系"]
    assert len(tasks(lin, old)) == 1


def test_another_post_at_the_same_employer_is_history_and_no_loss(lin, browser):
    key = made(lin, "恒达")
    contact = actions.create_contact(
        actor=lin,
        organisation=key,
        draft=ContactDraft("采购员", is_main=True, roles=("buyer",), since_on=date(2020, 1, 1)),
        person_draft=CustomerDraft(name="王芳"),
    )
    moved = {"on": "2026-03-01", "joins": "恒达", "title": "采购经理", "department": "采购部"}
    assert (
        browser.post(
            f"/customers/contacts/{contact.pk}/leave/", {**moved, "title": "", "department": ""}
        ).status_code
        == 422
    )
    assert browser.post(f"/customers/contacts/{contact.pk}/leave/", moved).status_code == 302
    rows = Contact.objects.order_by("pk").values_list("title", "until_on", "is_main", "roles")
    assert list(rows) == [
        ("采购员", date(2026, 3, 1), False, ["buyer"]),
        ("采购经理", None, True, ["buyer"]),
    ]
    assert tasks(lin, key) == []


def test_a_teams_missing_contact_persons_are_one_press_away(lin, browser):
    with_one, without = made(lin, "有人厂"), made(lin, "无人厂")
    made(lin, "王散客", "person")
    actions.create_contact(
        actor=lin, organisation=with_one, draft=ContactDraft(), person_draft=CustomerDraft(name="赵工")
    )
    (team,) = queries.completeness(lin)
    assert (team.parts["contacts"], team.asked["contacts"], team.asked["phone"]) == (1, 2, 3)
    html = browser.get("/customers/regions/").content.decode()
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="(/customers/\?filter=[^"]+)"', html)]
    shown = browser.get(next(link for link in links if "customers.contacts" in link)).content.decode()
    assert [name in shown for name in ("无人厂", "有人厂", "王散客")] == [True, False, False]
    assert without


def test_a_list_brings_and_takes_the_sex_and_the_part_of_contacts(lin, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text(
        "客户名称,联系人,联系人性别,决策角色\n恒达,赵工,女,决策者、使用者\n二厂,钱工,,老板\n", "utf-8"
    )
    report = import_file(lin, path, "customers.list")
    assert report.refused()["unreadable"] == 1  # a part nobody knows
    contact = Contact.objects.select_related("person").get()
    assert (contact.person.sex, contact.roles) == ("female", ["decider", "user"])
    (record,) = queries.customer_records(lin, [contact.organisation_id])
    assert record["contacts"] == [{"name": "赵工", "sex": "female", "roles": "decider, user"}]
    again = tmp_path / "b.csv"
    again.write_text(
        'name,contact_name,contact_sex,contact_roles\n三厂,孙工,female,"decider, user"\n', "utf-8"
    )
    import_file(lin, again, "customers.list")
    assert Contact.objects.get(person__name="孙工").roles == ["decider", "user"]
