"""Verbs on the customer file, told with three people: 陈 manages, 林 sells in the same team, 高 elsewhere."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from guanxi.customers.actions import (
    CannotSave,
    CodeTaken,
    ContactExists,
    InTheFuture,
    StillInUse,
    assign_customers,
    create_contact,
    create_customer,
    delete_customer,
    edit_customer,
    log_touch,
    log_touches,
)
from guanxi.customers.models import Contact, Customer, Touch
from guanxi.customers.queries import customers, search_customers, timeline
from guanxi.customers.types import ContactDraft, CustomerDraft, TouchDraft
from guanxi.platform.access.actions import create_role, create_team, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor, Scope
from guanxi.platform.journal.actions import undo_change_set
from guanxi.platform.verbs import Forbidden, NotFound, Stale

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@dataclass
class Cast:
    system: Actor
    chen: Actor
    lin: Actor
    gao: Actor


@pytest.fixture
def cast() -> Cast:
    clock = lambda: NOON  # noqa: E731
    system = system_actor("tests", clock=clock)
    head = create_team(actor=system, name="总部")
    north = create_team(actor=system, name="华北", parent=head.pk)
    south = create_team(actor=system, name="华南", parent=head.pk)
    rights = {"customers.*": int(Scope.OWN), "journal.*": int(Scope.OWN)}
    seller = create_role(actor=system, name="seller", code="seller", rights=rights)
    boss = create_role(
        actor=system, name="boss", code="boss", rights={k: int(Scope.SUBORDINATES) for k in rights}
    )

    def person(name: str, team: int, role: int, manager: int | None = None) -> Actor:
        user = create_user(
            actor=system,
            email=f"{name}@x.cn",
            name=name,
            password=None,
            roles=[role],
            team=team,
            manager=manager,
        )
        return actor_of(user, clock=clock)

    chen = person("chen", north.pk, boss.pk)
    lin = person("lin", north.pk, seller.pk, chen.user_id)
    # The boss is resolved again: now there is a subordinate.
    chen = actor_of(User.objects.get(pk=chen.user_id), clock=clock)
    return Cast(system, chen, lin, person("gao", south.pk, seller.pk))


def acme(actor: Actor, **more: object) -> Customer:
    return create_customer(actor=actor, draft=CustomerDraft(name="上海汇通机械有限公司", **more))


def test_own_and_subordinates_rows_only(cast):
    customer = acme(cast.lin)
    assert [c.pk for c in customers(cast.lin)] == [customer.pk]
    assert [c.pk for c in customers(cast.chen)] == [customer.pk]
    assert list(customers(cast.gao)) == []
    assert customer.team_id == cast.lin.team_ids[0]


def test_a_strangers_record_cannot_be_written(cast):
    customer = acme(cast.lin)
    with pytest.raises(NotFound):
        edit_customer(actor=cast.gao, customer=customer.pk, draft=CustomerDraft(name="mine now"))
    with pytest.raises(NotFound):
        log_touch(actor=cast.gao, customer=customer.pk, draft=TouchDraft("note", "none", NOON, body="x"))
    customer.refresh_from_db()
    assert customer.name == "上海汇通机械有限公司"
    assert not Touch.objects.exists()


@pytest.mark.parametrize("typed", ["汇通", "huitong", "shht", "shanghai", "5678", "13812345678", "sales@ht"])
def test_found_by_han_pinyin_initials_and_phone_tail(cast, typed):
    customer = acme(cast.lin, phone="+86 138 1234 5678", email="sales@ht.cn")
    assert [c.pk for c in search_customers(cast.lin, typed)] == [customer.pk]
    assert search_customers(cast.gao, typed) == []


def test_edit_needs_the_version_that_was_read(cast):
    customer = acme(cast.lin)
    edit_customer(
        actor=cast.lin, customer=customer.pk, draft=CustomerDraft(name="新名", city="上海"), version=1
    )
    with pytest.raises(Stale):
        edit_customer(actor=cast.lin, customer=customer.pk, draft=CustomerDraft(name="旧名"), version=1)
    customer.refresh_from_db()
    assert (customer.name, customer.city, customer.version, customer.sort_name) == (
        "新名",
        "上海",
        2,
        "xin ming",
    )
    assert [c.name for c in search_customers(cast.lin, "xinming")] == ["新名"]


def test_undo_of_an_edit_restores_the_search_columns(cast):
    customer = acme(cast.lin)
    done = edit_customer.tracked(actor=cast.lin, customer=customer.pk, draft=CustomerDraft(name="新名"))
    undo_change_set(actor=cast.lin, change_set=done.change_set_id)
    assert [c.name for c in search_customers(cast.lin, "汇通")] == ["上海汇通机械有限公司"]
    assert search_customers(cast.lin, "新名") == []


def test_a_customer_given_away_by_mistake_comes_back_within_the_hour(cast):
    customer = acme(cast.lin)
    given = assign_customers.tracked(actor=cast.lin, customers=[customer.pk], owner=cast.gao.user_id)
    assert list(customers(cast.lin)) == []
    late = replace(cast.lin, clock=lambda: NOON + timedelta(hours=2))
    with pytest.raises(NotFound):
        undo_change_set(actor=late, change_set=given.change_set_id)
    assert [c.pk for c in customers(cast.gao)] == [customer.pk]
    undo_change_set(actor=cast.lin, change_set=given.change_set_id)
    assert [c.pk for c in customers(cast.lin)] == [customer.pk]
    assert list(customers(cast.gao)) == []


def test_a_number_is_given_once(cast):
    acme(cast.lin, code="K-1")
    with pytest.raises(CodeTaken) as refusal:
        create_customer(actor=cast.gao, draft=CustomerDraft(name="another", code="K-1"))
    assert set(refusal.value.fields) == {"code"}
    assert Customer.objects.count() == 1


@pytest.mark.parametrize("name", ["", "   ", "\u200b\u202e", "x" * 201])
def test_bad_names_change_nothing(cast, name):
    with pytest.raises(CannotSave):
        create_customer(actor=cast.lin, draft=CustomerDraft(name=name))
    assert not Customer.objects.exists()


def test_a_contact_is_made_with_its_person_and_undone_with_it(cast):
    organisation = acme(cast.lin)
    done = create_contact.tracked(
        actor=cast.lin,
        organisation=organisation.pk,
        draft=ContactDraft(title="采购经理", is_main=True),
        person_draft=CustomerDraft(name="单雪梅", phone="13912345678"),
    )
    person = done.result.person
    assert (person.kind, person.is_customer, person.owner_id) == ("person", False, cast.lin.user_id)
    assert person.sort_name.startswith("shan ")
    with pytest.raises(ContactExists):
        create_contact(actor=cast.lin, organisation=organisation.pk, person=person.pk, draft=ContactDraft())
    undo_change_set(actor=cast.lin, change_set=done.change_set_id)
    assert not Contact.objects.exists()
    assert Customer.objects.get().pk == organisation.pk


def test_only_real_talks_move_the_last_contact(cast):
    customer = acme(cast.lin)
    log_touch(actor=cast.lin, customer=customer.pk, draft=TouchDraft("note", "none", NOON, body="想法"))
    customer.refresh_from_db()
    assert customer.touched_at is None
    earlier = NOON - timedelta(days=2)
    log_touch(actor=cast.lin, customer=customer.pk, draft=TouchDraft("call", "out", NOON))
    log_touch(actor=cast.lin, customer=customer.pk, draft=TouchDraft("visit", "out", earlier))
    customer.refresh_from_db()
    assert customer.touched_at == NOON
    assert [t.channel for t in timeline(cast.lin, customer.pk)] == ["call", "note", "visit"]


def test_the_future_is_refused(cast):
    customer = acme(cast.lin)
    with pytest.raises(InTheFuture):
        log_touch(
            actor=cast.lin,
            customer=customer.pk,
            draft=TouchDraft("call", "out", NOON + timedelta(hours=1)),
        )
    assert not Touch.objects.exists()


def test_a_customer_with_history_is_not_deleted(cast):
    customer = acme(cast.lin)
    log_touch(actor=cast.lin, customer=customer.pk, draft=TouchDraft("call", "out", NOON))
    with pytest.raises(StillInUse):
        delete_customer(actor=cast.lin, customer=customer.pk)
    assert Customer.objects.filter(pk=customer.pk).exists()


def test_without_right_nothing_is_created(cast):
    role = create_role(actor=cast.system, name="none", code="none", rights={})
    nobody = actor_of(
        create_user(actor=cast.system, email="n@x.cn", name="n", password=None, roles=[role.pk])
    )
    with pytest.raises(Forbidden):
        acme(nobody)
    assert list(customers(nobody)) == []
    assert not Customer.objects.exists()


def test_one_contact_with_many_touches_only_what_the_actor_sees(cast):
    mine, other = acme(cast.lin), create_customer(actor=cast.gao, draft=CustomerDraft(name="other"))
    draft = TouchDraft("letter", "out", NOON, subject="=spring")
    done = log_touches.tracked(
        actor=cast.lin, customers=Customer.objects.values("pk"), draft=draft, cause=("marketing.cell", 7)
    )
    assert done.result == 1
    (touch,) = Touch.objects.all()
    assert (touch.customer_id, touch.channel, touch.subject) == (mine.pk, "letter", "=spring")
    assert (touch.cause_type, touch.cause_id, touch.by_id) == ("marketing.cell", 7, cast.lin.user_id)
    mine.refresh_from_db()
    assert mine.touched_at is None
    assert not Touch.objects.filter(customer=other).exists()
    undo_change_set(actor=cast.lin, change_set=done.change_set_id)
    assert not Touch.objects.exists()


def test_nothing_is_noted_before_there_were_records(cast):
    """The first moment of all, moved to another time zone, is one no page could ever show."""
    made = acme(cast.lin)
    draft = TouchDraft("call", "out", datetime(1, 1, 1, tzinfo=UTC), "x")
    with pytest.raises(CannotSave):
        log_touch(actor=cast.lin, customer=made.pk, draft=draft)
    with pytest.raises(CannotSave):
        log_touches(actor=cast.lin, customers=[made.pk], draft=draft)
