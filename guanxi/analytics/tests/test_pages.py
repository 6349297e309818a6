"""The scorecard's pages: who sees them, what they say, and that every figure opens its rows."""

from __future__ import annotations

import asyncio
import html
import json
import re
from collections.abc import Callable
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.db import connection
from django.test import Client

from guanxi.analytics.actions import evaluate_customers, refresh
from guanxi.analytics.models import CustomerScore, Evaluation
from guanxi.analytics.queries import stage_marks
from guanxi.customers.models import Customer
from guanxi.platform.access.actions import create_role, create_team, create_user
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of
from guanxi.platform.access.types import Scope
from guanxi.platform.conditions import loads
from guanxi.platform.jobs import run_in_child, run_now
from guanxi.platform.models import Job
from guanxi.platform.verbs import change_set


def connection_url() -> str:
    parts = connection.get_connection_params()
    host = quote(str(parts["host"]), safe="")
    return f"postgresql://{parts['user']}:{quote(parts['password'])}@/{parts['dbname']}?host={host}&port={parts['port']}"


@pytest.fixture
def people(system) -> Callable[..., User]:
    team = create_team(actor=system, name="总部")

    def person(name: str, language: str = "en", **rights: Scope) -> User:
        named = {key.replace("__", "."): int(scope) for key, scope in rights.items()}
        role = create_role(actor=system, name=name, code=name, rights=named)
        return create_user(
            actor=system,
            email=f"{name}@x.cn",
            name=name,
            password=None,
            roles=[role.pk],
            team=team.pk,
            language=language,
        )

    return person


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def evaluated(shop, system) -> list[int]:
    keys = shop.customers("安", "白", "陈")
    shop.orders(
        [(keys[0], f"2025-{month:02}-10", "100") for month in range(1, 13)]
        + [(keys[1], "2025-12-09", "50"), (keys[1], "2025-12-10", "-8"), (keys[2], "2024-03-01", "900")]
    )
    refresh(system)
    evaluate_customers(actor=system)
    return keys


ANALYST = {
    "customers__see": Scope.ALL,
    "commerce__see_orders": Scope.ALL,
    "analytics__see_scorecard": Scope.ALL,
}


def test_the_scorecard_needs_a_right_of_its_own(evaluated, people):
    seller = client_of(people("lin", customers__see=Scope.ALL, commerce__see_orders=Scope.ALL))
    assert seller.get("/analytics/scorecard/").status_code == 403
    analyst = client_of(people("an", **ANALYST))
    assert analyst.get("/analytics/scorecard/").status_code == 200


def test_every_figure_opens_a_list_that_exists(evaluated, people):
    client = client_of(people("an", **ANALYST))
    page = client.get("/analytics/scorecard/").content.decode()
    addresses = {
        html.unescape(a)
        for a in re.findall(r'href="(/(?:customers|analytics/rows)/[^"]*filter=[^"]*)"', page)
    }
    assert len(addresses) > 20
    for address in addresses:
        parts = urlsplit(address)
        subject = "order" if parts.path.startswith("/analytics") else "customer"
        loads(parse_qs(parts.query)["filter"][0], subject)  # raises for what no list understands


def test_the_list_behind_a_figure_holds_its_rows(evaluated, people, shop):
    client = client_of(people("an", **ANALYST))
    address = re.search(
        r'href="(/analytics/rows/orders/[^"]*)"', client.get("/analytics/scorecard/").content.decode()
    )[1]
    listed = client.get(html.unescape(address)).content.decode()
    numbers = set(re.findall(r'data-key="(\d+)"', listed))
    assert len(numbers) == 5  # 10 Oct, 10 Nov, 10 Dec, and 白's order and return


def test_one_sees_only_orders_of_own_customers(evaluated, people, system):
    lin = people("lin", customers__see=Scope.OWN, commerce__see_orders=Scope.OWN)
    with change_set(system, "tests.owner"):
        Customer.objects.filter(pk=evaluated[1]).update(owner=lin)
    listed = client_of(lin).get("/analytics/rows/orders/").content.decode()
    assert len(re.findall(r'data-key="\d+"', listed)) == 2
    assert stage_marks(actor_of(lin), evaluated).keys() == {evaluated[1]}
    assert client_of(people("nobody")).get("/analytics/rows/orders/").status_code == 403


def test_evaluating_takes_the_right_and_runs_as_a_job(shop, system, people):
    shop.order(shop.customers("安")[0], "2025-12-01", "10")
    analyst = client_of(people("an", **ANALYST))
    assert analyst.post("/analytics/evaluate/").status_code == 403
    assert not Job.objects.exists()
    boss = client_of(people("boss", **ANALYST, analytics__evaluate=Scope.ALL))
    assert boss.get("/analytics/evaluate/").status_code == 405
    assert boss.post("/analytics/evaluate/").status_code == 302
    assert boss.post("/analytics/evaluate/").status_code == 302
    [job] = Job.objects.all()
    assert "gx-progress" in boss.get("/analytics/scorecard/").content.decode()
    assert run_now(job.pk) == "done"
    job.refresh_from_db()
    assert job.result["customers"] == 1
    assert CustomerScore.objects.get().stage == "new"
    assert "gx-progress" not in boss.get("/analytics/scorecard/").content.decode()


def test_the_worker_runs_it_in_a_process_of_its_own(shop, system, people, own_folder, monkeypatch):
    shop.order(shop.customers("安")[0], "2025-12-01", "10")
    client_of(people("boss", **ANALYST, analytics__evaluate=Scope.ALL)).post("/analytics/evaluate/")
    job = Job.objects.get()
    monkeypatch.setenv("DATABASE_URL", connection_url())
    monkeypatch.setenv("GUANXI_DATA", str(own_folder))
    assert asyncio.run(run_in_child(job.pk)) == 0
    job.refresh_from_db()
    assert job.state == "done"
    assert CustomerScore.objects.count() == 1


def test_without_orders_the_job_says_why_it_failed(system, people):
    boss = client_of(people("boss", **ANALYST, analytics__evaluate=Scope.ALL))
    boss.post("/analytics/evaluate/")
    job = Job.objects.get()
    assert run_now(job.pk) == "failed"
    job.refresh_from_db()
    assert job.message.startswith("There are no orders yet.")
    assert not Evaluation.objects.exists()
    assert "There are no orders yet." in boss.get("/analytics/scorecard/").content.decode()
    assert "No evaluation yet" in boss.get("/analytics/scorecard/").content.decode()


def test_both_languages(evaluated, people):
    english = client_of(people("en", **ANALYST)).get("/analytics/scorecard/").content.decode()
    chinese = (
        client_of(people("zh", language="zh-hans", **ANALYST)).get("/analytics/scorecard/").content.decode()
    )
    assert "Customer scorecard" in english
    assert "客户记分卡" in chinese
    assert "Net revenue" not in chinese


def test_the_card_on_the_customers_page_gives_the_reason(evaluated, people):
    client = client_of(people("zh", language="zh-hans", **ANALYST))
    page = client.get(f"/customers/{evaluated[2]}/").content.decode()
    assert "流失" in page
    assert "已649天未购买" in page


def test_pictures_carry_links_and_no_script(evaluated, people):
    page = client_of(people("an", **ANALYST)).get("/analytics/scorecard/").content.decode()
    charts = [json.loads(html.unescape(c)) for c in re.findall(r'data-chart="([^"]*)"', page)]
    assert [c["series"][0]["type"] for c in charts] == ["sankey", "line", "bar", "bar"]
    assert charts[2]["series"][0]["data"][-1]["value"] == 142.0
    assert charts[2]["series"][0]["data"][-1]["href"].startswith("/analytics/rows/orders/?filter=")
    assert not re.search(r"<script(?![^>]*src)", page)
