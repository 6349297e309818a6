"""A new record that surely is on file: saving stops once; with a reason it is journaled and people are told."""

from dataclasses import replace
from random import Random

import pytest
from clash_cast import NOON, Cast, gathered, theirs
from django.test import Client

from guanxi.customers.actions import (
    CannotBeCompared,
    CannotSave,
    OnFileAlready,
    answer_clash,
    create_customer,
    enter_card,
)
from guanxi.customers.demo.company import credit_code
from guanxi.customers.models import ClashAnswer, Customer
from guanxi.customers.queries.clashes import MOST_ANSWERS
from guanxi.customers.rules.entry import EntryDraft
from guanxi.customers.rules.identity import IDENTIFYING, is_surely
from guanxi.customers.types import CustomerDraft
from guanxi.platform.access.actions import create_api_key, create_role, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of
from guanxi.platform.journal.models import ChangeSet
from guanxi.platform.verbs import change_set
from guanxi.work.models import FollowUp

pytestmark = pytest.mark.django_db
CODE, OTHER_CODE = (credit_code(Random(seed), "440300") for seed in (1, 2))
NAME = "深圳市华强电子有限公司"
FACTS = {"city": "深圳", "province": "广东", "credit_code": CODE, "email": "info@huaqiang.example"}


@pytest.fixture
def cast(db) -> Cast:
    return gathered()


@pytest.fixture
def lin(cast) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=cast.lin.user_id))
    return client


def facts(**given: str) -> dict[str, str]:
    return dict.fromkeys(IDENTIFYING, "") | {"kind": "organisation"} | given


@pytest.mark.parametrize(
    ("typed", "is_one"),
    [
        ({"name": "别的", "credit_code": CODE.lower()}, True),
        ({"name": "别的", "phone": "+86 755 8300 1234"}, True),
        ({"name": "别的", "email": "INFO@huaqiang.example"}, True),
        ({"name": "华强電子股份有限公司", "city": "深圳", "province": "广东"}, True),
        ({"name": NAME}, True),
        ({"name": "华强电子股份有限公司", "city": "苏州", "province": "江苏"}, False),
        ({"name": "华强电子"}, False),
        ({"name": NAME, "credit_code": OTHER_CODE, "city": "深圳", "province": "广东"}, False),
        ({"name": "别的", "phone": "0755-83001234", "kind": "person"}, False),
        ({"name": "别的"}, False),
    ],
)
def test_what_is_one_record_beyond_doubt(typed, is_one):
    on_file = facts(name=NAME, phone="0755-83001234", **FACTS)
    assert is_surely(facts(**typed), on_file) is is_one
    assert is_surely(on_file, facts(**typed)) is is_one


def test_two_persons_of_one_name_are_two():
    one = facts(kind="person", name="王芳", city="深圳", province="广东")
    assert not is_surely(one, one)
    assert is_surely(one | {"phone": "13800001111"}, one | {"phone": "+86 138 0000 1111"})


def test_the_page_stops_once_and_saves_with_a_reason_that_is_told(cast, lin):
    with change_set(cast.system, "tests.manager"):
        User.objects.filter(pk=cast.gao.user_id).update(manager_id=cast.boss.user_id)
    held = theirs(cast, **FACTS)
    sent = {"name": NAME, "credit_code": CODE, "party": "outer"}
    answer = lin.post("/customers/new/organisation/", sent)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert ('name="even_so"' in shown, "同事" in shown, "团队" in shown) == (True, True, True)
    assert "高远" not in shown, "masked: nobody is named"
    assert Customer.objects.count() == 1
    answer = lin.post("/customers/new/organisation/", sent | {"even_so": "集团内另一法人，单独开票"})
    assert answer.status_code == 302
    made = Customer.objects.exclude(pk=held.pk).get()
    assert made.owner_id == cast.lin.user_id
    entry = ChangeSet.objects.filter(verb="customers.create").order_by("-pk").first()
    assert (entry.actor_id, entry.why) == (cast.lin.user_id, "集团内另一法人，单独开票")
    told = FollowUp.objects.order_by("owner_id")
    assert [(f.owner_id, f.subject_id) for f in told] == sorted(
        (key, held.pk) for key in (cast.gao.user_id, cast.boss.user_id)
    )
    assert all("林晓" in f.title and "集团内另一法人" in f.note for f in told)


def test_what_is_not_on_file_is_saved_at_once(cast, lin):
    theirs(cast, **FACTS)
    answer = lin.post("/customers/new/organisation/", {"name": "苏州新来的厂", "party": "outer"})
    assert (answer.status_code, FollowUp.objects.count()) == (302, 0)


def test_ones_own_is_named_and_can_be_opened(cast, lin):
    own = create_customer(actor=cast.lin, draft=CustomerDraft(name=NAME, **FACTS))
    answer = lin.post("/customers/new/organisation/", {"name": "别的", "credit_code": CODE, "party": "outer"})
    assert (answer.status_code, f"/customers/{own.pk}/" in answer.content.decode()) == (422, True)


def test_a_reason_that_says_nothing_is_none(cast):
    theirs(cast, **FACTS)
    for reason, problem in ((" ", OnFileAlready), ("x", CannotSave)):
        with pytest.raises(problem) as refused:
            create_customer(actor=cast.lin, draft=CustomerDraft(name=NAME), even_so=reason)
        assert set(refused.value.fields) == {"even_so"}
    assert Customer.objects.count() == 1


def test_a_business_card_stops_as_well(cast):
    theirs(cast, **FACTS)
    draft = EntryDraft(name="王芳", company=NAME)
    with pytest.raises(OnFileAlready):
        enter_card(actor=cast.lin, draft=draft, even_so="")
    enter_card(actor=cast.lin, draft=draft, even_so="另一家同名公司")
    assert Customer.objects.filter(kind="organisation").count() == 2


def test_who_was_told_enough_learns_nothing_by_saving(cast):
    for at in range(MOST_ANSWERS):
        row = theirs(cast, name=f"甲{at}乙丙丁电子厂", phone=f"0755-8300{at:04d}")
        answer_clash(actor=cast.lin, kind="organisation", typed={"phone": row.phone})
    for phone in ("0755-83000007", "13911112222"):
        with pytest.raises(CannotBeCompared):
            create_customer(actor=cast.lin, draft=CustomerDraft(name="新", phone=phone), even_so="")
    assert create_customer(actor=cast.lin, draft=replace(CustomerDraft("新"), phone="1"), even_so="").pk


def test_a_program_is_told_with_a_code_of_its_own_and_is_counted(cast):
    theirs(cast, **FACTS)
    role = create_role(actor=cast.system, name="all", code="all", rights={"*": 1})
    user = create_user(actor=cast.system, email="x@x.cn", name="x", password=None, roles=[role.pk])
    actor = actor_of(user, clock=lambda: NOON)
    _key, token = create_api_key(actor=actor, name="ERP", allowed=list(actor.rights))
    program = Client(headers={"authorization": f"Bearer {token}", "accept-language": "en"})
    sent = {"kind": "organisation", "name": NAME, "credit_code": CODE}
    for address in ("/api/v1/customers?dry_run=true", "/api/v1/customers"):
        answer = program.post(address, sent, content_type="application/json")
        told = answer.json()
        assert (answer.status_code, told["code"], set(told["fields"])) == (
            409,
            "on_file_already",
            {"even_so"},
        )
        assert not {"华强", "华南", "高远"} & set(answer.content.decode())
    assert (Customer.objects.count(), ClashAnswer.objects.count()) == (1, 1)
    answer = program.post(
        "/api/v1/customers", sent | {"even_so": "单独开票"}, content_type="application/json"
    )
    assert (answer.status_code, FollowUp.objects.count()) == (201, 1)
    changed = program.patch(
        f"/api/v1/customers/{answer.json()['id']}", {"even_so": "x"}, content_type="application/json"
    )
    assert changed.status_code == 422, "only a new record asks"
