"""Customers as files."""

from urllib.parse import quote

from django.http import HttpResponse

from guanxi.customers import queries
from guanxi.web.pages import SignedInRequest, needs


@needs("customers.see")
def card(request: SignedInRequest, key: int) -> HttpResponse:
    """One customer as a vCard."""
    customer = queries.customer(request.actor, key)
    text = "".join(queries.cards(request.actor, [key]))
    answer = HttpResponse(text, content_type="text/vcard; charset=utf-8")
    answer["Content-Disposition"] = f"attachment; filename*=utf-8''{quote(str(customer))}.vcf"
    return answer
