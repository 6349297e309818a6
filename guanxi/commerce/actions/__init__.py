"""Verbs of commerce."""

from guanxi.commerce.actions.imports import plan_transactions, write_transactions
from guanxi.commerce.actions.orders import import_orders

__all__ = ["import_orders", "plan_transactions", "write_transactions"]
