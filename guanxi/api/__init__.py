"""The REST API: what programs read and do, generated from what areas declare anyway.

    CUSTOMERS = Resource(
        name="customers",                       # /api/v1/customers and /api/v1/customers/{key}
        label=_("Customers"),
        area="customers",                       # its own facts are named without the area
        subject="customer",                     # the facts: fields, and what `where` may ask
        rows=queries.buyers,                    # Actor -> QuerySet that passed visible_to
        one=queries.customer,                   # Actor, key -> record; raises NotFound
        sorts={"name": "sort_name", ...},       # the sortable columns of the area's table
        sort="name",
    )

An area declares its resources in api.py and makes them known in wiring.py. The addresses, the OpenAPI
document, its page and the tests of rights follow from that: nothing is written twice.
"""
