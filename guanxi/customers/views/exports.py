"""Customers as files."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from guanxi.customers import queries
from guanxi.web.actions import note_export
from guanxi.web.pages import SignedInRequest, needs


@needs("customers.see", "web.export_lists")
def card(request: SignedInRequest, key: int) -> HttpResponse:
    """One customer as a vCard."""
    customer = queries.customer(request.actor, key)
    note_export(request.actor, f"{customer}.vcf", 1)
    text = "".join(queries.cards(request.actor, [key]))
    named = content_disposition_header(as_attachment=True, filename=f"{customer}.vcf")
    headers = {"Content-Disposition": named}
    return HttpResponse(text, content_type="text/vcard; charset=utf-8", headers=headers)
