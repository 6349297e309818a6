"""Competitors: the whole company knows them; which customers buy from them follows the customers' rights."""

from guanxi.customers.models import Competitor, CompetitorNote, CompetitorProduct, Customer, RivalPurchase
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound


def competitors(actor: Actor) -> RecordQuerySet:
    return Competitor.objects.visible_to(actor).order_by("name", "pk")


def competitor(actor: Actor, key: int) -> Competitor:
    """Raises NotFound."""
    found: Competitor | None = Competitor.objects.visible_to(actor).filter(pk=key).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def competitor_products(actor: Actor, competitor_id: int) -> RecordQuerySet:
    """Its products as we saw them, newest prices first."""
    return (
        CompetitorProduct.objects.visible_to(actor)
        .filter(competitor_id=competitor_id)
        .order_by("name", "-seen_on", "-pk")
    )


def competitor_notes(actor: Actor, competitor_id: int) -> list[CompetitorNote]:
    """What was learned, newest first. The customer it came from is named to those who may see that one."""
    rows = (
        CompetitorNote.objects.visible_to(actor)
        .filter(competitor_id=competitor_id)
        .select_related("by")
        .order_by("-on", "-pk")
    )
    found = list(rows[:200])
    keys = [note.customer_id for note in found if note.customer_id]
    known = {c.pk: c for c in Customer.objects.visible_to(actor).filter(pk__in=keys).order_by("pk")}
    for note in found:
        note.customer_in_reach = known.get(note.customer_id or 0)
    return found


def lost_to_rivals(actor: Actor, competitor_id: int) -> RecordQuerySet:
    """Customers in reach who buy from it now, with the reason."""
    return (
        RivalPurchase.objects.visible_to(actor)
        .filter(competitor_id=competitor_id, until_on=None)
        .select_related("customer")
        .order_by("customer__sort_name", "pk")
    )
