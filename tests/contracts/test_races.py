"""Two people at the same moment: real threads, real connections; exactly one wins, nobody waits for ever."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from races import NOW, ROUNDS, at_once, refusals, two_actors

from guanxi.analytics.tasks import evaluate_after_demo
from guanxi.customers.actions import (
    CodeTaken,
    MergedAway,
    assign_customers,
    create_customer,
    edit_customer,
    log_touch,
    merge_customers,
    unmerge_customers,
)
from guanxi.customers.models import Customer, Merge, Touch
from guanxi.customers.types import CustomerDraft, TouchDraft
from guanxi.office.events import DemoRemoved
from guanxi.platform.access.models import User
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.actions import import_file, map_import, run_import, start_import
from guanxi.platform.exchange.files import store_path
from guanxi.platform.jobs import start_job_alone
from guanxi.platform.journal.actions import UndoneAlready, undo_change_set
from guanxi.platform.journal.models import ChangeSet
from guanxi.platform.models import Job
from guanxi.platform.verbs import NotFound, Refused, Stale
from guanxi.work.actions import finish_follow_up, set_follow_up

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def actors() -> list[Actor]:
    return two_actors()


def test_of_two_who_edit_one_record_the_second_is_told(actors):
    customer = create_customer(actor=actors[0], draft=CustomerDraft(name="华强"))
    for at in range(ROUNDS):
        version = Customer.objects.get(pk=customer.pk).version
        found = at_once(
            *(
                lambda actor=actor, at=at, version=version: edit_customer(
                    actor=actor,
                    customer=customer.pk,
                    draft=CustomerDraft(name=f"华强 {at} {actor.name}"),
                    version=version,
                )
                for actor in actors
            )
        )
        assert refusals(found) == [Stale]
        (winner,) = (one for one in found if isinstance(one, Customer))
        kept = Customer.objects.get(pk=customer.pk)
        assert (kept.name, kept.version) == (winner.name, version + 1)


def test_one_of_two_undoes(actors):
    for at in range(ROUNDS):
        made = create_customer.tracked(actor=actors[0], draft=CustomerDraft(name=f"K{at}"))
        found = at_once(
            *(
                lambda actor=actor, made=made: undo_change_set(actor=actor, change_set=made.change_set_id)
                for actor in actors
            )
        )
        assert refusals(found) == [UndoneAlready]
        assert not Customer.objects.exists()
        assert ChangeSet.objects.filter(undoes=made.change_set_id).count() == 1


def test_a_customer_number_is_given_once(actors):
    for at in range(ROUNDS):
        found = at_once(
            *(
                lambda actor=actor, at=at: create_customer(
                    actor=actor, draft=CustomerDraft(name=actor.name, code=f"K{at}")
                )
                for actor in actors * 2
            )
        )
        assert refusals(found) == [CodeTaken] * 3
        assert Customer.objects.filter(code=f"K{at}").count() == 1


def log_file(folder: Path) -> Path:
    path = folder / "log.csv"
    lines = [f"{at // 3},S{at % 7},Thing,1,2024-01-{at % 28 + 1:02},1.5,K{at // 9}" for at in range(900)]
    path.write_text(
        "\n".join(["InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID", *lines])
    )
    return path


def test_one_import_started_twice_runs_once(actors, tmp_path):
    stored = store_path(log_file(tmp_path))
    run = start_import(actor=actors[0], file=stored, name="log.csv", target="commerce.transactions")
    map_import(actor=actors[0], run=run.pk, mapping=run.mapping, options=run.options)
    found = at_once(*(lambda actor=actor: run_import(actor=actor, run=run.pk) for actor in actors))
    assert len(refusals(found)) == 1, found
    assert all(not isinstance(one, Exception) or isinstance(one, Refused) for one in found), found
    assert counts() == (100, 300, 900)


def test_one_file_imported_by_two_is_on_file_once(actors, tmp_path):
    path = log_file(tmp_path)
    found = at_once(
        *(lambda actor=actor: import_file(actor, path, "commerce.transactions") for actor in actors)
    )
    assert refusals(found) == []
    assert sorted(report.rows_imported for report in found) == [0, 900]
    assert counts() == (100, 300, 900)


def counts() -> tuple[int, int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select (select count(*) from gx_customers_customer), (select count(*) from gx_commerce_order),"
            " (select count(*) from gx_commerce_orderline)"
        )
        return cursor.fetchone()


def mixed(keys: list[int], turns: int) -> Iterator[list[int]]:
    for at in range(turns):
        yield keys[at:] + keys[:at] if at % 2 else (keys[at:] + keys[:at])[::-1]


def test_overlapping_lists_in_any_order_do_not_lock_each_other_out(actors):
    keys = [create_customer(actor=actors[0], draft=CustomerDraft(name=f"K{at}")).pk for at in range(30)]
    works: list[Callable[[], object]] = [
        lambda order=order, at=at: assign_customers(
            actor=actors[at % 2], customers=order, owner=actors[(at + 1) % 2].user_id
        )
        for at, order in enumerate(mixed(keys, 4))
    ]
    works += [
        lambda key=key: edit_customer(actor=actors[0], customer=key, draft=CustomerDraft(name="neu"))
        for key in (keys[0], keys[-1])
    ]
    for _ in range(ROUNDS):
        assert refusals(at_once(*works)) == []
    owners = set(Customer.objects.values_list("owner_id", flat=True))
    assert len(owners) == 1, "the last hand-over holds whole"


def test_two_who_finish_one_follow_up_note_one_moment(actors):
    made = set_follow_up(actor=actors[0], title="call", due_on=NOW.date())
    found = at_once(
        *(lambda actor=actor: finish_follow_up(actor=actor, follow_up=made.pk) for actor in actors)
    )
    assert refusals(found) == []
    made.refresh_from_db()
    assert (made.version, made.done_at is not None) == (2, True)


def test_of_two_who_merge_the_same_records_one_wins(actors):
    for at in range(ROUNDS):
        one, two = (create_customer(actor=actors[0], draft=CustomerDraft(name=f"{n}{at}")) for n in "ab")
        found = at_once(
            *(
                lambda actor=actor, stands=stands, keys=(one.pk, two.pk): merge_customers(
                    actor=actor, customers=list(keys), survivor=stands
                )
                for actor, stands in zip(actors, (one.pk, two.pk), strict=True)
            )
        )
        assert refusals(found) == [MergedAway], found
        (winner,) = (one for one in found if not isinstance(one, Exception))
        assert Merge.objects.filter(survivor=winner.survivor, merged__in=winner.others).count() == 1
        assert Customer.objects.get(pk=winner.survivor).merged_into_id is None


def test_of_one_who_edits_and_one_who_merges_the_second_is_told(actors):
    for at in range(ROUNDS):
        one, two = (create_customer(actor=actors[0], draft=CustomerDraft(name=f"{n}{at}")) for n in "ab")
        keys = (one.pk, two.pk)
        found = at_once(
            lambda keys=keys: merge_customers(
                actor=actors[0], customers=list(keys), survivor=keys[0], versions=dict.fromkeys(keys, 1)
            ),
            lambda key=two.pk: edit_customer(
                actor=actors[1], customer=key, draft=CustomerDraft(name="neu"), version=1
            ),
        )
        assert refusals(found) in ([MergedAway], [Stale])
        merged = Customer.objects.get(pk=two.pk)
        assert (merged.name == "neu") == (merged.merged_into_id is None)


def test_a_call_logged_during_a_merge_is_never_left_behind(actors):
    for at in range(ROUNDS):
        one, two = (create_customer(actor=actors[0], draft=CustomerDraft(name=f"{n}{at}")) for n in "ab")
        keys, draft = (one.pk, two.pk), TouchDraft("note", "none", NOW, body="x")
        found = at_once(
            lambda keys=keys: merge_customers(actor=actors[0], customers=list(keys), survivor=keys[0]),
            lambda key=two.pk, draft=draft: log_touch(actor=actors[1], customer=key, draft=draft),
        )
        assert refusals(found) in ([], [MergedAway])
        assert not Touch.objects.filter(customer=two.pk).exists()
        assert Touch.objects.filter(customer=one.pk).count() == (1 if not refusals(found) else 0)


def test_of_two_who_take_apart_one_does(actors):
    for at in range(ROUNDS):
        keys = [create_customer(actor=actors[0], draft=CustomerDraft(name=f"{n}{at}")).pk for n in "ab"]
        merge_customers(actor=actors[0], customers=keys, survivor=keys[0])
        merge = Merge.objects.get(merged=keys[1]).pk
        found = at_once(
            *(
                lambda actor=actor, merge=merge: unmerge_customers(actor=actor, merge=merge)
                for actor in actors
            )
        )
        assert refusals(found) == [NotFound], found
        assert Customer.objects.get(pk=keys[1]).merged_into_id is None


def test_an_evaluation_asked_for_four_times_at_once_is_one_job(actors):
    found = at_once(*(lambda: start_job_alone(actors[0], "analytics.evaluate", {}) for _ in range(4)))
    assert refusals(found) == []
    assert [one is None for one in found].count(False) == 1
    assert Job.objects.filter(name="analytics.evaluate").count() == 1


def test_a_look_for_doubles_asked_for_three_times_at_once_is_one_job(actors):
    """By two people, three clicks on three pages: who comes second is told that one is under way."""
    clients = [Client() for _ in range(3)]
    for client, at in zip(clients, (0, 1, 1), strict=True):
        client.force_login(User.objects.get(pk=actors[at].user_id))

    def ask(client: Client) -> str:
        return client.post(reverse("customers:scan"))["Location"]

    found = at_once(*(lambda client=client: ask(client) for client in clients))
    assert refusals(found) == []
    job = Job.objects.get(name="customers.scan_doubles")
    assert set(found) == {reverse("office:job", args=[job.pk])}
    Job.objects.update(state="done")
    assert ask(clients[0]) == reverse("office:job", args=[job.pk + 1])


def test_an_evaluation_wanted_by_four_listeners_waits_once_behind_the_one_that_runs(actors):
    """One that runs has read the orders already."""
    Job.objects.create(name="analytics.evaluate", state="running", created_at=NOW)
    assert refusals(at_once(*(lambda: evaluate_after_demo(DemoRemoved(rows=1)) for _ in range(4)))) == []
    assert Job.objects.filter(name="analytics.evaluate", state="waiting").count() == 1
