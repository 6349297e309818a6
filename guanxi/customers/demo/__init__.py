"""The customer file of the demo company, and a file of any size for trying the house under load."""

from guanxi.customers.demo.company import build
from guanxi.customers.demo.many import enlarge

__all__ = ["build", "enlarge"]
