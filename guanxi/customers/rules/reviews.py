"""When a card is to be looked through again. Pure: days in, days out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from guanxi.kit.dates import add_months

# Months without a change or a review, by archive class; 0: never. A company sets its own.
DEFAULT_MONTHS: Mapping[str, int] = {"existing": 6, "potential": 12, "channel": 6, "lost": 24}
LONGEST_CYCLE = 120
MOST_A_WEEK = 5  # cards a person is asked to look through in seven days: more is not looked through at all
TIME_TO_DO = timedelta(days=7)
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ReviewState:
    """`last_on`: the day of the last change or review. `due_on` None: this class is never asked for."""

    last_on: date
    due_on: date | None
    months: int
    is_due: bool


def review_state(last_on: date, months: int, today: date) -> ReviewState:
    """A card is due on the day on which its months are over."""
    due_on = add_months(last_on, months) if months else None
    return ReviewState(last_on, due_on, months, due_on is not None and due_on <= today)


def stale_before(months: int, today: date) -> date | None:
    """Cards whose last day is this one or earlier are due; None: never."""
    return _last_due(today, months) if months else None


def _last_due(today: date, months: int) -> date:
    """The latest day d with add_months(d, months) <= today: the ends of months are not all the same day."""
    day = add_months(today, -months)
    while add_months(day + timedelta(days=1), months) <= today:
        day += timedelta(days=1)
    return day
