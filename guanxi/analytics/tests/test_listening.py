"""New orders lead to a new evaluation; Home names the own customers who slip away."""

from datetime import UTC, date, datetime

import psycopg
import pytest
from django.db import OperationalError, connection

from guanxi.analytics.models import CustomerScore
from guanxi.analytics.queries import slipping_away
from guanxi.analytics.tasks import evaluate_after_import, evaluate_after_undo, run_evaluation
from guanxi.commerce.events import OrdersImported
from guanxi.customers.actions import create_customer
from guanxi.customers.types import CustomerDraft
from guanxi.platform.access.actions import create_role, create_user
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.journal.events import ChangeSetUndone
from guanxi.platform.models import Job
from guanxi.platform.verbs import change_set

pytestmark = pytest.mark.django_db
WHOLE = ("gap_span", "gap_steps", "purchase_days", "orders", "returns")
MONEY = ("sales", "refunds", "recent", "earlier")
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def scored(customer, stage: str, revenue: int) -> None:
    CustomerScore.objects.create(
        customer=customer,
        stage=stage,
        net_revenue=revenue,
        as_of=NOON,
        last_order_on=date(2025, 6, 1),
        **dict.fromkeys(WHOLE, 1),
        **dict.fromkeys(MONEY, 0),
        pareto="C",
    )


def waiting() -> int:
    return Job.objects.filter(name="analytics.evaluate", state="waiting").count()


def test_many_imports_wait_for_one_evaluation():
    news = OrdersImported(orders=1, returns=0, lines=1)
    evaluate_after_import(news)
    evaluate_after_import(news)
    assert waiting() == 1


def test_only_an_undone_import_is_a_reason():
    evaluate_after_undo(ChangeSetUndone(undone_id=1, verb="customers.edit"))
    assert waiting() == 0
    evaluate_after_undo(ChangeSetUndone(undone_id=1, verb="exchange.run_import"))
    assert waiting() == 1


def test_own_customers_slipping_away_the_dearest_first(client):
    system = system_actor("tests", clock=lambda: NOON)
    role = create_role(actor=system, name="s", code="s", rights={"customers.*": 1})
    lin, gao = (
        create_user(actor=system, email=f"{n}@x.cn", name=n, password=None, roles=[role.pk])
        for n in ("lin", "gao")
    )
    for owner, name, stage, revenue in (
        (lin, "small", "declining", 10),
        (lin, "dear", "dormant", 99),
        (lin, "fine", "active", 500),
        (gao, "foreign", "dormant", 900),
    ):
        customer = create_customer(actor=actor_of(owner), draft=CustomerDraft(name=name))
        with change_set(system, "tests.score"):
            scored(customer, stage, revenue)
    assert [s.customer.name for s in slipping_away(actor_of(lin), own=True)] == ["dear", "small"]
    client.force_login(lin)
    shown = client.get("/").content.decode()
    assert "dear" in shown
    assert "foreign" not in shown


def test_who_has_no_customers_of_his_own_sees_those_in_reach(client):
    system = system_actor("tests", clock=lambda: NOON)
    role = create_role(actor=system, name="m", code="m", rights={"customers.*": 5})
    chen = create_user(actor=system, email="chen@x.cn", name="chen", password=None, roles=[role.pk])
    with change_set(system, "tests.score"):
        customer = create_customer(actor=system, draft=CustomerDraft(name="of nobody"))
        scored(customer, "declining", 10)
    client.force_login(chen)
    assert "of nobody" in client.get("/").content.decode()


class _Run:
    def __init__(self) -> None:
        self.actor = system_actor("tests")
        self.told: list[str] = []

    def progress(self, _done: int, _total: int, message: str = "") -> None:
        self.told.append(message)


def test_an_evaluation_waits_for_the_one_at_work():
    """An older view written last would wipe out the customers it had not seen."""
    at_work = psycopg.connect(**_same_database(), autocommit=False)
    at_work.execute("select pg_advisory_xact_lock(hashtext('analytics.evaluate'))")
    run = _Run()
    with connection.cursor() as cursor:
        cursor.execute("set local lock_timeout = '200ms'")
    with pytest.raises(OperationalError, match="lock timeout"):
        run_evaluation(run)
    assert run.told == []
    at_work.close()


def _same_database() -> dict[str, object]:
    names = ("dbname", "user", "password", "host", "port")
    return {k: v for k, v in connection.get_connection_params().items() if k in names}
