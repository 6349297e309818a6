"""The cast: 沈 plans campaigns over her own customers, 高 is a stranger with his, 白 answers the phone."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from guanxi.customers.actions import create_customer
from guanxi.customers.models import Customer
from guanxi.customers.types import CustomerDraft
from guanxi.decisions.actions import create_offer
from guanxi.decisions.models import Offer
from guanxi.decisions.types import OfferDraft
from guanxi.marketing.actions import create_list, launch, plan_campaign
from guanxi.marketing.types import CampaignDraft, CellPlan, PlannedCampaign, ProgramDraft
from guanxi.platform.access.actions import create_role, create_team, create_user
from guanxi.platform.access.queries import actor_of, system_actor
from guanxi.platform.access.types import Actor, Scope

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai
EVERYONE = {"all": []}


def at(actor: Actor, days: float) -> Actor:
    """The same person, some days later."""
    return replace(actor, clock=lambda: NOON + timedelta(days=days))


@dataclass
class Cast:
    system: Actor
    shen: Actor
    gao: Actor
    bai: Actor


@pytest.fixture
def cast() -> Cast:
    clock = lambda: NOON  # noqa: E731
    system = system_actor("tests", clock=clock)
    north = create_team(actor=system, name="市场部")
    south = create_team(actor=system, name="华南")
    own, everything = int(Scope.OWN), int(Scope.ALL)
    marketer = {
        "customers.*": own, "marketing.*": own, "decisions.*": own, "commerce.*": own, "journal.*": own,
        "exchange.*": own,
    }  # fmt: skip
    agent = {
        "customers.see": everything, "customers.log_touch": everything, "marketing.record_response": everything,
        "journal.*": own,
    }  # fmt: skip
    roles = {
        "marketer": create_role(actor=system, name="marketer", code="marketer", rights=marketer),
        "agent": create_role(actor=system, name="agent", code="agent", rights=agent),
    }

    def person(name: str, team: int, role: str) -> Actor:
        user = create_user(
            actor=system, email=f"{name}@x.cn", name=name, password=None, roles=[roles[role].pk], team=team
        )
        return actor_of(user, clock=clock)

    return Cast(
        system,
        person("shen", north.pk, "marketer"),
        person("gao", south.pk, "marketer"),
        person("bai", south.pk, "agent"),
    )


def people(actor: Actor, count: int, prefix: str = "C", **more: object) -> list[Customer]:
    return [
        create_customer(
            actor=actor,
            draft=CustomerDraft(
                name=f"客户{prefix}{n}",
                code=f"{prefix}-{n}",
                **{"city": "上海", "address": f"南京路{n}号", "email": f"{prefix}{n}@x.cn", **more},
            ),
        )
        for n in range(1, count + 1)
    ]


def offer(actor: Actor, name: str = "九折") -> Offer:
    return create_offer(
        actor=actor,
        draft=OfferDraft(name=name, text_zh=f"凭 {{code}} 享{name}", text_en="10 % off with {code}"),
    )


def three_cells(one: Offer, other: Offer) -> list[CellPlan]:
    return [
        CellPlan("A", Fraction(2, 5), one.pk),
        CellPlan("B", Fraction(2, 5), other.pk),
        CellPlan("对照", Fraction(1, 5)),
    ]


LETTER = "{salutation}\n{offer}。响应码:{code}"


def planned(actor: Actor, *, seed: int = 7, name: str = "春季", **program: object) -> PlannedCampaign:
    chosen = create_list(actor=actor, name="全部", condition=EVERYONE)
    return plan_campaign(
        actor=actor,
        customer_list=chosen.pk,
        draft=CampaignDraft(name=name, response_days=30),
        program=ProgramDraft(name="信函", **{"letter": LETTER, "subject": "{name}:好消息", **program}),
        cells=three_cells(offer(actor), offer(actor, "包邮")),
        seed=seed,
    )


def launched(actor: Actor, **more: object) -> PlannedCampaign:
    made = planned(actor, **more)
    launch(actor=actor, campaign=made.campaign_id)
    return made


def order(
    customer: Customer, number: str, when: datetime, total: str, *, kind: str = "sale", currency: str = "CNY"
):
    """A row as the import of transactions leaves it."""
    from guanxi.commerce.models import Order
    from guanxi.platform.verbs import change_set

    with change_set(system_actor("tests"), "tests.order"):
        return Order.objects.create(
            customer=customer,
            kind=kind,
            number=number,
            ordered_at=when,
            currency=currency,
            total=Decimal(total),
        )
