"""Doubles told while one types; a colleague's customer is told masked."""

from datetime import timedelta
from importlib import import_module
from random import Random

import pytest
from clash_cast import NOON, Cast, gathered, theirs
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from guanxi.customers.actions import (
    AskedTooOften,
    answer_clash,
    create_customer,
    log_touch,
)
from guanxi.customers.demo.company import credit_code
from guanxi.customers.models import ClashAnswer, Contact, Customer
from guanxi.customers.queries import doubles_in_reach
from guanxi.customers.queries.clashes import MOST_ANSWERS
from guanxi.customers.rules.identity import identity_keys, name_keys
from guanxi.customers.types import CustomerDraft, TouchDraft
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of
from guanxi.platform.access.types import Actor

pytestmark = pytest.mark.django_db
CODE = credit_code(Random(1), "310000")


@pytest.fixture
def cast(db) -> Cast:
    return gathered()


@pytest.fixture
def lin(cast) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=cast.lin.user_id))
    return client


def asked(actor: Actor, **typed: str) -> list[tuple[str, int | None]]:
    return [(c.team, c.days) for c in answer_clash(actor=actor, kind="organisation", typed=typed)]


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "华强电子股份有限公司"},
        {"name": "华强電子有限公司"},
        {"name": "别的名字", "phone": "+86 755 8300 1234"},
        {"name": "别的名字", "email": "Info@HuaQiang.example"},
        {"name": "别的名字", "credit_code": CODE.lower()},
    ],
)
def test_every_writing_of_a_sign_finds_it(cast, typed):
    theirs(cast, email="info@huaqiang.example", credit_code=CODE)
    assert asked(cast.lin, **typed) == [("华南", None)]
    assert [c.name for c in doubles_in_reach(cast.gao, identity_keys("organisation", typed))] == [
        "深圳市华强电子有限公司"
    ]
    assert doubles_in_reach(cast.lin, identity_keys("organisation", typed)) == []


@pytest.mark.parametrize(
    "typed", [{"name": "华"}, {"name": "华强机械有限公司"}, {"phone": "83001"}, {"email": "info@"}, {}]
)
def test_half_a_sign_finds_nothing(cast, typed):
    theirs(cast, email="info@huaqiang.example")
    assert asked(cast.lin, **typed) == []


def test_a_persons_name_alone_tells_nothing_of_others(cast):
    create_customer(actor=cast.gao, draft=CustomerDraft(name="张伟", kind="person", phone="13800001111"))
    own = create_customer(actor=cast.lin, draft=CustomerDraft(name="张伟", kind="person"))
    assert answer_clash(actor=cast.lin, kind="person", typed={"name": "张伟"}) == []
    assert doubles_in_reach(cast.lin, identity_keys("person", {"name": "张 伟"})) == [own]
    both = {"name": "张伟", "phone": "138 0000 1111"}
    assert len(answer_clash(actor=cast.lin, kind="person", typed=both)) == 1


def test_the_answer_is_masked_and_kept_and_counts_once(cast):
    customer = theirs(cast)
    at = NOON - timedelta(days=12)
    log_touch(actor=cast.gao, customer=customer.pk, draft=TouchDraft("call", "out", at, "geheim"))
    assert asked(cast.lin, name="华强电子") == [("华南", 12)]
    assert asked(cast.lin, name="华强电子", phone="0755-83001234") == [("华南", 12)]
    kept = ClashAnswer.objects.get()
    assert (kept.customer_id, kept.asked_by_id, kept.typed) == (customer.pk, cast.lin.user_id, "华强电子")


def test_after_many_answers_within_the_hour_there_are_none(cast):
    for at in range(MOST_ANSWERS + 1):
        theirs(cast, name=f"甲{at}乙丙丁电子厂", phone=f"0755-8300{at:04d}")
    for at in range(MOST_ANSWERS):
        assert len(asked(cast.lin, phone=f"0755-8300{at:04d}")) == 1
    with pytest.raises(AskedTooOften):
        asked(cast.lin, phone=f"0755-8300{MOST_ANSWERS:04d}")
    assert len(asked(cast.lin, phone="0755-83000000")) == 1, "what one was told one may be told again"
    assert ClashAnswer.objects.count() == MOST_ANSWERS
    later = actor_of(User.objects.get(pk=cast.lin.user_id), clock=lambda: NOON + timedelta(hours=2))
    assert len(asked(later, phone=f"0755-8300{MOST_ANSWERS:04d}")) == 1


def test_who_was_told_enough_learns_nothing_from_being_refused(cast):
    """On file or not: the same words, or the refusal itself would tell which numbers others have."""
    for at in range(MOST_ANSWERS + 1):
        theirs(cast, name=f"甲{at}乙丙丁电子厂", phone=f"0755-8300{at:04d}")
    assert asked(cast.lin, phone="13911112222") == []
    for at in range(MOST_ANSWERS):
        asked(cast.lin, phone=f"0755-8300{at:04d}")
    for phone in (f"0755-8300{MOST_ANSWERS:04d}", "13911112222"):
        with pytest.raises(AskedTooOften):
            asked(cast.lin, phone=phone)
    assert asked(cast.lin, name="x") == [], "what is no sure sign is no question"


def test_of_several_at_once_only_as_many_are_told_as_are_left(cast):
    for at in range(MOST_ANSWERS + 2):
        is_last = at >= MOST_ANSWERS - 1
        theirs(cast, name=f"甲{at}乙丙丁电子厂", phone="0755-84000000" if is_last else f"0755-8300{at:04d}")
    for at in range(MOST_ANSWERS - 1):
        asked(cast.lin, phone=f"0755-8300{at:04d}")
    assert len(asked(cast.lin, phone="0755-84000000")) == 1
    assert ClashAnswer.objects.count() == MOST_ANSWERS


def test_the_page_leaks_nothing_of_a_colleagues_customer(cast, lin):
    customer = theirs(cast, code="GEHEIM1", city="苏州", remark="geheim")
    page = lin.post("/customers/clashes/?kind=organisation", {"name": "华强电子"}).content.decode()
    assert "华南" in page
    for secret in (
        "深圳",
        "GEHEIM1",
        "苏州",
        "geheim",
        "高远",
        "gao@x.cn",
        f"/customers/{customer.pk}/",
        "83001234",
    ):
        assert secret not in page, secret


def test_a_miss_does_the_work_of_a_hit(cast, lin):
    """Statement by statement: how long an answer takes does not tell that a colleague has the customer."""
    theirs(cast, email="info@huaqiang.example")
    away = {"name": "华强电子有限公司", "phone": "0755-83001234"}

    def work(**typed: str) -> tuple[list[str], bool]:
        with CaptureQueriesContext(connection) as asked:
            answer = lin.post(reverse("customers:clashes"), typed)
        ends = ("RELEASE", "ROLLBACK")  # of the answer that is kept, or taken back
        words = [query["sql"].split(maxsplit=1)[0] for query in asked]
        return ["end" if word in ends else word for word in words], "华南" in answer.content.decode()

    work(name="不在案的公司", phone="0755-83009999")  # what is read once in a session has been read
    hit, told = work(**away)
    again, told_again = work(**away)
    miss, nothing = work(name="不在案的公司", phone="0755-83001235")
    assert (told, told_again, nothing) == (True, True, False)
    assert hit == again == miss
    assert ClashAnswer.objects.count() == 1


def test_keys_of_names():
    assert name_keys("organisation", ["深圳市华强电子股份有限公司", "华强电子", ""]) == ["=华强电子"]
    assert name_keys("person", ["Smith, John"]) == name_keys("person", ["john SMITH"]) == ["=john smith"]
    assert name_keys("organisation", ["李"]) == []


def test_the_migration_gives_older_records_their_keys(cast):
    made = theirs(cast)
    older = import_module("guanxi.customers.migrations.0007_name_keys")
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table gx_customers_customer disable trigger user")
        cursor.execute("update gx_customers_customer set search = ts_delete(search, '=华强电子')")
        cursor.execute("set constraints all deferred")
    assert asked(cast.lin, name="华强电子") == []
    with connection.schema_editor() as editor:
        older.add_keys(None, editor)
    assert asked(cast.lin, name="华强电子") == [("华南", None)]
    assert Customer.objects.get(pk=made.pk).version == 1


def test_a_new_contact_is_looked_for_too(cast, lin):
    firm = create_customer(actor=cast.lin, draft=CustomerDraft(name="江南阀门"))
    create_customer(actor=cast.gao, draft=CustomerDraft(name="张伟", kind="person", phone="13800001111"))
    page = lin.get(f"/customers/{firm.pk}/contacts/new/").content.decode()
    assert f'hx-post="/customers/clashes/?kind=person&organisation={firm.pk}"' in page
    told = lin.post("/customers/clashes/?kind=person", {"name": "张伟", "phone": "138 0000 1111"})
    assert "华南" in told.content.decode()


def test_somebody_on_file_becomes_the_contact_instead_of_a_double(cast, lin):
    firm = create_customer(actor=cast.lin, draft=CustomerDraft(name="江南阀门"))
    own = create_customer(
        actor=cast.lin, draft=CustomerDraft(name="周敏", kind="person", phone="13900001234")
    )
    sent = {"name": "周敏", "phone": "139 0000 1234"}
    told = lin.post(f"/customers/clashes/?kind=person&organisation={firm.pk}", sent).content.decode()
    address = f"/customers/{firm.pk}/contacts/new/?person={own.pk}"
    assert f'href="{address}"' in told
    assert "周敏" in lin.get(address).content.decode()
    assert lin.post(address, {"title": "采购经理"}).status_code == 302
    assert [(c.person_id, c.title) for c in Contact.objects.all()] == [(own.pk, "采购经理")]
    assert Customer.objects.filter(name="周敏").count() == 1
    theirs = create_customer(actor=cast.gao, draft=CustomerDraft(name="张伟", kind="person"))
    refused = lin.post(f"/customers/{firm.pk}/contacts/new/?person={theirs.pk}", {"title": "x"})
    assert refused.status_code == 404
