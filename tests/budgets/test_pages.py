"""How many statements a page may ask: never more for more rows."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guanxi.customers.actions import create_contact, create_customer
from guanxi.customers.models import Touch
from guanxi.customers.types import ContactDraft, CustomerDraft
from guanxi.platform.access.actions import create_team, create_user, install_roles
from guanxi.platform.access.models import Role, User
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import change_set
from guanxi.work.actions import set_follow_up

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
# Session, user, rights and company are four of each; the rest is the page's own.
BUDGETS = {
    "home": ("/", 18),  # one or two for each card of eight
    "list": ("/customers/", 12),
    "list by owner": ("/customers/?sort=owner", 12),
    "search in the list": ("/customers/?q=%E5%AE%A2%E6%88%B7", 13),  # the teams to choose from are one
    "count": ("/customers/?count=1", 6),
    "palette": ("/web/palette/?q=%E5%AE%A2%E6%88%B7", 8),
    "customer with 1,000 touches": ("/customers/{customer}/", 17),  # one for what business needs of it
    "more about it": ("/customers/{customer}/about/", 20),
    "its ties": ("/customers/{customer}/ties/", 10),
    "portrait of it": ("/customers/{customer}/portrait/", 23),
    "its file": ("/customers/{customer}/file/", 15),
    "its file by block": ("/customers/{customer}/file/?by=block", 15),
    "its relations": ("/customers/{customer}/relations/", 20),
    "regions": ("/customers/regions/", 12),
    "its data card": ("/customers/{customer}/forms/", 16),  # the rarer facts are one
    "80 data cards": ("/customers/forms/", 15),
    "competitors": ("/customers/competitors/", 10),
    "follow-ups": ("/work/follow-ups/", 12),
}


@dataclass
class Filled:
    lin: User
    actor: Actor
    customer: int


@pytest.fixture
def filled(db) -> Filled:
    """林 with 80 customers, one of them with 1,000 touches, three contacts and five follow-ups."""
    system = replace(system_actor("budgets"), clock=lambda: NOON)
    install_roles(actor=system)
    team = create_team(actor=system, name="华东")
    role = Role.objects.get(code="salesperson")
    lin = create_user(
        actor=system, email="lin@x.cn", name="林悦", password=None, roles=[role.pk], team=team.pk
    )
    actor = actor_of(lin, clock=lambda: NOON)
    with change_set(actor, "budgets.customers"):
        made = [
            create_customer(actor=actor, draft=CustomerDraft(name=f"客户{n}", city="苏州")) for n in range(80)
        ]
        key = made[0].pk
        for n in range(3):
            person = CustomerDraft(name=f"王小{'一二三'[n]}")
            create_contact(
                actor=actor, organisation=key, draft=ContactDraft(title="采购"), person_draft=person
            )
        for n in range(5):
            set_follow_up(actor=actor, title=f"回访{n}", due_on=NOON.date(), subject=("customer", key))
        Touch.objects.bulk_create(
            Touch(
                customer_id=key,
                channel="call",
                direction="out",
                at=NOON - timedelta(hours=n),
                by=lin,
                subject=f"第{n}次",
            )
            for n in range(1000)
        )
    return Filled(lin, actor, key)


@pytest.mark.parametrize("page", BUDGETS)
def test_a_page_keeps_its_budget(filled, page):
    path, budget = BUDGETS[page]
    client = Client()
    client.force_login(filled.lin)
    client.get(path.format(customer=filled.customer))  # what is kept for the life of a process is asked once
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path.format(customer=filled.customer))
    assert answer.status_code == 200
    told = "\n".join(query["sql"][:160] for query in asked.captured_queries)
    assert len(asked) <= budget, told


def test_a_longer_list_asks_no_more(filled):
    client = Client()
    client.force_login(filled.lin)
    counted = []
    for query in ("?q=%E5%AE%A2%E6%88%B71", "?q=%E5%AE%A2%E6%88%B7"):
        client.get(f"/customers/{query}")
        with CaptureQueriesContext(connection) as asked:
            text = client.get(f"/customers/{query}").content.decode()
        counted.append((text.count("data-key="), len(asked)))
    (few, asked_for_few), (many, asked_for_many) = counted
    assert few < many == 50
    assert asked_for_few == asked_for_many
