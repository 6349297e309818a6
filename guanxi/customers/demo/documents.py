"""Documents of the demo company: valid ones, some about to expire, one expired with its risk event.

Like follow-ups they are placed around the day of building: a warning is only one when the day is near.
"""

import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from guanxi.customers.actions import (
    confirm_document,
    edit_risk_event,
    need_document,
    open_risk_event,
    propose_document,
)
from guanxi.customers.models import Customer, Document
from guanxi.customers.queries import document_types
from guanxi.customers.types import DocumentDraft, RiskDraft, Scan
from guanxi.platform.access.demo import demo_actor, speaking_for
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import colleagues
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.files import store
from guanxi.platform.verbs import change_set

_FRAME, _MARGIN = 6, 34  # pixels
_ISSUERS = {
    "business_licence": "市场监督管理局",
    "organisation_permit": "应急管理局",
    "contract_seal": "公安局",
}


@dataclass(frozen=True, slots=True)
class _Paper:
    """`left`: days from the day of building to the last day; None is long-term."""

    code: str
    left: int | None
    is_confirmed: bool = True


_PAPERS = (
    _Paper("business_licence", 900), _Paper("business_licence", 45), _Paper("business_licence", None),
    _Paper("business_licence", 2_000), _Paper("business_licence", 12), _Paper("organisation_permit", 300),
    _Paper("organisation_permit", 28), _Paper("organisation_permit", -20), _Paper("contract_seal", 700),
    _Paper("business_licence", 1_500, is_confirmed=False),
    _Paper("organisation_permit", 1_000, is_confirmed=False),
    _Paper("contract_seal", 400, is_confirmed=False),
)  # fmt: skip


def set_documents(
    lot: Random, sellers: Sequence[User], customers: Sequence[Customer], clock: Callable[[], datetime]
) -> None:
    """A dozen for each of the first salespeople, entered by them and confirmed by their manager."""
    house = replace(demo_actor("documents"), clock=clock)
    with change_set(house, "demo.documents"):
        _set_documents(lot, sellers, customers, house)


def _set_documents(lot: Random, sellers: Sequence[User], customers: Sequence[Customer], house: Actor) -> None:
    checker = colleagues(house).filter(roles__code="manager").order_by("pk").first()
    if checker is None:
        return
    types = {one.code: one.pk for one in document_types(house)}
    need_document(actor=house, document_type=types["contract_seal"], purpose="contract")
    scan = _scan()
    for seller in sellers[:3]:
        own = [c for c in customers if c.owner_id == seller.pk and c.kind == "organisation" and c.credit_code]
        for paper, customer in zip(_PAPERS, own, strict=False):
            maker = speaking_for(house, seller, house.now())
            made = _enter(lot, maker, customer, types[paper.code], paper, scan)
            if paper.is_confirmed:
                _confirm(speaking_for(house, checker, house.now()), made)
            if paper.left is not None and paper.left < 0 and paper.is_confirmed:
                _report(maker, made, seller)


def _enter(
    lot: Random, actor: Actor, customer: Customer, type_id: int, paper: _Paper, scan: Scan
) -> Document:
    today = actor.today()
    last = None if paper.left is None else today + timedelta(days=paper.left)
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
    return propose_document(actor=actor, customer=customer.pk, document_type=type_id, draft=draft, scan=scan)


def _confirm(actor: Actor, made: Document) -> None:
    confirm_document(
        actor=actor,
        document=made.pk,
        number=made.number,
        expires_on=made.expires_on,
        is_long_term=made.is_long_term,
    )


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


def _scan(width: int = 480, height: int = 320) -> Scan:
    """A drawn sheet with lines, as a PNG of three greys: it stands for a scan."""
    side, blank = bytes([120]) * _FRAME, bytes([250]) * _MARGIN
    inner = width - 2 * (_FRAME + _MARGIN)
    line, empty = (side + blank + bytes([ink]) * inner + blank + side for ink in (150, 250))
    rows = [line if y > height // 4 and y % 28 in (0, 1) else empty for y in range(height)]
    rows[:_FRAME] = rows[-_FRAME:] = [bytes([120]) * width] * _FRAME
    data = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    data += _chunk(b"IDAT", zlib.compress(b"".join(b"\0" + row for row in rows))) + _chunk(b"IEND", b"")
    kept = store([data])
    return Scan(kept.digest, "scan.png", "image/png", kept.size)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
