"""What the customer file itself puts into the file's shelves."""

from typing import cast

from django.http import HttpRequest

from guanxi.customers import queries
from guanxi.customers.types import ShownCustomer
from guanxi.platform import slots
from guanxi.platform.access.types import Actor
from guanxi.web.pages import viewer
from guanxi.web.templating import render_safe

SERVICE = ("complaint", "return")
SHOWN = 20


def basics(request: HttpRequest, **context: object) -> str:
    actor, customer = shown(request, context)
    found = queries.contacts(actor, customer.pk) if customer.kind == "organisation" else []
    return render_safe("customers/file_basics.html", {"customer": customer, "contacts": found})


def service(request: HttpRequest, **context: object) -> str | None:
    """Complaints and returns of the timeline, newest first."""
    actor, customer = shown(request, context)
    touches = list(queries.timeline(actor, customer.pk, channels=SERVICE)[:SHOWN])
    if not touches:
        return None
    return render_safe("customers/file_touches.html", {"customer": customer, "touches": touches})


def filled(request: HttpRequest, place: str, **context: object) -> list[str]:
    """What the areas put into a place of a customer's page."""
    drawn = [f.render(request, **context) for f in slots.fillings(place, viewer(request))]
    return [html for html in drawn if html]


def shown(request: HttpRequest, context: dict[str, object]) -> tuple[Actor, ShownCustomer]:
    """Who looks, and at which customer: what a page hands to its slots."""
    actor = viewer(request)
    return actor, cast("ShownCustomer", context["customer"])
