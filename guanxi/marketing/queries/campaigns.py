"""Campaigns, their programs and cells."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count, DateTimeField, ExpressionWrapper, F, Q, Value

from guanxi.marketing.models import Campaign, Cell, CellMember, Program
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound


def campaigns(actor: Actor) -> RecordQuerySet:
    """Campaigns the actor may see, the newest change first."""
    return Campaign.objects.visible_to(actor).select_related("owner").order_by("-updated_at", "-id")


def campaigns_at_work(actor: Actor) -> RecordQuerySet:
    """Planned campaigns, and launched ones whose response window is open; the newest change first."""
    closing = ExpressionWrapper(
        F("launched_at") + F("response_days") * Value(timedelta(days=1)), output_field=DateTimeField()
    )
    is_open = Q(launched_at=None) | Q(closes_at__gt=actor.now())
    found: RecordQuerySet = campaigns(actor).annotate(closes_at=closing).filter(is_open)
    return found


def campaign(actor: Actor, key: int) -> Campaign:
    """Raises NotFound."""
    found: Campaign | None = campaigns(actor).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def programs(actor: Actor, campaign_id: int) -> RecordQuerySet:
    """The programs of one campaign in the order they were added."""
    return (
        Program.objects.visible_to(actor)
        .filter(campaign_id=campaign_id)
        .select_related("list", "campaign")
        .order_by("pk")
    )


def program(actor: Actor, key: int) -> Program:
    """Raises NotFound."""
    found: Program | None = (
        Program.objects.visible_to(actor)
        .filter(pk=key)
        .select_related("list", "campaign")
        .order_by("pk")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def cells(actor: Actor, *, campaign_id: int) -> RecordQuerySet:
    """Cells of a campaign, program by program, as planned, with offer and code."""
    return (
        Cell.objects.visible_to(actor)
        .filter(program__campaign_id=campaign_id)
        .select_related("program", "program__list", "program__campaign", "offer", "code")
        .order_by("program_id", "position", "pk")
    )


def cell(actor: Actor, key: int, *, right: str | None = None) -> Cell:
    """Raises NotFound."""
    found: Cell | None = (
        Cell.objects.visible_to(actor, right)
        .filter(pk=key)
        .select_related("program", "program__campaign", "offer", "code")
        .order_by("pk")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def members(actor: Actor, cell_id: int) -> RecordQuerySet:
    """Customers of a cell whom the actor may see."""
    return CellMember.objects.visible_to(actor).filter(cell_id=cell_id).order_by("customer_id", "pk")


def sizes(actor: Actor, *, campaign_id: int) -> dict[int, int]:
    """Cell -> how many of its customers the actor may see."""
    counted = (
        CellMember.objects.visible_to(actor)
        .filter(cell__program__campaign_id=campaign_id)
        .values("cell_id")
        .annotate(n=Count("id"))
        .order_by("cell_id")
    )
    return {row["cell_id"]: row["n"] for row in counted}


def cell_names(actor: Actor, keys: Iterable[int]) -> dict[int, str]:
    """Campaign and cell of those among `keys` the actor may see."""
    found = Cell.objects.visible_to(actor).filter(pk__in=list(keys)).order_by("pk")
    return {
        key: f"{campaign} · {name}"
        for key, campaign, name in found.values_list("pk", "program__campaign__name", "name")
    }
