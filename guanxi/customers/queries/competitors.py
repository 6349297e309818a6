"""Competitors: the whole company knows them; which customers buy from them follows the customers' rights."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max

from guanxi.customers.models import (
    Competitor,
    CompetitorNote,
    CompetitorProduct,
    Customer,
    Profile,
    RivalPurchase,
)
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound


def competitors(actor: Actor) -> RecordQuerySet:
    return Competitor.objects.visible_to(actor).order_by("name", "pk")


@dataclass(frozen=True, slots=True)
class CompetitorLine:
    """A competitor in the list; `buyers` counts customers in reach who buy there now."""

    competitor: Competitor
    products: int
    buyers: int
    noted_on: date | None


def competitor_lines(actor: Actor) -> list[CompetitorLine]:
    """All of them with what is known in figures, those most bought from first."""
    buyers = buyers_by_competitor(actor)
    rows = competitors(actor).annotate(sold=Count("products", distinct=True), noted_on=Max("notes__on"))
    lines = [CompetitorLine(row, row.sold, buyers.get(row.pk, 0), row.noted_on) for row in rows]
    return sorted(lines, key=lambda line: -line.buyers)


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


def competitor_product(actor: Actor, key: int) -> CompetitorProduct:
    """Raises NotFound."""
    rows = CompetitorProduct.objects.visible_to(actor).select_related("competitor").order_by("pk")
    found: CompetitorProduct | None = rows.filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def competitor_note(actor: Actor, key: int) -> CompetitorNote:
    """Raises NotFound."""
    found: CompetitorNote | None = (
        CompetitorNote.objects.visible_to(actor).filter(pk=key).order_by("pk").first()
    )
    if found is None:
        raise NotFound
    return found


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


def buyers_by_competitor(actor: Actor) -> dict[int, int]:
    """How many customers in reach buy from each competitor now."""
    rows = (
        RivalPurchase.objects.visible_to(actor)
        .filter(until_on=None)
        .order_by()
        .values("competitor_id")
        .annotate(found=Count("customer_id", distinct=True))
    )
    return {row["competitor_id"]: row["found"] for row in rows}


def lost_to(actor: Actor, competitor_id: int) -> RecordQuerySet:
    """Profiles of customers in reach that were lost to it, the latest first."""
    return (
        Profile.objects.visible_to(actor)
        .filter(lost_to_id=competitor_id, customer__archive_class=Customer.ArchiveClass.LOST)
        .select_related("customer")
        .order_by("-lost_on", "pk")
    )


def lost_to_rivals(actor: Actor, competitor_id: int) -> RecordQuerySet:
    """Customers in reach who buy from it now, with the reason."""
    return (
        RivalPurchase.objects.visible_to(actor)
        .filter(competitor_id=competitor_id, until_on=None)
        .select_related("customer")
        .order_by("customer__sort_name", "pk")
    )
