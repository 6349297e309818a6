"""Questions about products, orders and returns. Each begins with what the actor may see."""

from decimal import Decimal

from django.db.models import Count, Max, Min, Q, Sum

from guanxi.commerce.models import Order, OrderLine, Product
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound


def products(actor: Actor) -> RecordQuerySet:
    """Products and charges, by number."""
    return Product.objects.visible_to(actor).order_by("code", "pk")


def orders(actor: Actor) -> RecordQuerySet:
    """Orders and returns, newest first."""
    return Order.objects.visible_to(actor).select_related("customer").order_by("-ordered_at", "-pk")


def orders_of(actor: Actor, customer_id: int) -> RecordQuerySet:
    return Order.objects.visible_to(actor).filter(customer_id=customer_id).order_by("-ordered_at", "-pk")


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


def customer_totals(actor: Actor, customer_id: int) -> dict[str, object]:
    """Orders, returns, what they come to, and the first and last order of one customer."""
    sale, back = Q(kind=Order.Kind.SALE), Q(kind=Order.Kind.RETURN)
    found = (
        Order.objects.visible_to(actor)
        .filter(customer_id=customer_id)
        .aggregate(
            orders=Count("pk", filter=sale),
            returns=Count("pk", filter=back),
            sales=Sum("total", filter=sale),
            refunds=Sum("total", filter=back),
            first_at=Min("ordered_at", filter=sale),
            last_at=Max("ordered_at", filter=sale),
        )
    )
    return {**found, "sales": found["sales"] or Decimal(0), "refunds": found["refunds"] or Decimal(0)}
