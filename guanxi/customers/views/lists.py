"""The list of customers, and the live count of its filter."""

from zoneinfo import ZoneInfo

from django.http import HttpResponse, JsonResponse

from guanxi.customers import queries
from guanxi.customers.tables import CUSTOMERS
from guanxi.platform.conditions import Condition, Counted, preview, where
from guanxi.web.lists import list_page
from guanxi.web.pages import SignedInRequest, needs

MOST_COUNTED = 10_000


@needs("customers.see")
def customer_list(request: SignedInRequest) -> HttpResponse:
    return list_page(request, CUSTOMERS, "customers/list.html")


@needs("customers.see")
def count(request: SignedInRequest) -> JsonResponse:
    """How many of the actor's customers a condition meets, and the condition as a sentence."""
    given = request.POST if request.method == "POST" else request.GET
    actor = request.actor

    def counted(condition: Condition) -> int | Counted:
        rows = queries.customers(actor).filter(
            where(condition, "customer", actor.now(), ZoneInfo(actor.zone))
        )
        total: int = rows.order_by().values("pk")[: MOST_COUNTED + 1].count()
        return Counted(MOST_COUNTED) if total > MOST_COUNTED else total

    return JsonResponse(dict(preview(given.get("conditions") or "{}", "customer", counted)))
