"""Verbs that record who answered."""

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from guanxi.commerce.models import Order
from guanxi.customers.actions import log_touch, log_touches
from guanxi.customers.types import TouchDraft
from guanxi.kit.money import LARGEST, round_half_up
from guanxi.marketing.events import ResponseRecorded, ResponsesImported
from guanxi.marketing.models import Cell, Response
from guanxi.marketing.queries.responses import CannotRecord, ResponseFound, check_responses, find_response
from guanxi.marketing.rules import untimely_rule
from guanxi.marketing.types import CELL, CheckedResponses, ReadyResponse, ResponseRow
from guanxi.platform.access.types import Actor
from guanxi.platform.bus import tell
from guanxi.platform.verbs import Refused, verb


class OtherCustomersOrder(Refused):
    sentence = _("This order belongs to another customer.")


@verb(
    "marketing.record_response",
    label=_("Record an answer to a campaign"),
    parts=("customers.log_touch",),
)
def record_response(
    *,
    actor: Actor,
    code: str,
    customer: str,
    on: date | None = None,
    revenue: Decimal | None = None,
    order: Order | None = None,
) -> Response:
    """The answer of the customer with this number (or name, when only one fits) who got this code.

    Without an amount the order's total counts, else zero. The same answer (customer, cell, day, amount) is
    taken once. Raises MistypedCode, UnknownCode, CannotRecord, SeveralFit, OtherCustomersOrder.
    """
    found = find_response(actor, code=code, customer=customer)
    if order is not None and order.customer_id != found.customer.pk:
        raise OtherCustomersOrder
    amount = revenue if revenue is not None else (order.total if order else Decimal(0))
    day, amount = on or actor.today(), round_half_up(amount)
    _check(actor, found, day, amount)
    made: Response = Response.objects.create(
        cell=found.cell,
        customer=found.customer,
        responded_on=day,
        responded_at=_moment(actor, day, found.cell),
        revenue=amount,
        order=order,
        source=Response.Source.TYPED,
    )
    log_touch(
        actor=actor,
        customer=found.customer.pk,
        draft=_touch(found.cell, made.responded_at),
        cause=(CELL, found.cell.pk),
    )
    tell(ResponseRecorded(customer_id=found.customer.pk, response_id=made.pk, cell_id=found.cell.pk))
    return made


@verb("marketing.import_responses", label=_("Import answers to campaigns"), parts=("customers.log_touches",))
def import_responses(*, actor: Actor, rows: Sequence[ResponseRow]) -> CheckedResponses:
    """Store the lines that pass every rule; the others come back with theirs. Raises nothing of its own."""
    checked = check_responses(actor, rows)
    store_responses(actor, list(checked.ready.values()))
    return checked


def store_responses(actor: Actor, ready: Sequence[ReadyResponse]) -> None:
    """Rows that passed the rules, and an entry in each customer's timeline."""
    cells = Cell.objects.select_related("program__campaign", "code").in_bulk({r.cell_id for r in ready})
    made = [
        Response(
            cell_id=one.cell_id,
            customer_id=one.customer_id,
            responded_on=one.responded_on,
            responded_at=_moment(actor, one.responded_on, cells[one.cell_id]),
            revenue=one.revenue,
            source=Response.Source.IMPORTED,
        )
        for one in ready
    ]
    Response.objects.bulk_create(made, batch_size=5_000)
    grouped: dict[tuple[int, datetime], list[int]] = {}
    for response in made:
        grouped.setdefault((response.cell_id, response.responded_at), []).append(response.customer_id)
    for (cell_id, at), customer_ids in sorted(grouped.items()):
        log_touches(
            actor=actor, customers=customer_ids, draft=_touch(cells[cell_id], at), cause=(CELL, cell_id)
        )
    tell(ResponsesImported(count=len(made)))


def _check(actor: Actor, found: ResponseFound, day: date, amount: Decimal) -> None:
    """Raises CannotRecord."""
    launched_at = found.campaign.launched_at
    assert launched_at is not None, "find_response refuses codes of campaigns that are not launched"
    launched_on = launched_at.astimezone(ZoneInfo(actor.zone)).date()
    rule = untimely_rule(responded_on=day, launched_on=launched_on, today=actor.today(), revenue=amount)
    if rule:
        raise CannotRecord(rule, "revenue" if rule == "bad_amount" else "on")
    if amount > LARGEST:
        raise CannotRecord("bad_amount", "revenue")
    if any((one.responded_on, one.revenue) == (day, amount) for one in found.earlier):
        raise CannotRecord("duplicate", "customer")


def _moment(actor: Actor, day: date, cell: Cell) -> datetime:
    """Only the day is known: now when it is today, else noon, never before the launch."""
    if day == actor.today():
        return actor.now()
    noon = datetime.combine(day, time(12), tzinfo=ZoneInfo(actor.zone))
    launched_at = cell.program.campaign.launched_at
    return max(noon, launched_at) if launched_at else noon


def _touch(cell: Cell, at: datetime) -> TouchDraft:
    code = cell.code.code if cell.code else ""
    return TouchDraft("response", "in", at, subject=cell.program.campaign.name, outcome=code)
