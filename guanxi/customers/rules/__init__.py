"""Pure rules of the customer file."""

from guanxi.customers.rules.profiles import BadFact, cleaned_profile
from guanxi.customers.rules.records import cleaned, derived, search_columns

__all__ = [
    "BadFact",
    "cleaned",
    "cleaned_profile",
    "derived",
    "search_columns",
]
