"""Questions about products, orders and returns. Each begins with what the actor may see."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min, Q, Sum
from django.db.models.functions import ExtractYear

from guanxi.commerce.models import Order, OrderLine, Product
from guanxi.commerce.rules.figures import average, monthly
from guanxi.commerce.types import Figures, Totals, Year
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound

YEAR = timedelta(days=365)
ZERO = Decimal(0)


def products(actor: Actor) -> RecordQuerySet:
    """Products and charges, by number."""
    return Product.objects.visible_to(actor).order_by("code", "pk")


def orders(actor: Actor) -> RecordQuerySet:
    """Orders and returns, newest first."""
    return Order.objects.visible_to(actor).select_related("customer").order_by("-ordered_at", "-pk")


def order(actor: Actor, key: int) -> Order:
    """Raises NotFound, whether it is missing or out of reach."""
    found: Order | None = orders(actor).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def lines(actor: Actor, order_id: int) -> RecordQuerySet:
    return (
        OrderLine.objects.visible_to(actor)
        .filter(order_id=order_id)
        .select_related("product")
        .order_by("position", "pk")
    )


def orders_of(actor: Actor, customer_id: int, kind: str) -> RecordQuerySet:
    """Sales or returns of one customer, newest first."""
    return orders(actor).filter(customer_id=customer_id, kind=kind)


def totals_of(actor: Actor, customer_id: int) -> list[Totals]:
    """What a customer bought and sent back, by kind and currency, the largest sum first."""
    rows = (
        Order.objects.visible_to(actor)
        .filter(customer_id=customer_id)
        .order_by()
        .values_list("kind", "currency")
        .annotate(Count("pk"), Sum("total"), Min("ordered_at"), Max("ordered_at"))
    )
    return sorted((Totals(*row) for row in rows), key=lambda t: (t.kind != "sale", -abs(t.amount)))


def figures_of(actor: Actor, customer_ids: Sequence[int]) -> list[Figures]:
    """Purchases and returns of these customers together, one line for each currency, the largest first."""
    sold, sent_back = Q(kind="sale"), Q(kind="return")
    recent = sold & Q(ordered_at__gte=actor.now() - YEAR)
    mine = Order.objects.visible_to(actor).filter(customer_id__in=customer_ids)
    rows = (
        mine.order_by()
        .values("currency")
        .annotate(
            orders=Count("pk", filter=sold),
            first_at=Min("ordered_at", filter=sold),
            last_at=Max("ordered_at", filter=sold),
            sales=Sum("total", filter=sold),
            recently=Sum("total", filter=recent),
            returns=Count("pk", filter=sent_back),
            returned=Sum("total", filter=sent_back),
        )
        .order_by("currency")
    )
    quantities = dict(
        OrderLine.objects.visible_to(actor)
        .filter(order__customer_id__in=customer_ids, order__kind="sale", product__kind="product")
        .order_by()
        .values_list("order__currency")
        .annotate(Sum("quantity"))
    )
    found = [_figures(row, quantities.get(row["currency"], ZERO)) for row in rows]
    return sorted(found, key=lambda one: (-one.sales, one.currency))


def _figures(row: Mapping[str, Any], quantity: Decimal) -> Figures:  # Any: a row of aggregates
    sales = row["sales"] or ZERO
    return Figures(
        currency=row["currency"],
        orders=row["orders"],
        first_at=row["first_at"],
        last_at=row["last_at"],
        sales=sales,
        average=average(sales, row["orders"]),
        quantity=quantity,
        average_quantity=average(quantity, row["orders"]),
        monthly=monthly(row["recently"] or ZERO),
        returns=row["returns"],
        returned=abs(row["returned"] or ZERO),
    )


def years_of(actor: Actor, customer_id: int) -> list[Year]:
    """The business of each year, the latest first."""
    sold, sent_back = Q(kind="sale"), Q(kind="return")
    rows = (
        Order.objects.visible_to(actor)
        .filter(customer_id=customer_id)
        .annotate(year=ExtractYear("ordered_at", tzinfo=ZoneInfo(actor.zone)))
        .order_by()
        .values("year", "currency")
        .annotate(
            orders=Count("pk", filter=sold),
            sales=Sum("total", filter=sold),
            returns=Count("pk", filter=sent_back),
            returned=Sum("total", filter=sent_back),
        )
    )
    return sorted((Year(**row) for row in rows), key=lambda y: (-y.year, y.currency))


def most_bought(actor: Actor, customer_id: int, limit: int = 3) -> list[str]:
    """Names of the products with the largest sales to a customer."""
    rows = (
        OrderLine.objects.visible_to(actor)
        .filter(order__customer_id=customer_id, order__kind="sale", product__kind="product")
        .order_by()
        .values("product_id", "product__name")
        .annotate(amount=Sum("amount"))
        .order_by("-amount", "product_id")
    )
    return [str(row["product__name"]) for row in rows[:limit]]
