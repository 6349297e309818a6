"""A scan of the whole file: what it finds waits for a look, and what was said to be two stays so."""

from datetime import UTC, datetime
from html import unescape
from random import Random

import pytest
from django.test import Client
from waiting_news import deliver_all, settle

from guanxi.customers import tasks
from guanxi.customers.actions import (
    Learned,
    OneAlone,
    create_customer,
    edit_customer,
    keep_apart,
    merge_customers,
    note_doubles,
)
from guanxi.customers.actions import doubles as doubles_verbs
from guanxi.customers.demo.company import credit_code
from guanxi.customers.models import Comparing, Customer, LikelyPair, Merge
from guanxi.customers.queries import clear_groups, double_groups, looked
from guanxi.customers.tasks import COMPARE, SCAN
from guanxi.customers.types import CustomerDraft
from guanxi.platform.access.actions import create_role, create_team, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor, Scope
from guanxi.platform.jobs import run_now, start_job
from guanxi.platform.journal.actions import undo_change_set
from guanxi.platform.models import Job
from guanxi.platform.verbs import change_set

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
HAN = "恒达汇通瑞丰凯盈鼎宇金诺华强天和东方远大宏远博创"


@pytest.fixture
def lin(db) -> Actor:
    system = system_actor("tests", clock=lambda: NOON)
    team = create_team(actor=system, name="华北")
    role = create_role(actor=system, name="s", code="s", rights={"*": int(Scope.OWN)})
    user = create_user(
        actor=system, email="lin@x.cn", name="lin", password=None, roles=[role.pk], team=team.pk
    )
    return actor_of(user, clock=lambda: NOON)


def file_with_one_double(actor: Actor) -> tuple[int, int]:
    """Sixty firms that have nothing to do with each other, and one of them twice."""
    lot = Random(7)
    drafts = [
        CustomerDraft(
            name=f"{lot.choice('苏杭沪京')}州{''.join(lot.sample(HAN, 4))}机械有限公司",
            phone=f"0512-{lot.randrange(20_000_000, 89_999_999)}",
            email=f"sales@firm{at}.example",
            credit_code=credit_code(lot, "320500"),
            address=f"工业路{lot.randrange(1, 9_999)}号",
        )
        for at in range(60)
    ]
    first = drafts[10]
    drafts.append(
        CustomerDraft(name=first.name.replace("有限公司", "股份公司"), phone=first.phone, email=first.email)
    )
    keys = [create_customer(actor=actor, draft=draft).pk for draft in drafts]
    return keys[10], keys[-1]


def scanned(actor: Actor) -> dict[str, object]:
    settle()  # else what changed before the scan would count as changed since
    work = start_job(actor, SCAN, {})
    assert run_now(work.pk, clock=lambda: NOON) == "done"
    return Job.objects.get(pk=work.pk).result


def figures(actor: Actor) -> tuple[object, ...]:
    found = scanned(actor)
    return found["rows"], found["new"], found["said"]


@pytest.mark.django_db(transaction=True)
def test_a_scan_finds_the_double_and_another_finds_nothing_new(lin):
    one, other = file_with_one_double(lin)
    assert figures(lin) == (61, 1, "有 1 组疑似重复的客户待处理。")
    client = Client()
    client.force_login(User.objects.get(pk=lin.user_id))
    ended = client.get(f"/office/jobs/{Job.objects.get(name=SCAN).pk}/").content.decode()
    assert "有 1 组疑似重复的客户待处理。" in ended
    assert 'href="/customers/doubles/"' in ended
    (group,) = double_groups(lin, limit=10)
    assert [c.pk for c in group.records] == [one, other]
    assert figures(lin) == (61, 0, "有 1 组疑似重复的客户待处理。")
    merge_customers(actor=lin, customers=[one, other], survivor=one)
    assert double_groups(lin, limit=10) == []
    assert figures(lin) == (60, 0, "没有疑似重复的客户待处理。")


def firms(actor: Actor, count: int) -> list[int]:
    return [create_customer(actor=actor, draft=CustomerDraft(name=f"K{at}")).pk for at in range(count)]


def test_what_was_said_to_be_two_is_not_proposed_again(lin):
    a, b, c = firms(lin, 3)
    note_doubles(actor=lin, kind="organisation", pairs=[(a, b, 0.9), (b, c, 0.7)])
    (group,) = double_groups(lin, limit=10)
    assert ([r.pk for r in group.records], group.probability) == ([a, b, c], 0.9)
    assert keep_apart(actor=lin, customers=[a, b]) == 1
    (group,) = double_groups(lin, limit=10)
    assert [r.pk for r in group.records] == [b, c]
    assert note_doubles(actor=lin, kind="organisation", pairs=[(a, b, 0.99)]) == 0
    assert double_groups(lin, limit=10) == [], "(b, c) was found no more, (a, b) was judged"
    with pytest.raises(OneAlone):
        keep_apart(actor=lin, customers=[a])


def test_a_pair_with_a_record_out_of_reach_is_not_shown(lin):
    own = firms(lin, 1)[0]
    system = system_actor("tests", clock=lambda: NOON)
    theirs = firms(system, 1)[0]
    note_doubles(actor=system, kind="organisation", pairs=[(own, theirs, 0.9)])
    assert double_groups(lin, limit=10) == []
    assert note_doubles(actor=lin, kind="organisation", pairs=[]) == 0
    assert LikelyPair.objects.count() == 1, "what one cannot see one does not sweep away"


def test_the_page_offers_both_ways(lin):
    client = Client()
    client.force_login(User.objects.get(pk=lin.user_id))
    a, b = firms(lin, 2)
    note_doubles(actor=lin, kind="organisation", pairs=[(a, b, 0.9)])
    page = unescape(client.get("/customers/doubles/").content.decode())
    assert f"/customers/merge/?key={a}&key={b}" in page
    assert client.post("/customers/doubles/apart/", {"key": [a, b]}).status_code == 302
    assert LikelyPair.objects.get().are_two
    assert Customer.objects.filter(merged_into=None).count() == 2
    assert client.post("/customers/doubles/scan/").status_code == 302


def drafted(customer: Customer, **changes: object) -> CustomerDraft:
    names = ("name", "phone", "email", "credit_code", "city", "address")
    return CustomerDraft(**{**{name: getattr(customer, name) for name in names}, **changes})


@pytest.mark.django_db(transaction=True)
def test_after_a_scan_only_what_is_new_or_changed_is_compared(lin, monkeypatch):
    file_with_one_double(lin)
    deliver_all()
    assert Comparing.objects.count() == 0, "before the first scan nothing is compared"
    scanned(lin)
    wholes = []
    monkeypatch.setattr(doubles_verbs, "find_doubles", lambda *_given: wholes.append(1))
    third = Customer.objects.order_by("pk")[20]
    double = create_customer(
        actor=lin, draft=CustomerDraft(name=third.name, phone=third.phone.replace("-", " "))
    )
    deliver_all()
    pair = LikelyPair.objects.get(other=double)
    assert (pair.one_id, pair.is_by_change, pair.probability > 0.9) == (third.pk, True, True)
    comparing = Comparing.objects.get(kind="organisation")
    assert (comparing.rows, comparing.compared, comparing.found) == (61, 1, 1)

    other = Customer.objects.order_by("pk")[30]
    edit_customer(actor=lin, customer=double.pk, draft=drafted(other, email=""))
    deliver_all()
    assert {(p.one_id, p.other_id) for p in LikelyPair.objects.filter(is_by_change=True)} == {
        (other.pk, double.pk)
    }, "the old likeness went, the new one came"
    edit_customer(actor=lin, customer=double.pk, draft=CustomerDraft(name="全然不同实业"))
    edit_customer(actor=lin, customer=third.pk, draft=drafted(third, phone=third.phone + " "))
    deliver_all()
    assert not LikelyPair.objects.filter(is_by_change=True).exists()
    comparing.refresh_from_db()
    assert (comparing.compared, comparing.found, wholes) == (3, 2, []), (
        "a change that is none is not compared"
    )


@pytest.mark.django_db(transaction=True)
def test_what_was_said_to_be_two_stays_so_when_it_changes(lin):
    one, other = file_with_one_double(lin)
    scanned(lin)
    keep_apart(actor=lin, customers=[one, other])
    record = Customer.objects.get(pk=other)
    edit_customer(actor=lin, customer=other, draft=drafted(record, city="苏州"))
    deliver_all()
    assert LikelyPair.objects.get().are_two


@pytest.mark.django_db(transaction=True)
def test_a_large_import_is_compared_by_a_job(lin, monkeypatch):
    one, _other = file_with_one_double(lin)
    scanned(lin)
    monkeypatch.setattr(tasks, "MOST_HERE", 3)
    record = Customer.objects.get(pk=one)
    again = [create_customer(actor=lin, draft=drafted(record, credit_code="")).pk for _turn in range(4)]
    deliver_all()
    work = Job.objects.get(name=COMPARE)
    assert run_now(work.pk) == "done"
    assert Job.objects.get(pk=work.pk).result == {"rows": 4}
    found = set(LikelyPair.objects.filter(one=one).values_list("other", flat=True))
    assert set(again) <= found


def test_the_widest_scan_teaches(lin):
    for rows, kept in ((100, 100), (40, 100), (60, 60)):
        note_doubles(actor=lin, kind="person", pairs=[], learned=Learned("{}", rows))
        assert Comparing.objects.get(kind="person").rows == kept
    assert looked(lin).scanned_at == NOON


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def test_clear_groups_are_merged_together_and_come_apart_together(lin):
    a, b, c, d, e = firms(lin, 5)
    pairs = [(a, b, 0.999), (c, d, 0.995), (d, e, 0.995)]
    note_doubles(actor=lin, kind="organisation", pairs=pairs)
    assert [[r.pk for r in group.records] for group in clear_groups(lin, limit=9)] == [[a, b]], (
        "c and e hang together by d alone"
    )
    note_doubles(actor=lin, kind="organisation", pairs=[*pairs, (c, e, 0.99)])
    client = signed_in(lin)
    page = client.get("/customers/doubles/clear/").content.decode()
    assert page.count('name="pick"') == 2
    assert f'name="of_{a}" value="{b}.1"' in page
    assert not Merge.objects.exists(), "looking merges nothing"
    sent = {"pick": [a, c], f"of_{a}": [f"{a}.1", f"{b}.1"], f"of_{c}": [f"{c}.1", f"{d}.1", f"{e}.7"]}
    answer = client.post("/customers/doubles/clear/", sent)
    (merge,) = Merge.objects.all()
    assert (merge.survivor_id, merge.merged_id) == (a, b), "one of the others changed meanwhile"
    assert answer.headers["Location"] == f"/customers/doubles/merged/?set={merge.change_set_id}"
    told = client.get(answer.headers["Location"]).content.decode()
    assert f'name="merge" value="{merge.pk}"' in told
    client.post("/customers/doubles/part/", {"merge": [merge.pk, 999_999, "x"]})
    assert not Merge.objects.exists()
    assert Customer.objects.filter(merged_into=None).count() == 5


def test_only_ticked_groups_of_ones_own_are_merged(lin):
    a, b = firms(lin, 2)
    system = system_actor("tests", clock=lambda: NOON)
    theirs = firms(system, 2)
    client = signed_in(lin)
    for sent in (
        {f"of_{a}": [f"{a}.1", f"{b}.1"]},
        {"pick": [a], f"of_{a}": [f"{b}.1"]},
        {"pick": ["x", "²", ""], "of_x": ["1.1"]},
        {"pick": [theirs[0]], f"of_{theirs[0]}": [f"{key}.1" for key in theirs]},
    ):
        assert client.post("/customers/doubles/clear/", sent).status_code == 302
    assert not Merge.objects.exists()


@pytest.mark.django_db
def test_what_a_scan_found_goes_along_with_an_undone_record():
    """A likeness is nothing without its records: it does not keep an import from being taken back."""
    system = system_actor("tests")
    kept = create_customer(actor=system, draft=CustomerDraft(name="Kept"))
    made = create_customer.tracked(actor=system, draft=CustomerDraft(name="Made"))
    with change_set(system, "tests.scan"):
        LikelyPair.objects.create(one=kept, other=made.result, probability=0.9, found_at=system.now())
    undo_change_set(actor=system, change_set=made.change_set_id)
    assert list(Customer.objects.values_list("name", flat=True)) == ["Kept"]
    assert not LikelyPair.objects.exists()
