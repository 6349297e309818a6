"""What programs read and write of the customer file."""

from guanxi.customers.api.customers import CUSTOMERS

RESOURCES = (CUSTOMERS,)
