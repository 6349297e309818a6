"""What the columns of a transaction file without a header most likely hold."""

from collections.abc import Sequence

DATES = frozenset({"day", "moment"})


def by_content(kinds: Sequence[str]) -> dict[str, int]:
    """Column of the target -> position, for the usual order: customer, ..., date, quantity, amount.

    `kinds` as the readers guess them ("text", "number", "money", "day", ...). The first date is the date,
    the last decimal figure the amount, a whole number just before it the quantity, and the first column
    that is none of these the customer. Empty when that does not fit.
    """
    date = next((at for at, kind in enumerate(kinds) if kind in DATES), None)
    decimals = [at for at, kind in enumerate(kinds) if kind == "money"]
    if date is None or not decimals:
        return {}
    found = {"date": date, "amount": decimals[-1]}
    before = decimals[-1] - 1
    if before >= 0 and before not in found.values() and kinds[before] == "number":
        found["quantity"] = before
    customer = next((at for at in range(len(kinds)) if at not in found.values()), None)
    return {"customer": customer, **found} if customer is not None else {}
