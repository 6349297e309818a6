"""Verbs of commerce."""

from guanxi.commerce.actions.orders import import_orders

__all__ = ["import_orders"]
