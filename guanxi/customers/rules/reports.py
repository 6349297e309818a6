"""Which reports a channel partner owes for which periods, and what became of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from guanxi.kit.dates import add_months, month_start

MONTHS = {"month": 1, "quarter": 3, "year": 12}
MOST_PERIODS = 36  # further back nobody asks for a report any more


@dataclass(frozen=True, slots=True)
class Period:
    """`state`: received (in time), late (received after the day), overdue, or open (not due yet)."""

    begins_on: date
    due_on: date
    received_on: date | None
    state: str


def periods(
    every: str,
    due_day: int,
    since_on: date,
    until_on: date | None,
    received: Mapping[date, date],
    today: date,
) -> list[Period]:
    """The whole periods that are over, newest first; `received` tells the day by a period's first day."""
    months = MONTHS[every]
    last = min(today, until_on or today)
    begins = _first_of_period(last, months)
    found: list[Period] = []
    while len(found) < MOST_PERIODS:
        ends = add_months(begins, months) - timedelta(days=1)
        if ends < since_on:
            break
        if ends < today:
            found.append(_period(begins, ends + timedelta(days=due_day), received.get(begins), today))
        begins = add_months(begins, -months)
    return found


def punctual(found: Iterable[Period]) -> tuple[int, int]:
    """How many came in time, of those that were due; one that is not due yet counts neither way."""
    due = [one for one in found if one.state != "open"]
    return sum(1 for one in due if one.state == "received"), len(due)


def _period(begins: date, due: date, received: date | None, today: date) -> Period:
    if received is not None:
        return Period(begins, due, received, "received" if received <= due else "late")
    return Period(begins, due, None, "overdue" if today > due else "open")


def _first_of_period(day: date, months: int) -> date:
    first = month_start(day)
    return first.replace(month=first.month - (first.month - 1) % months)
