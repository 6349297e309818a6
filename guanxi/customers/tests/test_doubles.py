"""A scan of the whole file: what it finds waits for a look, and what was said to be two stays so."""

from datetime import UTC, datetime
from random import Random

import pytest
from django.test import Client

from guanxi.customers.actions import (
    OneAlone,
    create_customer,
    keep_apart,
    merge_customers,
    note_doubles,
)
from guanxi.customers.demo.company import credit_code
from guanxi.customers.models import Customer, LikelyPair
from guanxi.customers.queries import double_groups
from guanxi.customers.tasks import SCAN
from guanxi.customers.types import CustomerDraft
from guanxi.platform.access.actions import create_role, create_team, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor, Scope
from guanxi.platform.jobs import run_now, start_job
from guanxi.platform.models import Job

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
    work = start_job(actor, SCAN, {})
    assert run_now(work.pk, clock=lambda: NOON) == "done"
    return Job.objects.get(pk=work.pk).result


@pytest.mark.django_db(transaction=True)
def test_a_scan_finds_the_double_and_another_finds_nothing_new(lin):
    one, other = file_with_one_double(lin)
    assert scanned(lin) == {"rows": 61, "new": 1}
    (group,) = double_groups(lin, limit=10)
    assert [c.pk for c in group.records] == [one, other]
    assert scanned(lin) == {"rows": 61, "new": 0}
    merge_customers(actor=lin, customers=[one, other], survivor=one)
    assert double_groups(lin, limit=10) == []
    assert scanned(lin) == {"rows": 60, "new": 0}


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
    page = client.get("/customers/doubles/").content.decode()
    assert f"/customers/merge/?key={a}&key={b}" in page or f"/customers/merge/?key={a}&amp;key={b}" in page
    assert client.post("/customers/doubles/apart/", {"key": [a, b]}).status_code == 302
    assert LikelyPair.objects.get().are_two
    assert Customer.objects.filter(merged_into=None).count() == 2
    assert client.post("/customers/doubles/scan/").status_code == 302
