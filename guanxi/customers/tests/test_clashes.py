"""Doubles told while one types; a colleague's customer is told masked, claimed, and given or not by a superior."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import connection
from django.test import Client

from guanxi.customers.actions import (
    AskedTooOften,
    DecidedAlready,
    NoCase,
    answer_clash,
    claim_customer,
    create_customer,
    decide_dispute,
    delete_customer,
    edit_customer,
    log_touch,
    merge_customers,
    stop_sharing,
    withdraw_dispute,
)
from guanxi.customers.actions.clashes import MOST_ANSWERS
from guanxi.customers.demo.company import credit_code
from guanxi.customers.models import ClashAnswer, Contact, Customer, Dispute
from guanxi.customers.queries import buyers, doubles_in_reach, search_customers, to_decide
from guanxi.customers.rules.identity import identity_keys, name_keys
from guanxi.customers.types import CustomerDraft, TouchDraft
from guanxi.platform.access.actions import create_role, create_team, create_user
from guanxi.platform.access.models import Share, User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor, Scope
from guanxi.platform.journal.models import Change
from guanxi.platform.verbs import Forbidden, NotFound
from guanxi.work.models import FollowUp

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
CODE = credit_code(Random(1), "310000")


@dataclass
class Cast:
    system: Actor
    boss: Actor
    lin: Actor
    gao: Actor


@pytest.fixture
def cast(db) -> Cast:
    system = system_actor("tests", clock=lambda: NOON)
    head = create_team(actor=system, name="总部")
    teams = [create_team(actor=system, name=n, parent=head.pk) for n in ("华北", "华南")]
    names = ("customers.*", "journal.*", "work.*")
    roles = [
        create_role(actor=system, name=n, code=n, rights=dict.fromkeys(names, int(scope)))
        for n, scope in (("seller", Scope.OWN), ("boss", Scope.TEAM_BELOW))
    ]

    def person(account: str, name: str, team: int, role: int) -> int:
        return create_user(
            actor=system, email=f"{account}@x.cn", name=name, password=None, roles=[role], team=team
        ).pk

    keys = (
        person("chen", "陈岚", head.pk, roles[1].pk),
        person("lin", "林晓", teams[0].pk, roles[0].pk),
        person("gao", "高远", teams[1].pk, roles[0].pk),
    )
    return Cast(system, *(actor_of(User.objects.get(pk=key), clock=lambda: NOON) for key in keys))


def theirs(cast: Cast, **more: object) -> Customer:
    facts = {"name": "深圳市华强电子有限公司", "phone": "0755-83001234", **more}
    return create_customer(actor=cast.gao, draft=CustomerDraft(**facts))


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


@pytest.fixture
def lin(cast) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=cast.lin.user_id))
    return client


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


def claimed(cast: Cast) -> Dispute:
    theirs(cast)
    (answer,) = answer_clash(actor=cast.lin, kind="organisation", typed={"name": "华强电子"})
    return claim_customer(actor=cast.lin, answer=answer.answer, evidence="展会上谈过")


def test_a_superior_gives_and_everybody_is_told(cast):
    dispute = claimed(cast)
    assert list(to_decide(cast.boss)) == [dispute]
    assert [list(to_decide(one)) for one in (cast.lin, cast.gao)] == [[], []]
    decide_dispute(actor=cast.boss, dispute=dispute.pk, decision="given", reason="先到")
    assert Customer.objects.get().owner_id == cast.lin.user_id
    told = FollowUp.objects.order_by("pk").values_list("owner_id", "subject_id")
    customer = Customer.objects.get().pk
    assert list(told) == [
        (cast.gao.user_id, customer),
        (cast.lin.user_id, customer),
        (cast.gao.user_id, None),
    ]
    with pytest.raises(DecidedAlready):
        decide_dispute(actor=cast.system, dispute=dispute.pk, decision="refused")


def test_who_is_refused_learns_no_name(cast, lin):
    dispute = claimed(cast)
    decide_dispute(actor=cast.boss, dispute=dispute.pk, decision="refused", reason="有合同")
    assert Customer.objects.get().owner_id == cast.gao.user_id
    note = FollowUp.objects.get(owner_id=cast.lin.user_id)
    assert (note.subject_id, "深圳" in note.title, "华强电子" in note.title) == (None, False, True)
    for path in ("/customers/disputes/", f"/customers/disputes/{dispute.pk}/", "/"):
        page = lin.get(path).content.decode()
        assert "深圳" not in page, path
        assert "高远" not in page, path
        assert "gao@x.cn" not in page, path


def test_the_journal_tells_the_claimant_no_more_than_the_page(cast, lin):
    dispute = claimed(cast)
    made = Change.objects.filter(table_name="gx_customers_dispute").get().change_set_id
    page = lin.get(f"/office/journal/{made}/").content.decode()
    assert "展会上谈过" in page
    for secret in (">gao<", "深圳", f"#{dispute.customer_id}<"):
        assert secret not in page, secret


def test_no_party_decides_and_no_seller(cast):
    dispute = claimed(cast)
    for actor in (cast.lin, cast.gao):
        with pytest.raises(NotFound):
            decide_dispute(actor=actor, dispute=dispute.pk, decision="given")
    assert Customer.objects.get().owner_id == cast.gao.user_id
    assert Dispute.objects.get().state == "open"


def test_only_what_one_was_told_oneself_can_be_claimed_and_once(cast):
    theirs(cast)
    (answer,) = answer_clash(actor=cast.lin, kind="organisation", typed={"name": "华强电子"})
    with pytest.raises(NotFound):
        claim_customer(actor=cast.boss, answer=answer.answer, evidence="x")
    with pytest.raises(NoCase):
        claim_customer(actor=cast.lin, answer=answer.answer, evidence="  ")
    made = claim_customer(actor=cast.lin, answer=answer.answer, evidence="x")
    with pytest.raises(NoCase):
        claim_customer(actor=cast.lin, answer=answer.answer, evidence="y")
    withdraw_dispute(actor=cast.lin, dispute=made.pk)
    assert Dispute.objects.get().state == "withdrawn"


def test_the_boss_decides_on_the_page(cast):
    dispute = claimed(cast)
    client = Client()
    client.force_login(User.objects.get(pk=cast.boss.user_id))
    assert "深圳市华强电子有限公司" in client.get("/").content.decode()
    sent = {"decision": "given", "reason": "ok"}
    assert client.post(f"/customers/disputes/{dispute.pk}/", sent).status_code == 302
    assert Customer.objects.get().owner_id == cast.lin.user_id


def test_keys_of_names():
    assert name_keys("organisation", ["深圳市华强电子股份有限公司", "华强电子", ""]) == ["=华强电子"]
    assert name_keys("person", ["Smith, John"]) == name_keys("person", ["john SMITH"]) == ["=john smith"]
    assert name_keys("organisation", ["李"]) == []


def test_the_migration_gives_older_records_their_keys(cast):
    made = theirs(cast)
    from importlib import import_module

    older = import_module("guanxi.customers.migrations.0007_name_keys")
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table gx_customers_customer disable trigger user")
        cursor.execute("update gx_customers_customer set search = ts_delete(search, '=华强电子')")
    assert asked(cast.lin, name="华强电子") == []
    with connection.schema_editor() as editor:
        older.add_keys(None, editor)
    assert asked(cast.lin, name="华强电子") == [("华南", None)]
    assert Customer.objects.get(pk=made.pk).version == 1


def shared(cast: Cast) -> tuple[Customer, Actor]:
    dispute = claimed(cast)
    decide_dispute(actor=cast.boss, dispute=dispute.pk, decision="shared", reason="beide")
    return Customer.objects.get(), actor_of(User.objects.get(pk=cast.lin.user_id), clock=lambda: NOON)


def test_both_share_it(cast):
    customer, lin = shared(cast)
    assert customer.owner_id == cast.gao.user_id
    assert Dispute.objects.get().state == "shared"
    for actor in (lin, cast.gao):
        assert [c.pk for c in buyers(actor)] == [customer.pk]
        assert [c.pk for c in search_customers(actor, "华强")] == [customer.pk]
    log_touch(actor=lin, customer=customer.pk, draft=TouchDraft("call", "out", NOON, "hallo"))
    edit_customer(actor=lin, customer=customer.pk, draft=CustomerDraft(name=customer.name, city="深圳"))
    told = FollowUp.objects.order_by("pk").values_list("owner_id", "subject_id")
    assert list(told)[1:] == [(lin.user_id, customer.pk), (cast.gao.user_id, customer.pk)]
    assert answer_clash(actor=lin, kind="organisation", typed={"name": "华强电子"}) == []


def test_who_shares_a_customer_neither_gives_it_away_nor_ends_it(cast):
    customer, lin = shared(cast)
    for refused in (
        lambda: delete_customer(actor=lin, customer=customer.pk),
        lambda: stop_sharing(actor=lin, customer=customer.pk, user=cast.gao.user_id),
        lambda: stop_sharing(actor=cast.gao, customer=customer.pk, user=lin.user_id),
    ):
        with pytest.raises((NotFound, Forbidden)):
            refused()
    assert [c.pk for c in buyers(lin)] == [customer.pk]
    other = create_customer(actor=cast.gao, draft=CustomerDraft(name="别家"))
    assert other.pk not in {c.pk for c in buyers(lin)}, "one customer is shared, not one owner's"


def test_a_superior_ends_the_sharing_on_the_page(cast):
    customer, lin = shared(cast)
    boss, owner = Client(), Client()
    boss.force_login(User.objects.get(pk=cast.boss.user_id))
    owner.force_login(User.objects.get(pk=cast.gao.user_id))
    address = f"/customers/{customer.pk}/shares/end/"
    assert address in boss.get(f"/customers/{customer.pk}/").content.decode()
    assert address not in owner.get(f"/customers/{customer.pk}/").content.decode()
    owner.post(address, {"user": lin.user_id})
    assert Share.objects.count() == 1, "who owns it is a party"
    assert boss.post(address, {"user": lin.user_id}).status_code == 302
    again = actor_of(User.objects.get(pk=cast.lin.user_id), clock=lambda: NOON)
    assert list(buyers(again)) == []


def test_a_merge_takes_the_sharing_along(cast):
    customer, _lin = shared(cast)
    twin = create_customer(actor=cast.gao, draft=CustomerDraft(name="华强"))
    merge_customers(actor=cast.gao, customers=[customer.pk, twin.pk], survivor=twin.pk)
    assert Share.objects.get().subject_id == twin.pk


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
