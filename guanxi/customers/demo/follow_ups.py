"""What the demo company's people are to do for whom: overdue, today and in the days to come.

Home shows the day it is opened, so these days count from the day of building, not from the demo's fixed
moment; everything else of the demo company stays where it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from guanxi.customers.models import Customer
from guanxi.platform.access.demo import demo_actor, speaking_for
from guanxi.platform.access.models import User
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import change_set
from guanxi.work.actions import finish_follow_up, set_follow_up

_TITLES = (
    ("电话跟进报价", "报价单已发一周，问清对方评审到哪一步。"),
    ("确认交货时间", "车间说可以提前两天，看客户能否收货。"),
    ("催收到期货款", "发票已到账期，先与经办人对账。"),
    ("上门看现场", "带红外测温仪，看轴承温度。"),
    ("寄样本和材质证明", "按设计院要求准备一式两份。"),
    ("回访新泵运行情况", "投运满一个月，记录电流和振动。"),
    ("准备年度框架投标文件", "先要到去年的评分办法。"),
    ("约请设备部主任来厂考察", "最好赶在装配高峰之前。"),
    ("提醒更换机械密封", "按运行时间已到更换期。"),
    ("补签合同回执", "原件还在客户财务那里。"),
)
_OVERDUE, _TODAY, _COMING, _DONE = (-6, -3, -1), (0, 0, 0), (1, 2, 3, 6, 9, 14), (-12, -8, -5)


def set_follow_ups(
    lot: Random, sellers: Sequence[User], customers: Sequence[Customer], clock: Callable[[], datetime]
) -> int:
    """A dozen for each salesperson, about own customers. Returns how many."""
    actor = replace(demo_actor("follow-ups"), clock=clock)
    with change_set(actor, "demo.follow_ups"):
        return sum(
            _for_one(lot, actor, seller, [c for c in customers if c.owner_id == seller.pk])
            for seller in sellers
        )


def _for_one(lot: Random, actor: Actor, seller: User, customers: Sequence[Customer]) -> int:
    days = (*_OVERDUE, *_TODAY, *_COMING, *_DONE)
    about = lot.sample(list(customers), len(days))
    for at, (day, customer) in enumerate(zip(days, about, strict=True)):
        title, note = lot.choice(_TITLES)
        earlier = speaking_for(actor, seller, actor.now() - timedelta(days=max(2, 2 - day)))
        made = set_follow_up(
            actor=earlier,
            title=f"{title}：{customer}",
            note=note,
            due_on=actor.today() + timedelta(days=day),
            subject=("customer", customer.pk),
        )
        if at >= len(days) - len(_DONE):
            done = speaking_for(actor, seller, actor.now() + timedelta(days=day))
            finish_follow_up(actor=done, follow_up=made.pk)
    return len(days)
