"""What programs read and write of the customer file."""

from guanxi.customers.api.contacts import CONTACTS
from guanxi.customers.api.customers import CUSTOMERS
from guanxi.customers.api.documents import DOCUMENTS
from guanxi.customers.api.statements import STATEMENTS
from guanxi.customers.api.touches import TOUCHES

RESOURCES = (CUSTOMERS, CONTACTS, TOUCHES, STATEMENTS, DOCUMENTS)
