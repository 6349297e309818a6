"""Questions about products, orders and returns."""

from guanxi.commerce.models import Order, Product
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet


def orders(actor: Actor) -> RecordQuerySet:
    """Orders and returns of the customers the actor may see, newest first."""
    return Order.objects.visible_to(actor).order_by("-ordered_at", "-pk")


def products(actor: Actor) -> RecordQuerySet:
    return Product.objects.visible_to(actor).order_by("code", "pk")
