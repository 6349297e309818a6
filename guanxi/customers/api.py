"""What programs read of the customer file."""

from django.utils.translation import gettext_lazy as _

from guanxi.api.resources import Resource
from guanxi.customers import queries
from guanxi.customers.tables import CUSTOMERS as TABLE

CUSTOMERS = Resource(
    name="customers",
    label=_("Customers"),
    area="customers",
    subject="customer",
    rows=TABLE.rows,
    one=queries.customer,
    # Columns with a right of their own do not sort: the order would tell what the value does not.
    sorts={column.key: column.sort for column in TABLE.columns if column.sort and column.right is None},
    sort=TABLE.sort,
    search=TABLE.search,
)
