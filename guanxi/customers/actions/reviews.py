"""Verbs on looking customers' cards through."""

from collections import Counter
from collections.abc import Iterator, Mapping

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.customers import expect_standing
from guanxi.customers.actions.refusals import CannotSave
from guanxi.customers.models import Customer, Review, ReviewCycle
from guanxi.customers.queries.reviews import review_cycle, stale_customers
from guanxi.customers.rules.reviews import DEFAULT_MONTHS, LONGEST_CYCLE, MOST_A_WEEK, TIME_TO_DO, WEEK
from guanxi.platform.access.queries import system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import verb
from guanxi.work.actions import finish_follow_up, set_follow_up


@verb("customers.set_review_cycle", label=_("Say how often cards are reviewed"))
def set_review_cycle(*, actor: Actor, months: Mapping[str, int]) -> dict[str, int]:
    """Archive class -> months, 0 for never; classes not named stay. Raises CannotSave."""
    for archive_class, count in months.items():
        if archive_class not in DEFAULT_MONTHS:
            raise CannotSave(_("Choose among the values offered."))
        if not 0 <= count <= LONGEST_CYCLE:
            raise CannotSave(fields={archive_class: _("Write a number of months from 0 to 120.")})
    stored = {row.archive_class: row for row in ReviewCycle.objects.order_by("pk").select_for_update()}
    for archive_class, count in months.items():
        if row := stored.get(archive_class):
            row.change({"months": count}, actor=actor)
        elif count != DEFAULT_MONTHS[archive_class]:
            ReviewCycle.objects.create(archive_class=archive_class, months=count)
    return review_cycle(actor)


@verb(
    "customers.ask_for_reviews",
    label=_("Ask for reviews of cards unchanged for long"),
    parts=("work.set_follow_up",),
)
def ask_for_reviews(*, actor: Actor) -> int:
    """A follow-up for the owner of each card that is due, at most five a week for each person, the longest
    unchanged first. However often it runs, no card is asked for twice in a cycle. Returns how many.
    """
    asked = 0
    for customer in _next_ones(actor):
        assert customer.owner is not None  # only those are asked for
        with translation.override(customer.owner.language):
            title = gettext("Review the card of %(name)s") % {"name": customer.name}
            note = gettext("Is everything on it still right? Correct it, or press “Reviewed” on its page.")
        made = set_follow_up(
            actor=actor,
            title=title[:200],
            note=note,
            due_on=actor.today() + TIME_TO_DO,
            owner=customer.owner_id,
            subject=("customer", customer.pk),
        )
        row, _is_new = Review.objects.get_or_create(customer=customer)
        row.change({"asked_on": actor.today(), "follow_up_id": made.pk}, actor=actor)
        asked += 1
    return asked


def _next_ones(actor: Actor) -> Iterator[Customer]:
    """Due cards, each owner's oldest first, as far as this week has room."""
    place = Window(RowNumber(), partition_by="owner_id", order_by=(F("updated_at").asc(), F("pk").asc()))
    rows = (
        stale_customers(actor, review_cycle(actor))
        .annotate(place=place)
        .filter(place__lte=MOST_A_WEEK)
        .select_related("owner")
    )
    recent = Review.objects.filter(asked_on__gt=actor.today() - WEEK)
    found = recent.values("customer__owner").annotate(count=Count("pk")).order_by("customer__owner")
    used = Counter({row["customer__owner"]: row["count"] for row in found})
    for customer in list(rows):
        if used[customer.owner_id] < MOST_A_WEEK:
            used[customer.owner_id] += 1
            yield customer


@verb("customers.review", label=_("Say that a card was reviewed"), parts=("work.finish_follow_up",))
def review_customer(*, actor: Actor, customer: Customer) -> Review:
    """Everything on the card is right today; the follow-up that asked for it is done. Raises MergedAway."""
    expect_standing(customer)
    row, _is_new = Review.objects.get_or_create(customer=customer)
    if row.follow_up is not None and row.follow_up.done_at is None:
        house = system_actor("reviews", clock=actor.clock)  # the follow-up may be a colleague's
        finish_follow_up(actor=house, follow_up=row.follow_up.pk)
    row.change({"reviewed_at": actor.now(), "reviewed_by_id": actor.user_id}, actor=actor)
    return row
