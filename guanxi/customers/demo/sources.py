"""Sources the demo company knows, what its people are to ask, and where single facts come from.

A fact is fresh or stale on the day one looks: like follow-ups these days count from the day of building.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from guanxi.customers.actions import create_source, plan_question, state_source
from guanxi.customers.models import Customer, Source
from guanxi.customers.types import QuestionDraft, SourceDraft
from guanxi.platform.access.demo import demo_actor, speaking_for
from guanxi.platform.access.models import User
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import change_set

SOURCES = (
    SourceDraft("展会", "collection", ("demographic",), channel="visit", incentive="样品与资料"),
    SourceDraft("网站询价", "collection", ("behaviour",), channel="online_survey"),
    SourceDraft("老客户介绍", "collection", ("demographic",), channel="selling", incentive="转介绍礼品"),
    SourceDraft(
        "行业协会", "external", ("geographic", "economic"), "mass", "directory", terms="每年更新一次"
    ),
    SourceDraft("电话开发", "collection", ("demographic",), channel="telemarketing"),
    SourceDraft(
        "企业名录（外购）", "external", ("demographic", "economic"), "comprehensive", "purchased",
        terms="授权两年，不得转售",
    ),
    SourceDraft(
        "有奖问卷", "collection", ("behaviour",), "questionnaire", "prize_survey", incentive="工具套装抽奖"
    ),
)  # fmt: skip
DEALER = SourceDraft("经销商报送", "collection", ("demographic",), channel="dealer", incentive="返点")
QUESTIONS = (
    QuestionDraft("employees", "organisation", "visit", wording="贵厂现在大约有多少员工？", every_days=365),
    QuestionDraft("industry", "organisation", "call", wording="主要供应哪些行业？"),
    QuestionDraft("email", "", "call", wording="电子版样本发到哪个邮箱？", incentive="电子版产品样本"),
    QuestionDraft("phone", "organisation", "", wording="总机还是这个号码吗？", every_days=540),
    QuestionDraft("software", "organisation", "visit", wording="设备台账用什么软件管理？"),
    QuestionDraft("media", "person", "call", wording="平时看什么报纸、视频？", incentive="农机样本册"),
)
_STATED = ("phone", "email", "address", "employees", "industry")
_EACH = 25  # customers of a salesperson whose facts say where they come from


def build_sources(
    lot: Random, sellers: Sequence[User], customers: Sequence[Customer], clock: Callable[[], datetime]
) -> None:
    house = replace(demo_actor("sources"), clock=clock)
    with change_set(house, "demo.sources"):
        made = [create_source(actor=house, draft=draft) for draft in SOURCES]
        partner = next(one for one in customers if one.kind == "organisation")
        made.append(create_source(actor=house, draft=DEALER, provider=partner.pk))
        for question in QUESTIONS:
            plan_question(actor=house, draft=question)
        for seller in sellers:
            own = [c for c in customers if c.owner_id == seller.pk and c.kind == "organisation"]
            speaker = speaking_for(house, seller, house.now())
            for customer in own[:_EACH]:
                _state(lot, speaker, customer, made)


def _state(lot: Random, speaker: Actor, customer: Customer, sources: Sequence[Source]) -> None:
    known = tuple(f for f in _STATED if getattr(customer, f) and lot.random() < 0.6)  # noqa: PLR2004 - six of ten
    if known:
        source = lot.choice(sources)
        state_source(
            actor=speaker,
            customer=customer.pk,
            source=source.pk,
            stated=known,
            on=speaker.today() - timedelta(days=lot.randrange(5, 800)),
            incentive=source.incentive,
        )
