"""Two people at the same moment: real threads, real connections; exactly one wins, nobody waits for ever."""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

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
from guanxi.platform.access.actions import (
    LastAdministrator,
    accept_invitation,
    create_role,
    create_team,
    create_user,
    edit_role,
    edit_user,
    install_roles,
    invite_colleague,
    rename_team,
)
from guanxi.platform.access.models import Role, User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.rules import ADMINISTRATOR
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.actions import import_file, map_import, run_import, start_import
from guanxi.platform.exchange.files import store_path
from guanxi.platform.jobs import start_job_alone
from guanxi.platform.journal.actions import UndoneAlready, undo_change_set
from guanxi.platform.journal.models import ChangeSet
from guanxi.platform.models import Job
from guanxi.platform.verbs import Crossed, NotFound, Refused, Stale
from guanxi.web.actions import TitleTaken, save_view
from guanxi.web.models import SavedView
from guanxi.work.actions import finish_follow_up, set_follow_up

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
ROUNDS = 5
WAIT_SECONDS = 60


@pytest.fixture
def actors() -> list[Actor]:
    """Two people with every right on everything."""
    system = system_actor("tests", clock=lambda: NOW)
    role = create_role(actor=system, name="all", code="all", rights={"*": 5})
    users = [
        create_user(actor=system, email=f"{n}@x.cn", name=n, password=None, roles=[role.pk])
        for n in ("lin", "gao")
    ]
    return [actor_of(user, clock=lambda: NOW) for user in users]


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run all from the same moment, each on a connection of its own; results or the exceptions raised."""
    gate = threading.Barrier(len(works))
    found: list[object] = [None] * len(works)

    def run(at: int, work: Callable[[], object]) -> None:
        try:
            gate.wait(WAIT_SECONDS)
            found[at] = work()
        except Exception as problem:  # noqa: BLE001 - the test looks at what came
            found[at] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(at, work)) for at, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)
        assert not thread.is_alive(), "they wait for each other"
    return found


def refusals(found: list[object]) -> list[type]:
    return [type(one) for one in found if isinstance(one, Exception)]


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


def test_an_invitation_makes_one_account(actors):
    system = system_actor("tests", clock=lambda: NOW)
    role = User.objects.get(email="lin@x.cn").roles.get()
    for at in range(ROUNDS):
        _invitation, token = invite_colleague(actor=system, email=f"new{at}@x.cn", name="chen", role=role.pk)
        found = at_once(
            *(
                lambda name=name, token=token: accept_invitation(
                    actor=system, token=token, name=name, password="Long-and-quiet-7"
                )
                for name in ("one", "two")
            )
        )
        assert len(refusals(found)) == 1
        assert all(isinstance(one, User | Refused) for one in found), found
        assert User.objects.filter(email=f"new{at}@x.cn").count() == 1


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


def test_two_administrators_do_not_step_down_at_once(actors):
    system = system_actor("tests", clock=lambda: NOW)
    install_roles(actor=system)
    chief = Role.objects.get(code="administrator")
    for _round in range(ROUNDS):
        for actor in actors:
            edit_user(actor=system, user=actor.user_id, values={}, roles=[chief.pk])
        found = at_once(
            *(
                lambda one=actor: edit_user(actor=one, user=one.user_id, values={}, roles=[])
                for actor in actors
            )
        )
        assert sum(isinstance(answer, LastAdministrator) for answer in found) == 1, found
        assert User.objects.filter(roles=chief).count() == 1


def test_one_saved_view_kept_four_times_at_once_is_one(actors):
    for at in range(ROUNDS):
        found = at_once(
            *(
                lambda at=at: save_view(
                    actor=actors[0], list_name="customers.customers", title=f"v{at}", state={}
                )
                for _ in range(4)
            )
        )
        assert len(refusals(found)) == 3, found
        assert set(refusals(found)) <= {TitleTaken, Crossed}, found
        assert SavedView.objects.filter(title=f"v{at}").count() == 1


def test_roles_renamed_to_one_name_at_once_end_in_words(actors):
    for at in range(ROUNDS):
        roles = [create_role(actor=actors[0], name=f"{n}{at}", code=f"{n}{at}", rights={}) for n in "abc"]
        found = at_once(
            *(
                lambda role=role, at=at: edit_role(actor=actors[0], role=role.pk, name=f"one {at}", scopes={})
                for role in roles
            )
        )
        assert all(isinstance(one, Role | Refused) for one in found), found


def test_teams_put_under_each_other_at_once_end_in_words(actors):
    for at in range(ROUNDS):
        one, two = (create_team(actor=actors[0], name=f"{n}{at}") for n in "ab")
        keys = [one.pk, two.pk]
        found = at_once(
            *(
                lambda actor=actor, team=team, above=above: rename_team(
                    actor=actor, team=team, name="x", parent=above
                )
                for actor, team, above in zip(actors, keys, keys[::-1], strict=True)
            )
        )
        assert all(not isinstance(p, Exception) or isinstance(p, Refused) for p in found), found


def test_two_who_edit_each_other_end_in_words(actors):
    keys = [actor.user_id for actor in actors]
    system = system_actor("tests", clock=lambda: NOW)
    role = create_role(actor=system, name="administrator", code=ADMINISTRATOR, rights={"*": 5}).pk
    for key in keys:
        edit_user(actor=system, user=key, values={}, roles=[role])
    for at in range(ROUNDS):
        found = at_once(
            *(
                lambda actor=actor, other=other, manager=manager, at=at: edit_user(
                    actor=actor, user=other, values={"name": f"n{at}", "manager_id": manager}
                )
                for actor, other, manager in zip(actors, keys[::-1], keys, strict=True)
            )
        )
        assert all(not isinstance(p, Exception) or isinstance(p, Refused) for p in found), found
        for key in keys:
            edit_user(actor=system, user=key, values={"manager_id": None})


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
