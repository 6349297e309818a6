"""Questions about products, orders and returns. Each begins with what the actor may see."""

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
