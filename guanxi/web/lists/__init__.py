"""Lists of records: declared once, with search, filter, sort, columns, keyset pages and saved views.

    CUSTOMERS = Table(
        name="customers.customers",
        title=_("Customers"),
        rows=customers,                       # queries.py: Actor -> QuerySet that passed visible_to
        columns=(
            Column("name", _("Name"), sort="name", lead=True, render=customer_name),
            Column("owner", _("Owner"), sort="owner__name", value=lambda c: c.owner and c.owner.name),
            Column("revenue", _("Revenue"), sort="revenue", kind="money"),
            Column("created_at", _("Created"), sort="created_at", kind="day", shown=False),
        ),
        href=lambda c: reverse("customers:page", args=[c.pk]),
        sort="-created_at",                   # a column's key
        search=search_customers,              # (QuerySet, str) -> QuerySet
        subject="customer",                   # facts for the filter
        empty=Empty(_("No customers yet"), _("..."), _("Import a list"), "exchange:start"),
        bulk=(BulkAction("assign", _("Assign"), "customers:assign", right="customers.assign"),),
    )

    @needs("customers.see")
    def index(request):
        return list_page(request, CUSTOMERS)          # or with an own template and context

An own template extends "web/lists/page.html" and fills `actions`, `subtitle` or `above`.
`found(request, CUSTOMERS)` gives the filtered queryset without paging (exports, "all that match").
A bulk action's view receives POST `keys` (many).
"""

from guanxi.web.lists.declared import BulkAction, Column, Empty, File, Table
from guanxi.web.lists.listing import Listing, list_page, listing_of
from guanxi.web.lists.state import ListState

__all__ = [
    "BulkAction",
    "Column",
    "Empty",
    "File",
    "ListState",
    "Listing",
    "Table",
    "list_page",
    "listing_of",
]
