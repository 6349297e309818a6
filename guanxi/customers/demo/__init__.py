"""The customer file of the demo company, and a file of any size for trying the house under load."""

from guanxi.customers.demo.company import build

__all__ = ["build"]
