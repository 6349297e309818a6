"""Documents of the demo company: valid ones, some about to expire, one expired with its risk event.

Like follow-ups they are placed around the day of building: a warning is only one when the day is near.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from guanxi.customers.actions import (
    close_risk_event,
    confirm_document,
    edit_risk_event,
    need_document,
    open_risk_event,
    propose_document,
)
from guanxi.customers.demo.scans import scan_of
from guanxi.customers.models import Customer, Document
from guanxi.customers.queries import document_types
from guanxi.customers.types import DocumentDraft, RiskDraft
from guanxi.platform.access.demo import demo_actor, speaking_for
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import colleagues
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import change_set

_ISSUERS = {
    "business_licence": "市场监督管理局",
    "organisation_permit": "应急管理局",
    "contract_seal": "公安局",
    "tax_certificate": "税务局",
}


@dataclass(frozen=True, slots=True)
class _Paper:
    """`left`: days from the day of building to the last day; None is long-term.

    `ended`: days it was over already when the demo company's last talk took place.
    """

    code: str
    left: int | None
    is_confirmed: bool = True
    ended: int | None = None


_PAPERS = (
    _Paper("business_licence", 900), _Paper("business_licence", 45), _Paper("business_licence", None),
    _Paper("business_licence", 2_000), _Paper("business_licence", 12), _Paper("organisation_permit", 300),
    _Paper("organisation_permit", 28), _Paper("organisation_permit", -20), _Paper("contract_seal", 700),
    _Paper("business_licence", 1_500, is_confirmed=False),
    _Paper("organisation_permit", 1_000, is_confirmed=False),
    _Paper("contract_seal", 400, is_confirmed=False),
    # Over long before the last talks the demo company tells of: business was done on it.
    _Paper("organisation_permit", -1, ended=75),
    _Paper("tax_certificate", 20, is_confirmed=False),
)  # fmt: skip
_NEVER = date(9999, 12, 31)


def set_documents(
    lot: Random,
    sellers: Sequence[User],
    customers: Sequence[Customer],
    as_of: datetime,
    clock: Callable[[], datetime],
) -> None:
    """A dozen for each of the first salespeople, entered by them and confirmed by their manager."""
    house = replace(demo_actor("documents"), clock=clock)
    with change_set(house, "demo.documents"):
        _set_documents(lot, sellers, customers, as_of.date(), house)


def _set_documents(
    lot: Random, sellers: Sequence[User], customers: Sequence[Customer], as_of: date, house: Actor
) -> None:
    checker = colleagues(house).filter(roles__code="manager").order_by("pk").first()
    if checker is None:
        return
    types = {one.code: one.pk for one in document_types(house)}
    need_document(actor=house, document_type=types["contract_seal"], purpose="credit")
    for seller in sellers[:3]:
        own = [c for c in customers if c.owner_id == seller.pk and c.kind == "organisation" and c.credit_code]
        maker, second = (speaking_for(house, one, house.now()) for one in (seller, checker))
        made: list[Document] = []
        for paper, customer in zip(_PAPERS, own, strict=False):
            entered = _enter(lot, maker, customer, types[paper.code], paper, as_of)
            if paper.is_confirmed:
                made.append(_confirm(second, entered))
        expired = [one for one in made if one.expires_on and one.expires_on < house.today()]
        for one in expired[:1]:
            _report(maker, one, seller)
        for one in expired[1:]:
            _mend(maker, second, one, seller)
    # What an old system left behind: the sweep finds it.
    waiting = Document.objects.filter(state="proposed", type=types["tax_certificate"]).order_by("pk")
    Document.objects.filter(pk__in=waiting[:1].values("pk")).update(expires_on=_NEVER)


def _enter(
    lot: Random, actor: Actor, customer: Customer, type_id: int, paper: _Paper, as_of: date
) -> Document:
    today = actor.today()
    last = None if paper.left is None else today + timedelta(days=paper.left)
    if paper.ended is not None:
        last = as_of - timedelta(days=paper.ended)
    issued = min(today - timedelta(days=lot.randrange(200, 900)), (last or today) - timedelta(days=1_200))
    is_licence = paper.code == "business_licence"
    draft = DocumentDraft(
        number=customer.credit_code if is_licence else f"{customer.code}-{lot.randrange(10_000, 99_999)}",
        issuer=f"{customer.city}市{_ISSUERS[paper.code]}",
        issued_on=issued,
        expires_on=last,
        is_long_term=last is None,
        long_term_reason="执照载明营业期限为长期" if last is None else "",
        basis="见原件，复印件存档",
    )
    until = f"VALID TO {last}" if last else "LONG-TERM"
    scan = scan_of((paper.code.replace("_", " "), f"NO. {draft.number}", f"ISSUED {issued}", until))
    made: Document = propose_document(
        actor=actor, customer=customer.pk, document_type=type_id, draft=draft, scan=scan
    )
    return made


def _confirm(actor: Actor, made: Document) -> Document:
    confirmed: Document = confirm_document(
        actor=actor,
        document=made.pk,
        number=made.number,
        expires_on=made.expires_on,
        is_long_term=made.is_long_term,
    )
    return confirmed


def _report(actor: Actor, made: Document, seller: User) -> None:
    today: date = actor.today()
    draft = RiskDraft(
        title="许可证过期后仍在洽谈业务",
        happened_on=today - timedelta(days=15),
        due_on=today - timedelta(days=2),
        cause="到期提醒未处理，换证材料还在客户处。",
        training="季度例会讲解证件有效期的维护要求。",
    )
    event = open_risk_event(actor=actor, draft=draft, document=made.pk, responsible=seller.pk)
    edit_risk_event(
        actor=actor, risk_event=event.pk, draft=replace(draft, rectification="已暂停新业务，催办换证。")
    )


def _mend(maker: Actor, checker: Actor, made: Document, seller: User) -> None:
    """One that went its whole way: rectified, trained for, looked for again by another, closed."""
    today: date = maker.today()
    over_on = made.expires_on or today
    draft = RiskDraft(
        title="用过期许可证签了维保协议",
        happened_on=min(over_on + timedelta(days=12), today),
        due_on=min(over_on + timedelta(days=40), today),
        cause="续期材料由客户保管，录入时未核对扫描件上的到期日。",
        rectification="补充协议暂缓执行，客户已换证并重新核对。",
        training="新人培训加入证件核对练习。",
    )
    event = open_risk_event(actor=maker, draft=draft, document=made.pk, responsible=seller.pk)
    close_risk_event(
        actor=checker,
        risk_event=event.pk,
        recurrence_check="抽查近两个月四十份业务，未再发现用过期证件办理。",
    )
