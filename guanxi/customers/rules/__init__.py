"""Pure rules of the customer file."""

from guanxi.customers.rules.profiles import BadFact, cleaned_profile
from guanxi.customers.rules.records import cleaned, derived, search_columns, sort_name
from guanxi.customers.rules.reports import Period, periods

__all__ = [
    "BadFact",
    "Period",
    "cleaned",
    "cleaned_profile",
    "derived",
    "periods",
    "search_columns",
    "sort_name",
]
