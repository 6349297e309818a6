"""Doubles of the demo company, found by a real scan, and customers that two salespeople claim."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from django.utils import translation

from guanxi.customers.actions import (
    answer_clash,
    begin_scan,
    claim_customer,
    create_customer,
    decide_dispute,
    scan_records,
)
from guanxi.customers.models import Customer
from guanxi.customers.queries import ROLES, records_to_compare
from guanxi.customers.types import CustomerDraft
from guanxi.platform.access.demo import demo_actor
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of, colleagues
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import change_set

_TRADITIONAL = str.maketrans("机电华东设备业实发达汇丰环医药责团", "機電華東設備業實發達匯豐環醫藥責團")
_EVIDENCE = (
    "去年上海展会上首先接触，有名片和样册签收单，之后两次去厂里看过工况。",
    "老客户采购经理换了单位，主动联系我要报价，微信记录可查。",
)


def set_doubles(
    sellers: Sequence[User], customers: Sequence[Customer], at: datetime, clock: Callable[[], datetime]
) -> None:
    """Second records of some firms and persons, as careless typing makes them, and two claims."""
    typist = demo_actor("doubles", at)
    house = replace(typist, clock=clock)
    with translation.override("zh-hans"), change_set(house, "demo.doubles"):
        for seller in sellers[:3]:
            own = [c for c in customers if c.owner_id == seller.pk]
            for number, draft in enumerate(_drafts(own), 1):
                whole = replace(draft, country="中国", code=f"N{seller.pk:03d}-{number:02d}")
                create_customer(actor=typist, draft=whole, owner=seller.pk)
        _scan(house)
        _claims(house, sellers, customers)


def _drafts(own: Sequence[Customer]) -> Iterator[CustomerDraft]:
    firms = [c for c in own if c.kind == "organisation" and c.credit_code]
    persons = [c for c in own if c.kind == "person" and c.is_customer]
    first, second, third = firms[3], firms[6], firms[9]
    bare = first.name.removeprefix(first.city)
    yield CustomerDraft(name=bare, phone=first.phone.replace("-", " "), city=first.city, source="名片")
    yield CustomerDraft(
        name=second.name.translate(_TRADITIONAL), email=second.email, phone=second.phone, city=second.city
    )
    # The same firm by another clerk: another phone, and the mail it shares with the first.
    yield CustomerDraft(name=f"{bare.partition('有限')[0]}公司", email=first.email, city=first.city)
    yield CustomerDraft(name=third.short_name, phone=third.phone, city=third.city, source="展会")
    for one in persons[:1]:
        phone = f"+86 {one.phone[:3]} {one.phone[3:7]} {one.phone[7:]}"
        yield CustomerDraft(name=one.name, kind="person", phone=phone, city=one.city, born_on=one.born_on)


def _scan(house: Actor) -> None:
    begin_scan()
    for kind in ROLES:
        keys, table = records_to_compare(house, kind)
        scan_records(actor=house, kind=kind, keys=keys, table=table)


def _claims(house: Actor, sellers: Sequence[User], customers: Sequence[Customer]) -> None:
    """Each second seller of a region claims a customer of the next region; the manager let two share one."""
    holders, claimants = sellers[1:3], sellers[3:5]
    manager = colleagues(house).filter(roles__code="manager").order_by("pk").first()
    for at, (holder, claimant) in enumerate(zip(holders, claimants, strict=False)):
        theirs = next(c for c in customers if c.owner_id == holder.pk and c.credit_code)
        actor = actor_of(claimant, clock=house.clock)
        typed = {"name": theirs.name, "phone": theirs.phone}
        told = answer_clash(actor=actor, kind="organisation", typed=typed)
        made = claim_customer(actor=actor, answer=told[0].answer, evidence=_EVIDENCE[at])
        if at and manager is not None:
            decide_dispute(
                actor=actor_of(manager, clock=house.clock),
                dispute=made.pk,
                decision="shared",
                reason="双方都有投入：原负责人继续签约，新接触的部门由申请人跟进。",
            )
