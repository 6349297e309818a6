"""A transaction file without a header is understood by its content, or left to the person."""

import pytest

from guanxi.commerce.rules.columns import by_content

KINDS = {
    "t": "text",
    "n": "number",
    "m": "money",
    "d": "day",
}


@pytest.mark.parametrize(
    ("kinds", "found"),
    [
        ("ttdnm", {"customer": 0, "date": 2, "quantity": 3, "amount": 4}),
        ("tdm", {"customer": 0, "date": 1, "amount": 2}),
        ("dtnm", {"customer": 1, "date": 0, "quantity": 2, "amount": 3}),
        ("dm", {}),
        ("ttt", {}),
        ("tdn", {}),
        ("", {}),
    ],
)
def test_the_usual_order_is_recognised(kinds, found):
    assert by_content([KINDS[k] for k in kinds]) == found
