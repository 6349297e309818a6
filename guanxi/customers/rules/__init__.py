"""Pure rules of the customer file."""

from guanxi.customers.rules.records import cleaned, search_columns, sort_name

__all__ = ["cleaned", "search_columns", "sort_name"]
