"""The list of customers."""

from django.http import HttpResponse

from guanxi.customers import queries
from guanxi.web.pages import SignedInRequest, needs, page


@needs("customers.see")
def customer_list(request: SignedInRequest) -> HttpResponse:
    return page(request, "customers/list.html", {"rows": list(queries.customers(request.actor)[:50])})
