"""From a figure to the rows behind it: lists with a condition in their address."""

import json
from datetime import date
from urllib.parse import urlencode

from django.shortcuts import resolve_url

Comparison = dict[str, object]


def customers_where(*comparisons: Comparison) -> str:
    """The customer list, narrowed."""
    return _narrowed(resolve_url("customers:list"), comparisons)


def orders_where(*comparisons: Comparison) -> str:
    """The list of orders and returns, narrowed."""
    return _narrowed(resolve_url("analytics:orders"), comparisons)


def fact_is(fact: str, operator: str, value: object) -> Comparison:
    return {"fact": fact, "is": operator, "value": value}


def between(fact: str, first: date | str, last: date | str) -> Comparison:
    return fact_is(fact, "between", [str(first), str(last)])


def _narrowed(address: str, comparisons: tuple[Comparison, ...]) -> str:
    condition = {"version": 1, "all": list(comparisons)}
    return f"{address}?{urlencode({'filter': json.dumps(condition, separators=(',', ':'))})}"
