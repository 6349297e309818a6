"""Two records of one customer: what stays, what moves, who may, and how they part again."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from guanxi.customers.actions import (
    CannotMerge,
    CannotPart,
    MergedAway,
    create_contact,
    create_customer,
    edit_customer,
    log_touch,
    merge_customers,
    restore_customer,
    unmerge_customers,
)
from guanxi.customers.models import Contact, Customer, Merge, Touch
from guanxi.customers.queries import buyers, keys_by_code, meanwhile, search_customers
from guanxi.customers.rules.merging import ALL
from guanxi.customers.types import ContactDraft, CustomerDraft, TouchDraft
from guanxi.platform.access.actions import create_role, create_team, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor, Scope
from guanxi.platform.journal.actions import UndoneAlready, undo_change_set
from guanxi.platform.journal.models import ChangeSet
from guanxi.platform.verbs import Forbidden, NotFound, Stale, change_set
from guanxi.work.actions import set_follow_up
from guanxi.work.models import FollowUp

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
LATER = NOON + timedelta(days=30)


@dataclass
class Cast:
    system: Actor
    lin: Actor
    gao: Actor
    reader: Actor


@pytest.fixture
def cast(db) -> Cast:
    system = system_actor("tests", clock=lambda: NOON)
    team = create_team(actor=system, name="华北")
    names = ("customers.*", "journal.*", "work.*")
    seller = create_role(actor=system, name="s", code="s", rights={n: int(Scope.OWN) for n in names})
    reader = create_role(actor=system, name="r", code="r", rights={"customers.see": int(Scope.ALL)})

    def person(name: str, role: int) -> Actor:
        user = create_user(
            actor=system, email=f"{name}@x.cn", name=name, password=None, roles=[role], team=team.pk
        )
        return actor_of(user, clock=lambda: NOON)

    return Cast(system, person("lin", seller.pk), person("gao", seller.pk), person("zhou", reader.pk))


def firm(actor: Actor, name: str, **more: object) -> Customer:
    return create_customer(actor=actor, draft=CustomerDraft(name=name, **more))


def test_the_survivors_values_stay_and_gaps_are_filled(cast):
    one = firm(cast.lin, "华强", phone="1", tags=("b",), remark="first")
    two = firm(cast.lin, "华强电子", phone="2", email="a@b.cn", tags=("a", "b"), remark="second")
    done = merge_customers(actor=cast.lin, customers=[two.pk, one.pk], survivor=one.pk)
    kept, gone = Customer.objects.get(pk=one.pk), Customer.objects.get(pk=two.pk)
    assert (done.survivor, done.others, done.moved) == (one.pk, (two.pk,), 0)
    assert (kept.name, kept.phone, kept.email) == ("华强", "1", "a@b.cn")
    assert (kept.tags, kept.remark) == (["a", "b"], "first\n\nsecond")
    assert (gone.merged_into_id, gone.archived_at, gone.phone) == (one.pk, NOON, "2")
    assert [c.pk for c in buyers(cast.lin)] == [one.pk]
    assert [c.pk for c in search_customers(cast.lin, "a@b.cn")] == [one.pk]
    assert list(search_customers(cast.lin, "华强电子")) == []


def test_a_chosen_value_stays_and_numbers_lead_to_the_survivor(cast):
    one, two = firm(cast.lin, "甲", code="K1"), firm(cast.lin, "乙", code="K2")
    done = merge_customers.tracked(
        actor=cast.lin,
        customers=[one.pk, two.pk],
        survivor=one.pk,
        choices={"name": two.pk, "code": two.pk},
    )
    kept = Customer.objects.get(pk=one.pk)
    assert (kept.name, kept.code) == ("乙", "K2")
    assert Customer.objects.get(pk=two.pk).code == "K1"
    assert keys_by_code(cast.lin, ["K1", "K2"]) == {"K1": one.pk, "K2": one.pk}
    undo_change_set(actor=cast.lin, change_set=done.change_set_id)
    assert keys_by_code(cast.lin, ["K1", "K2"]) == {"K1": one.pk, "K2": two.pk}


def test_parting_after_later_work_returns_exactly_what_moved(cast):
    one, two = firm(cast.lin, "甲", phone="1"), firm(cast.lin, "乙", phone="2")
    before = log_touch(actor=cast.lin, customer=two.pk, draft=TouchDraft("call", "out", NOON, "old"))
    merge_customers(actor=cast.lin, customers=[one.pk, two.pk], survivor=one.pk, choices={"phone": two.pk})
    assert Touch.objects.get(pk=before.pk).customer_id == one.pk
    after = log_touch(actor=cast.lin, customer=one.pk, draft=TouchDraft("call", "out", NOON, "new"))
    edit_customer(actor=cast.lin, customer=one.pk, draft=CustomerDraft(name="甲", phone="3", city="上海"))
    merge = Merge.objects.get(merged=two.pk)
    done = unmerge_customers(actor=cast.lin, merge=merge.pk)
    assert (done.survivor, done.back) == (one.pk, (two.pk,))
    assert [(c.table, c.row_id, "phone" in c.fields) for c in done.conflicts] == [
        ("gx_customers_customer", one.pk, True)
    ]
    places = dict(Touch.objects.values_list("pk", "customer_id"))
    assert places == {before.pk: two.pk, after.pk: one.pk}
    kept, back = Customer.objects.get(pk=one.pk), Customer.objects.get(pk=two.pk)
    assert (kept.phone, kept.city) == ("3", "上海"), "what was typed since stays"
    assert (back.phone, back.merged_into_id, back.archived_at) == ("2", None, None)
    assert not Merge.objects.exists()


def test_undoing_the_parting_merges_again(cast):
    one, two = firm(cast.lin, "甲"), firm(cast.lin, "乙")
    merge_customers(actor=cast.lin, customers=[one.pk, two.pk], survivor=one.pk)
    done = unmerge_customers.tracked(actor=cast.lin, merge=Merge.objects.get().pk)
    undo_change_set(actor=cast.lin, change_set=done.change_set_id)
    assert Customer.objects.get(pk=two.pk).merged_into_id == one.pk
    assert Merge.objects.get().survivor_id == one.pk
    with pytest.raises(UndoneAlready):
        undo_change_set(actor=cast.lin, change_set=done.change_set_id)


def test_a_chain_parts_from_its_end(cast):
    a, b, c = (firm(cast.lin, n, code=n) for n in ("甲", "乙", "丙"))
    merge_customers(actor=cast.lin, customers=[b.pk, c.pk], survivor=b.pk)
    merge_customers(actor=cast.lin, customers=[a.pk, b.pk], survivor=a.pk)
    assert keys_by_code(cast.lin, ["丙"]) == {"丙": a.pk}
    first = Merge.objects.get(merged=c.pk)
    with pytest.raises(CannotPart):
        unmerge_customers(actor=cast.lin, merge=first.pk)
    unmerge_customers(actor=cast.lin, merge=Merge.objects.get(merged=b.pk).pk)
    unmerge_customers(actor=cast.lin, merge=first.pk)
    assert set(Customer.objects.values_list("merged_into", flat=True)) == {None}


def test_a_colleagues_follow_up_moves_unseen_and_untold(cast):
    one, two = firm(cast.lin, "甲"), firm(cast.lin, "乙")
    hidden = set_follow_up(actor=cast.gao, title="secret", due_on=NOON.date(), subject=("customer", two.pk))
    own = set_follow_up(actor=cast.lin, title="own", due_on=NOON.date(), subject=("customer", two.pk))
    done = merge_customers(actor=cast.lin, customers=[one.pk, two.pk], survivor=one.pk)
    assert done.moved == 1, "his own alone is counted"
    subjects = dict(FollowUp.objects.values_list("pk", "subject_id"))
    assert subjects == {hidden.pk: one.pk, own.pk: one.pk}
    lin_later = actor_of(User.objects.get(pk=cast.lin.user_id), clock=lambda: LATER)
    unmerge_customers(actor=lin_later, merge=Merge.objects.get().pk)
    assert set(FollowUp.objects.values_list("subject_id", flat=True)) == {two.pk}


def test_of_two_contacts_with_one_person_one_stands(cast):
    one, two = firm(cast.lin, "甲"), firm(cast.lin, "乙")
    made = create_contact(
        actor=cast.lin, organisation=one.pk, draft=ContactDraft(), person_draft=CustomerDraft(name="张三")
    )
    other = create_contact(
        actor=cast.lin, organisation=two.pk, draft=ContactDraft(title="厂长"), person=made.person_id
    )
    merge_customers(actor=cast.lin, customers=[one.pk, two.pk], survivor=one.pk)
    assert dict(Contact.objects.values_list("pk", "organisation")) == {made.pk: one.pk, other.pk: two.pk}


def refused(problem: type[Exception], actor: Actor, keys: list[int], survivor: int, **more: object) -> None:
    before = list(Customer.objects.order_by("pk").values("pk", "name", "merged_into", "version"))
    sets = ChangeSet.objects.count()
    with pytest.raises(problem):
        merge_customers(actor=actor, customers=keys, survivor=survivor, **more)
    assert list(Customer.objects.order_by("pk").values("pk", "name", "merged_into", "version")) == before
    assert ChangeSet.objects.count() == sets


def test_a_refusal_changes_nothing(cast):
    own, other = firm(cast.lin, "甲"), firm(cast.gao, "乙")
    person = firm(cast.lin, "丙", kind="person")
    refused(NotFound, cast.lin, [own.pk, other.pk], own.pk)
    refused(Forbidden, cast.reader, [own.pk, other.pk], own.pk)
    refused(CannotMerge, cast.lin, [own.pk, person.pk], own.pk)
    refused(CannotMerge, cast.lin, [own.pk], own.pk)
    twin = firm(cast.lin, "丁")
    refused(CannotMerge, cast.lin, [own.pk, twin.pk], other.pk)
    refused(Stale, cast.lin, [own.pk, twin.pk], own.pk, versions={own.pk: own.version + 1})
    refused(CannotMerge, cast.lin, [own.pk, twin.pk], own.pk, choices={"name": ALL})
    refused(CannotMerge, cast.lin, [own.pk, twin.pk], own.pk, choices={"owner_id": other.pk})


def test_who_may_see_only_one_of_them_cannot_take_them_apart(cast):
    one, two = firm(cast.lin, "甲"), firm(cast.gao, "乙")
    merge_customers(
        actor=cast.system, customers=[one.pk, two.pk], survivor=one.pk, choices={"owner_id": one.pk}
    )
    with pytest.raises(NotFound):
        unmerge_customers(actor=cast.lin, merge=Merge.objects.get().pk)
    assert Merge.objects.count() == 1


def test_what_was_merged_away_takes_nothing_more(cast):
    one, two = firm(cast.lin, "甲"), firm(cast.lin, "乙")
    merge_customers(actor=cast.lin, customers=[one.pk, two.pk], survivor=one.pk)
    with pytest.raises(MergedAway):
        edit_customer(actor=cast.lin, customer=two.pk, draft=CustomerDraft(name="乙2"))
    with pytest.raises(MergedAway):
        log_touch(actor=cast.lin, customer=two.pk, draft=TouchDraft("note", "none", NOON, body="x"))
    with pytest.raises(MergedAway):
        restore_customer(actor=cast.lin, customer=two.pk)
    with pytest.raises(MergedAway):
        merge_customers(actor=cast.lin, customers=[one.pk, two.pk], survivor=one.pk)


def test_the_second_learns_what_the_first_changed(cast):
    made = firm(cast.lin, "甲", phone="1", city="北京")
    for phone in ("2", "3"):
        edit_customer(
            actor=cast.lin, customer=made.pk, draft=CustomerDraft(name="甲", phone=phone, city="北京")
        )
    made.refresh_from_db()
    told = meanwhile(cast.lin, made, 1)
    assert [(c.field, c.before, c.after, c.who) for c in told] == [("phone", "1", "3", "lin")]
    assert [(c.before, c.after) for c in meanwhile(cast.lin, made, 2)] == [("2", "3")]
    assert meanwhile(cast.lin, made, made.version) == []


def test_what_was_written_long_before_without_counting_is_no_news(cast):
    made = firm(cast.lin, "甲", phone="1")
    long_ago = system_actor("load", clock=lambda: NOON - timedelta(days=90))
    with change_set(long_ago, "tests.load"):
        Customer.objects.filter(pk=made.pk).update(city="北京")
    with change_set(cast.system, "tests.hand_over"):
        Customer.objects.filter(pk=made.pk).update(industry="制药")
    draft = CustomerDraft(name="甲", phone="2", city="北京", industry="制药")
    edit_customer(actor=cast.lin, customer=made.pk, draft=draft)
    made.refresh_from_db()
    told = {(c.field, c.after) for c in meanwhile(cast.lin, made, 1)}
    assert ("phone", "2") in told
    assert ("industry", "制药") in told
    assert "city" not in {field for field, _after in told}


@pytest.fixture
def lin(cast) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=cast.lin.user_id))
    return client


def test_the_page_says_what_will_happen_and_does_it(cast, lin):
    one = firm(cast.lin, "华强", phone="13800001111")
    two = firm(cast.lin, "华强电子", phone="13900002222")
    log_touch(actor=cast.lin, customer=two.pk, draft=TouchDraft("call", "out", NOON, "old"))
    asked = lin.post("/customers/merge/", {"keys": [one.pk, two.pk]})
    assert asked.headers["Location"] == f"/customers/merge/?key={one.pk}&key={two.pk}"
    page = lin.get(asked.headers["Location"] + f"&survivor={two.pk}").content.decode()
    assert f'name="survivor" value="{two.pk}"' in page
    assert f'name="version_{one.pk}" value="1"' in page
    assert f'name="choice_phone" value="{two.pk}" checked' in page
    sent = {"key": [one.pk, two.pk], "survivor": one.pk, "choice_phone": two.pk}
    done = lin.post("/customers/merge/", {**sent, f"version_{one.pk}": 1, f"version_{two.pk}": 1})
    assert done.headers["Location"] == f"/customers/{one.pk}/"
    assert Customer.objects.get(pk=one.pk).phone == "13900002222"
    old = lin.get(f"/customers/{two.pk}/")
    assert old.headers["Location"] == f"/customers/{one.pk}/"
    apart = lin.post(f"/customers/merges/{Merge.objects.get().pk}/apart/")
    assert apart.headers["Location"] == f"/customers/{one.pk}/"
    assert Touch.objects.get().customer_id == two.pk
    assert lin.get(f"/customers/{two.pk}/").status_code == 200


def test_the_page_tells_what_changed_meanwhile(cast, lin):
    one, two = firm(cast.lin, "华强", phone="1"), firm(cast.lin, "华强电子")
    edit_customer(actor=cast.system, customer=one.pk, draft=CustomerDraft(name="华强", phone="777"))
    sent = {"key": [one.pk, two.pk], "survivor": one.pk, f"version_{one.pk}": 1}
    answer = lin.post("/customers/merge/", sent)
    assert answer.status_code == 409
    assert "<mark>777</mark>" in answer.content.decode()
    assert f'name="version_{one.pk}" value="2"' in answer.content.decode()
    assert not Merge.objects.exists()


def test_the_form_of_one_record_tells_it_too_and_saves_when_asked_again(cast, lin):
    one = firm(cast.lin, "华强", phone="1")
    edit_customer(actor=cast.system, customer=one.pk, draft=CustomerDraft(name="华强", phone="777"))
    answer = lin.post(f"/customers/{one.pk}/edit/", {"name": "华强", "phone": "2", "version": 1})
    page = answer.content.decode()
    assert (answer.status_code, "<mark>777</mark>" in page) == (422, True)
    assert 'name="version" value="2"' in page
    again = lin.post(f"/customers/{one.pk}/edit/", {"name": "华强", "phone": "2", "version": 2})
    assert again.status_code == 302
    assert Customer.objects.get(pk=one.pk).phone == "2"


def test_garbage_is_no_choice(cast, lin):
    one = firm(cast.lin, "华强")
    for asked in ("?key=x", "", f"?key={one.pk}", "?key=999999999999999999999", "?key=²"):
        assert lin.get(f"/customers/merge/{asked}").status_code == 200, asked
    assert lin.get("/customers/merge/?key=123456789").status_code == 404
