"""One launched campaign of the demo company: two offers, a control, and who answered."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

from guanxi.decisions.actions import create_offer
from guanxi.decisions.types import OfferDraft
from guanxi.marketing.actions import create_list, launch, plan_campaign, record_response
from guanxi.marketing.models import CellMember
from guanxi.marketing.types import CampaignDraft, CellPlan, PlannedCell, ProgramDraft
from guanxi.platform.access.demo import DOMAIN, demo_actor, speaking_for
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import people
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import change_set

PLANNED_AT = datetime(2026, 4, 27, 2, tzinfo=UTC)
LAUNCHED_AT = datetime(2026, 5, 6, 1, 30, tzinfo=UTC)
RESPONSE_DAYS = 45
_CONDITION = {
    "all": [
        {"fact": "customers.kind", "is": "=", "value": "organisation"},
        {"fact": "customers.is_customer", "is": "true"},
        {"fact": "customers.country", "is": "=", "value": "中国"},
    ]
}
_LETTER = """{salutation}

汛期将至，排涝泵和循环水泵是否已经检修？{offer}

来电或回函时请报响应码 {code}，我们按此为您安排。

海川工业设备有限公司"""
# How many of a hundred answer, in the order of the cells.
_ANSWERS = {"备件九折": 0.21, "免费巡检": 0.13}


def build(seed: int) -> None:
    lot = Random(f"{seed}/marketing")  # noqa: S311 - a repeatable drawing, no secret
    system = demo_actor("marketing")
    planner = people(system).get(email=f"sunqi@{DOMAIN}")
    with change_set(system, "demo.marketing"):
        planning = speaking_for(system, planner, PLANNED_AT)
        cells, campaign = _plan(planning, seed)
        launch(actor=speaking_for(system, planner, LAUNCHED_AT), campaign=campaign)
        _answer(lot, system, planner, cells)


def _plan(actor: Actor, seed: int) -> tuple[Sequence[PlannedCell], int]:
    chosen = create_list(actor=actor, name="国内企业客户", condition=_CONDITION)
    offers = [
        create_offer(actor=actor, draft=draft)
        for draft in (
            OfferDraft(
                name="备件九折",
                text_zh="六月底前凭响应码订购机械密封、轴承等备件，一律九折。",
                text_en="10 % off spare parts ordered by the end of June.",
            ),
            OfferDraft(
                name="免费巡检",
                text_zh="六月底前凭响应码预约，工程师免费上门巡检一次。",
                text_en="One free inspection on site, booked by the end of June.",
            ),
        )
    ]
    planned = plan_campaign(
        actor=actor,
        customer_list=chosen.pk,
        draft=CampaignDraft(
            name="2026 汛期备件行动",
            objective="汛期前拉动备件订货，比较折扣和免费服务哪个更有效。",
            budget=Decimal(36_000),
            currency="CNY",
            response_days=RESPONSE_DAYS,
        ),
        program=ProgramDraft(name="致设备部的信", channel="letter", language="zh", letter=_LETTER),
        cells=[
            CellPlan("备件九折", Fraction(2, 5), offers[0].pk),
            CellPlan("免费巡检", Fraction(2, 5), offers[1].pk),
            CellPlan("对照", Fraction(1, 5)),
        ],
        seed=seed,
    )
    return planned.cells, planned.campaign_id


def _answer(lot: Random, system: Actor, planner: User, cells: Sequence[PlannedCell]) -> None:
    for cell in cells:
        members = CellMember.objects.filter(cell_id=cell.cell_id).order_by("customer__code", "pk")
        for number in members.values_list("customer__code", flat=True):
            if lot.random() >= _ANSWERS.get(cell.name, 0):
                continue
            at = LAUNCHED_AT + timedelta(days=2 + lot.expovariate(1 / 9), hours=lot.randrange(0, 8))
            record_response(
                actor=speaking_for(system, planner, min(at, LAUNCHED_AT + timedelta(days=RESPONSE_DAYS - 1))),
                code=cell.code,
                customer=number,
                revenue=Decimal(lot.randrange(18, 420) * 50) if cell.name == "备件九折" else Decimal(0),
            )
