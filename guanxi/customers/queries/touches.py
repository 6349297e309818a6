"""The timeline."""

from collections.abc import Iterable

from django.db.models import Count, Q

from guanxi.customers.models import Touch
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound

OFFERED = 20


def timeline(actor: Actor, customer_id: int, *, channels: Iterable[str] = ()) -> RecordQuerySet:
    """Touches of a customer, newest first, its contacts' talks included."""
    found = (
        Touch.objects.visible_to(actor)
        .filter(Q(customer_id=customer_id) | Q(person_id=customer_id))
        .select_related("by", "person", "customer")
        .order_by("-at", "-pk")
    )
    chosen = list(channels)
    return found.filter(channel__in=chosen) if chosen else found


def touches(actor: Actor) -> RecordQuerySet:
    """Every entry of every timeline in reach."""
    return Touch.objects.visible_to(actor).order_by("pk")


def touch(actor: Actor, key: int) -> Touch:
    """Raises NotFound."""
    found: Touch | None = Touch.objects.visible_to(actor).filter(pk=key).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def channel_choices() -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in Touch.Channel.choices]


def channels_of(actor: Actor, customer_id: int) -> list[tuple[str, str, int]]:
    """The channels that occur in a customer's timeline with their words and counts, the most used first."""
    counted = dict(
        Touch.objects.visible_to(actor)
        .filter(Q(customer_id=customer_id) | Q(person_id=customer_id))
        .values_list("channel")
        .annotate(found=Count("pk"))
        .order_by("channel")
    )
    words = dict(channel_choices())
    return sorted(((c, words[c], n) for c, n in counted.items()), key=lambda found: (-found[2], found[0]))


def occasions(actor: Actor, customer_id: int, *, also: int | None = None) -> RecordQuerySet:
    """The newest of a timeline, to choose among, and `also` this one, however old it is."""
    keys = list(timeline(actor, customer_id).values_list("pk", flat=True)[:OFFERED])
    keys += [also] if also is not None else []
    return Touch.objects.visible_to(actor).filter(pk__in=keys).order_by("-at", "-pk")
