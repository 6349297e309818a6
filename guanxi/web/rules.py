"""How long one must wait after wrong passwords. Values in, values out."""

from datetime import datetime, timedelta

FREE_TRIES = 3
LONGEST_WAIT = timedelta(minutes=15)
FORGET_AFTER = timedelta(hours=24)
# Over all accounts together: an office behind one address mistypes too, but not this often.
MOST_PER_ADDRESS = 30
ADDRESS_WINDOW = timedelta(minutes=15)


def wait_after(failures: int) -> timedelta:
    """Nothing for the first three tries, then 2, 4, 8 ... seconds up to a quarter of an hour."""
    beyond = failures - FREE_TRIES
    if beyond < 0:
        return timedelta()
    return min(timedelta(seconds=2 ** min(beyond + 1, 20)), LONGEST_WAIT)


def remaining_wait(failures: int, last_at: datetime, now: datetime) -> timedelta:
    """How long this account and address must still wait; a day without a try forgets everything."""
    if now - last_at > FORGET_AFTER:
        return timedelta()
    return max(last_at + wait_after(failures) - now, timedelta())
