"""What the columns of a transaction file without a header most likely hold."""

from collections.abc import Sequence

from guanxi.platform.exchange.readers.guesses import ColumnGuess, ColumnKind

DATES = (ColumnKind.DAY, ColumnKind.MOMENT)


def by_content(guesses: Sequence[ColumnGuess]) -> dict[str, int]:
    """Column of the target -> position, for the usual order: customer, ..., date, quantity, amount.

    The first date is the date, the last decimal figure the amount, a whole number just before it the
    quantity, and the first column that is none of these the customer. Empty when that does not fit.
    """
    date = next((at for at, guess in enumerate(guesses) if guess.kind in DATES), None)
    decimals = [at for at, guess in enumerate(guesses) if guess.kind is ColumnKind.MONEY]
    if date is None or not decimals:
        return {}
    found = {"date": date, "amount": decimals[-1]}
    before = decimals[-1] - 1
    if before >= 0 and before not in found.values() and guesses[before].kind is ColumnKind.NUMBER:
        found["quantity"] = before
    customer = next((at for at in range(len(guesses)) if at not in found.values()), None)
    return {"customer": customer, **found} if customer is not None else {}
