"""A campaign measured. The method: docs/algorithms/campaign-results.md."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db.models import Count, Min, Q, Sum
from django.utils.translation import gettext_lazy as _

from guanxi.commerce.queries import orders
from guanxi.decisions.rules import compare
from guanxi.decisions.types import Comparison, Group
from guanxi.kit.statistics import CONFIDENCE, wilson_interval
from guanxi.marketing.models import Campaign, Cell, CellMember, Response
from guanxi.marketing.queries.campaigns import campaign as one_campaign
from guanxi.marketing.queries.campaigns import cells as cells_of
from guanxi.marketing.queries.campaigns import sizes
from guanxi.marketing.types import CampaignResults, CellResult, CellTotals
from guanxi.platform.access.queries import company
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import Refused

SEE_ORDERS = "commerce.see_orders"


class NotLaunched(Refused):
    sentence = _("This campaign has not been launched: there is nothing to measure yet.")


@dataclass(frozen=True, slots=True)
class _Window:
    opens_at: datetime
    closes_at: datetime


def results(actor: Actor, campaign: int) -> CampaignResults:
    """Each cell measured over the customers the actor may see, test cells against their control.

    Raises NotFound, NotLaunched.
    """
    chosen = one_campaign(actor, campaign)
    if chosen.launched_at is None:
        raise NotLaunched
    window = _Window(chosen.launched_at, chosen.launched_at + timedelta(days=chosen.response_days))
    cells = list(cells_of(actor, campaign_id=chosen.pk))
    currency, left_out = _currency(actor, chosen, window)
    totals = _totals(actor, chosen, cells, window, currency)
    return CampaignResults(
        campaign_id=chosen.pk,
        launched_at=window.opens_at,
        closes_at=window.closes_at,
        measured_at=actor.now(),
        is_open=actor.now() < window.closes_at,
        currency=currency,
        currencies_left_out=left_out,
        orders_visible=actor.may(SEE_ORDERS),
        cells=tuple(_measured(cell, totals, cells) for cell in cells),
    )


def _totals(
    actor: Actor, campaign: Campaign, cells: Iterable[Cell], window: _Window, currency: str
) -> dict[int, CellTotals]:
    seen = sizes(actor, campaign_id=campaign.pk)
    totals = {cell.pk: CellTotals(size=seen.get(cell.pk, 0)) for cell in cells}
    for cell_id, revenue, is_late in _answers(actor, campaign, window):
        sums = totals[cell_id]
        if is_late:
            totals[cell_id] = replace(sums, late=sums.late + 1)
            continue
        totals[cell_id] = replace(
            sums,
            responders=sums.responders + 1,
            revenue=sums.revenue + revenue,
            revenue_squares=sums.revenue_squares + revenue * revenue,
        )
    for cell_id, sales, bought in _purchases(actor, campaign, window, currency):
        sums = totals[cell_id]
        totals[cell_id] = replace(
            sums,
            buyers=sums.buyers + bought,
            sales=sums.sales + sales,
            sales_squares=sums.sales_squares + sales * sales,
        )
    return totals


def _answers(actor: Actor, campaign: Campaign, window: _Window) -> Iterable[tuple[int, Decimal, bool]]:
    """Cell, revenue and lateness of each customer who answered: once, at the first answer.

    Late is whoever answered for the first time after the window; revenue after the window does not count.
    """
    inside = Q(responded_at__lt=window.closes_at)
    found = (
        Response.objects.visible_to(actor)
        .filter(cell__program__campaign=campaign)
        .values("cell_id", "customer_id")
        .annotate(first=Min("responded_at"), within=Sum("revenue", filter=inside))
        .order_by("cell_id", "customer_id")
    )
    for row in found:
        yield row["cell_id"], row["within"] or Decimal(0), row["first"] >= window.closes_at


def _orders_in(actor: Actor, campaign: Campaign, window: _Window) -> RecordQuerySet:
    members = CellMember.objects.visible_to(actor).filter(cell__program__campaign=campaign)
    return orders(actor).filter(
        customer__in=members.values("customer"),
        ordered_at__gte=window.opens_at,
        ordered_at__lt=window.closes_at,
        ordered_at__lte=actor.now(),
    )


def _purchases(
    actor: Actor, campaign: Campaign, window: _Window, currency: str
) -> Iterable[tuple[int, Decimal, bool]]:
    """Cell, net sales, and whether there was a sale, of each customer with orders in the window."""
    bought = _orders_in(actor, campaign, window).filter(currency=currency)
    per_customer = {
        row["customer_id"]: (row["net"], row["orders"] > 0)
        for row in bought.order_by()
        .values("customer_id")
        .annotate(net=Sum("total"), orders=Count("id", filter=Q(kind="sale")))
    }
    members = (
        CellMember.objects.visible_to(actor)
        .filter(cell__program__campaign=campaign, customer__in=bought.order_by().values("customer"))
        .values_list("cell_id", "customer_id")
        .order_by("pk")
    )
    for cell_id, customer_id in members:
        net, has_bought = per_customer[customer_id]
        yield cell_id, net, has_bought


def _currency(actor: Actor, campaign: Campaign, window: _Window) -> tuple[str, tuple[str, ...]]:
    """The currency that is summed, and those which are not: amounts of two currencies are never added.

    The home currency when anything was bought in it, else the one of most orders.
    """
    home = company().currency
    rows = _orders_in(actor, campaign, window).order_by().values("currency").annotate(n=Count("id"))
    counted = Counter({row["currency"]: row["n"] for row in rows})
    if not counted:
        return home, ()
    chosen = home if home in counted else min(counted, key=lambda code: (-counted[code], code))
    return chosen, tuple(sorted(set(counted) - {chosen}))


def _control_of(cell: Cell, cells: Iterable[Cell]) -> Cell | None:
    """The control of the same program; None for the control itself."""
    if cell.kind == Cell.Kind.CONTROL:
        return None
    same = (c for c in cells if c.program_id == cell.program_id and c.kind == Cell.Kind.CONTROL)
    return next(same, None)


def _measured(cell: Cell, totals: dict[int, CellTotals], cells: Sequence[Cell]) -> CellResult:
    own = totals[cell.pk]
    control = _control_of(cell, cells)
    tests = sum(c.program_id == cell.program_id and c.kind == Cell.Kind.TEST for c in cells)
    return CellResult(
        cell_id=cell.pk,
        program=cell.program.name,
        name=cell.name,
        kind=cell.kind,
        code=cell.code.code if cell.code else "",
        offer=cell.offer.name if cell.offer else "",
        planned_size=cell.size,
        totals=own,
        response_rate=own.responders / own.size if own.size else None,
        response_interval=wilson_interval(own.responders, own.size),
        buyer_rate=own.buyers / own.size if own.size else None,
        buyer_interval=wilson_interval(own.buyers, own.size),
        revenue_per_head=own.revenue / own.size if own.size else None,
        sales_per_head=own.sales / own.size if own.size else None,
        response=_compared(cell, control, tests, totals, _answered),
        purchase=_compared(cell, control, tests, totals, _purchased),
    )


def _answered(sums: CellTotals) -> Group:
    return Group(sums.size, sums.responders, sums.revenue, sums.revenue_squares)


def _purchased(sums: CellTotals) -> Group:
    return Group(sums.size, sums.buyers, sums.sales, sums.sales_squares)


def _compared(
    cell: Cell,
    control: Cell | None,
    tests: int,
    totals: dict[int, CellTotals],
    group: Callable[[CellTotals], Group],
) -> Comparison | None:
    if control is None:
        return None
    shares = Fraction(cell.share), Fraction(control.share)
    # Bonferroni: all intervals of a program hold together with 95 %.
    confidence = 1 - (1 - CONFIDENCE) / tests
    return compare(group(totals[cell.pk]), group(totals[control.pk]), shares, confidence)
