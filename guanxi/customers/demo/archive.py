"""What the demo company keeps of its customers' archives: places, filing lists, followers, a change sheet,
and cards reviewed lately, but for some that are due.
"""

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta
from random import Random

from guanxi.customers.actions import (
    ask_for_reviews,
    draw_change_sheet,
    edit_customer,
    file_item,
    follow_customer,
    place_archive,
)
from guanxi.customers.models import Customer, Review
from guanxi.customers.rules.changes import ChangeSheetDraft, Judged
from guanxi.customers.rules.filing import checklist
from guanxi.customers.types import CustomerDraft
from guanxi.platform.access.demo import demo_actor, speaking_for
from guanxi.platform.access.models import User
from guanxi.platform.verbs import change_set

_PLACES = (
    ("bag", "三楼档案室 2 号柜"),
    ("bag", "三楼档案室 3 号柜"),
    ("book", "销售部书架第二层"),
    ("software", ""),
)
_FILED_EACH, _FOLLOWED_EACH, _DUE_EACH = 8, 3, 2
_MANAGER_FOLLOWS = 4
_REVIEWED_WITHIN = 150  # days
_MOVED = timedelta(days=25)
_BUILT = "demo.archives"


def set_archives(
    lot: Random,
    sellers: Sequence[User],
    customers: Sequence[Customer],
    at: datetime,
    clock: Callable[[], datetime],
) -> None:
    """`at`: when the books end; `clock`: the moment of building, around which reviews are placed."""
    for seller in sellers:
        own = [c for c in customers if c.owner_id == seller.pk]
        _file(lot, seller, own[:_FILED_EACH], at)
        _follow(seller, own[:_FOLLOWED_EACH], at)
    firms = [c for c in customers if c.kind == "organisation"]
    if manager := sellers[0].manager if sellers else None:
        _follow(manager, firms[:_MANAGER_FOLLOWS], at)
    _move(sellers, firms[0], at)
    with change_set(replace(demo_actor("archives"), clock=clock), _BUILT):
        _review(lot, sellers, customers, clock)


def _file(lot: Random, seller: User, own: Sequence[Customer], at: datetime) -> None:
    for number, customer in enumerate(own):
        day = at - timedelta(days=lot.randint(10, 300))
        actor = speaking_for(demo_actor("archives", at), seller, day)
        form, place = _PLACES[number % len(_PLACES)]
        items = checklist(customer.sector, customer.kind)
        with change_set(actor, _BUILT):
            place_archive(actor=actor, customer=customer.pk, form=form, place=place)
            for item in items[: lot.randint(1, len(items))]:
                file_item(actor=actor, customer=customer.pk, item=item, is_filed=True)


def _follow(user: User, followed: Sequence[Customer], at: datetime) -> None:
    actor = speaking_for(demo_actor("archives", at), user, at - timedelta(days=60))
    with change_set(actor, _BUILT):
        for customer in followed:
            follow_customer(actor=actor, customer=customer.pk, groups=["reach", "keeping", "complaints"])


def _move(sellers: Sequence[User], firm: Customer, at: datetime) -> None:
    """A firm moves house: its card changes, and the change sheet says why and what is done about it."""
    seller = next(s for s in sellers if s.pk == firm.owner_id)
    actor = speaking_for(demo_actor("archives", at), seller, at - _MOVED)
    values = {field.name: getattr(firm, field.name) for field in fields(CustomerDraft)}
    draft = CustomerDraft(**{**values, "tags": tuple(firm.tags)})
    moved = replace(draft, address=f"{firm.city}市高新区科技路 18 号", phone="400-820-1818")
    with change_set(actor, _BUILT):
        edit_customer(actor=actor, customer=firm.pk, draft=moved)
    firm.refresh_from_db()  # what is built after this reads it from there
    later = replace(actor, clock=lambda: at - timedelta(days=20))
    judged = (
        Judged(field="address", cause="新厂区投产，总部一并迁入", measure="上门拜访新厂，重画设备清单"),
        Judged(field="phone", cause="改用统一服务电话", measure="补记各部门直线电话"),
        Judged(
            what="采购方式",
            before="各车间自行询价",
            after="集团统一招标",
            cause="集团成立采购中心",
            measure="争取进入年度框架供应商名单",
        ),
    )
    since = (at - timedelta(days=180)).date()
    with change_set(later, _BUILT):
        draw_change_sheet(actor=later, customer=firm.pk, draft=ChangeSheetDraft(since, judged))


def _review(
    lot: Random, sellers: Sequence[User], customers: Sequence[Customer], clock: Callable[[], datetime]
) -> None:
    now = clock()
    waiting: set[int] = set()
    for seller in sellers:
        own = sorted((c for c in customers if c.owner_id == seller.pk), key=lambda c: (c.updated_at, c.pk))
        waiting |= {c.pk for c in own[:_DUE_EACH]}
    known = set(Review.objects.values_list("customer_id", flat=True))
    Review.objects.bulk_create(
        Review(
            customer=customer,
            reviewed_at=now - timedelta(days=lot.randint(1, _REVIEWED_WITHIN)),
            reviewed_by_id=customer.owner_id,
        )
        for customer in customers
        if customer.pk not in waiting | known
    )
    ask_for_reviews(actor=replace(demo_actor("archives"), clock=clock))
