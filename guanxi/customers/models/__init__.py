"""The customer file: one row per organisation or person, contacts between them, and every touch."""

from guanxi.customers.models.customers import Contact, Customer, TokensField
from guanxi.customers.models.touches import Touch

__all__ = ["Contact", "Customer", "TokensField", "Touch"]
