"""One launched campaign of the demo company: two offers, a control, and who answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

from guanxi.decisions.actions import create_offer
from guanxi.decisions.types import OfferDraft
from guanxi.marketing.actions import create_list, launch, plan_campaign, record_response
from guanxi.marketing.models import CellMember
from guanxi.marketing.types import CampaignDraft, CellPlan, PlannedCell, ProgramDraft
from guanxi.platform.access.demo import DOMAIN, Span, demo_actor, speaking_for
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import people
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import change_set

# Before the books end: the campaign is over, and measured.
PLANNED, LAUNCHED = timedelta(days=64, hours=8), timedelta(days=55, hours=8, minutes=30)
RESPONSE_DAYS = 45
_CONDITION = {
    "all": [
        {"fact": "customers.kind", "is": "=", "value": "organisation"},
        {"fact": "customers.is_customer", "is": "true"},
        {"fact": "customers.country", "is": "=", "value": "中国"},
    ]
}
_LETTER = """{salutation}

换季检修在即，排涝泵和循环水泵是否已经检查？{offer}

来电或回函时请报响应码 {code}，我们按此为您安排。

海川工业设备有限公司"""
# How many of a hundred answer, in the order of the cells.
_ANSWERS = {"备件九折": 0.21, "免费巡检": 0.13}


def build(seed: int, span: Span) -> None:
    lot = Random(f"{seed}/marketing")  # noqa: S311 - a repeatable drawing, no secret
    system = demo_actor("marketing", span.as_of)
    planner = people(system).get(email=f"sunqi@{DOMAIN}")
    with change_set(system, "demo.marketing"):
        planning = speaking_for(system, planner, span.as_of - PLANNED)
        cells, campaign = _plan(planning, seed)
        launched_at = span.as_of - LAUNCHED
        launch(actor=speaking_for(system, planner, launched_at), campaign=campaign)
        _answer(lot, system, planner, cells, launched_at)


def _plan(actor: Actor, seed: int) -> tuple[Sequence[PlannedCell], int]:
    chosen = create_list(actor=actor, name="国内企业客户", condition=_CONDITION)
    offers = [
        create_offer(actor=actor, draft=draft)
        for draft in (
            OfferDraft(
                name="备件九折",
                text_zh="收到本信六周内凭响应码订购机械密封、轴承等备件，一律九折。",
                text_en="10 % off spare parts ordered within six weeks of this letter.",
            ),
            OfferDraft(
                name="免费巡检",
                text_zh="收到本信六周内凭响应码预约，工程师免费上门巡检一次。",
                text_en="One free inspection on site, booked within six weeks of this letter.",
            ),
        )
    ]
    planned = plan_campaign(
        actor=actor,
        customer_list=chosen.pk,
        draft=CampaignDraft(
            name="换季备件行动",
            objective="检修季前拉动备件订货，比较折扣和免费服务哪个更有效。",
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


def _answer(
    lot: Random, system: Actor, planner: User, cells: Sequence[PlannedCell], launched_at: datetime
) -> None:
    for cell in cells:
        members = CellMember.objects.filter(cell_id=cell.cell_id).order_by("customer__code", "pk")
        for number in members.values_list("customer__code", flat=True):
            if lot.random() >= _ANSWERS.get(cell.name, 0):
                continue
            at = launched_at + timedelta(days=2 + lot.expovariate(1 / 9), hours=lot.randrange(0, 8))
            record_response(
                actor=speaking_for(system, planner, min(at, launched_at + timedelta(days=RESPONSE_DAYS - 1))),
                code=cell.code,
                customer=number,
                revenue=Decimal(lot.randrange(18, 420) * 50) if cell.name == "备件九折" else Decimal(0),
            )
