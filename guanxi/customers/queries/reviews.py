"""Which cards are to be looked through, and how one stands."""

from collections.abc import Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q

from guanxi.customers.models import Customer, Review, ReviewCycle
from guanxi.customers.rules.reviews import DEFAULT_MONTHS, ReviewState, review_state, stale_before
from guanxi.kit.dates import in_zone
from guanxi.platform.access.types import Actor
from guanxi.platform.records import NOBODY, RecordQuerySet


def review_cycle(actor: Actor) -> dict[str, int]:
    """Archive class -> months, in the order of the defaults; 0: never."""
    stored = ReviewCycle.objects.visible_to(actor).order_by("pk").values_list("archive_class", "months")
    return {**DEFAULT_MONTHS, **dict(stored)}


def class_labels() -> dict[str, str]:
    """Archive class -> its name, in the order of the defaults."""
    return {value: str(Customer.ArchiveClass(value).label) for value in DEFAULT_MONTHS}


def review(actor: Actor, customer_id: int) -> Review | None:
    found: Review | None = (
        Review.objects.visible_to(actor)
        .filter(customer_id=customer_id)
        .select_related("reviewed_by", "follow_up")
        .order_by("pk")
        .first()
    )
    return found


def state_of(actor: Actor, customer: Customer, reviewed: Review | None) -> ReviewState:
    """How the card stands today: changed or reviewed last, and due when."""
    zone = ZoneInfo(actor.zone)
    moments = [customer.updated_at, *([reviewed.reviewed_at] if reviewed and reviewed.reviewed_at else [])]
    last_on = in_zone(max(moments), zone).date()
    return review_state(last_on, review_cycle(actor)[customer.archive_class], actor.today())


def stale_customers(actor: Actor, cycle: Mapping[str, int]) -> RecordQuerySet:
    """Customers in sight whose cards are due and of whom nobody is asked, longest unchanged first.

    Each has an owner who still works here.
    """
    wanted = NOBODY
    for archive_class, months in cycle.items():
        last = stale_before(months, actor.today())
        if last is not None:
            wanted |= Q(archive_class=archive_class) & _untouched_since(actor, last)
    open_task = Review.objects.visible_to(actor).filter(
        customer=OuterRef("pk"), follow_up__isnull=False, follow_up__done_at=None
    )
    return (
        Customer.objects.visible_to(actor)
        .filter(wanted, is_customer=True, archived_at=None, merged_into=None, owner__is_active=True)
        .exclude(Exists(open_task))
        .order_by("updated_at", "pk")
    )


def _untouched_since(actor: Actor, last: date) -> Q:
    """Neither changed nor reviewed nor asked for after this day of the company."""
    ends = datetime.combine(last, time.max, ZoneInfo(actor.zone))
    later = Review.objects.visible_to(actor).filter(
        Q(reviewed_at__gt=ends) | Q(asked_on__gt=last), customer=OuterRef("pk")
    )
    return Q(updated_at__lte=ends) & ~Q(Exists(later))
