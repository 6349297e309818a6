"""The lists of customers and of people, and the live counts of their filters."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.http import HttpResponseBase, JsonResponse

from guanxi.customers import queries
from guanxi.customers.tables import CUSTOMERS, PEOPLE
from guanxi.platform.access.types import Actor
from guanxi.platform.conditions import Condition, Counted, preview, readable_by, where
from guanxi.platform.records import RecordQuerySet
from guanxi.web.lists import list_page
from guanxi.web.pages import SignedInRequest, needs

MOST_COUNTED = 10_000


@needs("customers.see")
def customer_list(request: SignedInRequest) -> HttpResponseBase:
    return list_page(request, CUSTOMERS, "customers/list.html", {"tab": "customers"})


@needs("customers.see")
def people_list(request: SignedInRequest) -> HttpResponseBase:
    return list_page(request, PEOPLE, "customers/list.html", {"tab": "people"})


@needs("customers.see")
def count(request: SignedInRequest) -> JsonResponse:
    """How many of the actor's customers a condition meets, and the condition as a sentence."""
    return _count(request, queries.buyers)


@needs("customers.see")
def count_people(request: SignedInRequest) -> JsonResponse:
    return _count(request, queries.people)


def _count(request: SignedInRequest, among: Callable[[Actor], RecordQuerySet]) -> JsonResponse:
    given = request.POST if request.method == "POST" else request.GET
    actor = request.actor

    def counted(condition: Condition) -> int | Counted:
        rows = among(actor).filter(where(condition, "customer", actor.now(), ZoneInfo(actor.zone)))
        total: int = rows.order_by().values("pk")[: MOST_COUNTED + 1].count()
        return Counted(MOST_COUNTED) if total > MOST_COUNTED else total

    known = readable_by(actor, "customers.see")
    return JsonResponse(dict(preview(given.get("conditions") or "{}", "customer", counted, known)))
