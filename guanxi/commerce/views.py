"""What commerce puts into a customer's file and portrait."""

from collections.abc import Mapping, Sequence
from typing import cast

from django.http import HttpRequest

from guanxi.commerce import queries
from guanxi.platform.access.types import Actor
from guanxi.web.pages import viewer
from guanxi.web.templating import render_safe

SHOWN = 20


def orders_shelf(request: HttpRequest, **context: object) -> str | None:
    return _shelf(request, context, "sale")


def returns_shelf(request: HttpRequest, **context: object) -> str | None:
    return _shelf(request, context, "return")


def dealings_shelf(request: HttpRequest, **context: object) -> str | None:
    """Each year's orders and returns."""
    actor, key = _of(request, context)
    years = queries.years_of(actor, key)
    return render_safe("commerce/years.html", {"years": years}) if years else None


def figures_card(request: HttpRequest, **context: object) -> str:
    """Averages, returns and payments, computed from orders: amounts for persons, quantities for firms."""
    actor, key = _of(request, context)
    is_person = context["customer"].kind == "person"  # type: ignore[attr-defined]  # the page's own record
    words = {"figures": queries.figures_of(actor, [key]), "is_person": is_person, "key": key}
    return render_safe("commerce/figures.html", words)


def existing_figures(request: HttpRequest, **context: object) -> str:
    """Use and spending of a customer that buys: one of its four marks each."""
    actor, key = _of(request, context)
    return render_safe("commerce/existing.html", {"figures": queries.figures_of(actor, [key])})


def partner_figures(request: HttpRequest, **context: object) -> str | None:
    """What the end customers of a channel partner bought from us."""
    actor = viewer(request)
    keys = cast("Sequence[int]", context["end_customers"])
    found = queries.figures_of(actor, keys) if keys else []
    return render_safe("commerce/partner.html", {"figures": found}) if found else None


def group_figures(request: HttpRequest, **context: object) -> str | None:
    """What the organisations of a group bought from us together, as far as one sees them."""
    keys = cast("Sequence[int]", context["members"])
    found = queries.figures_of(viewer(request), keys)
    return render_safe("commerce/group.html", {"figures": found}) if found else None


def worth_line(request: HttpRequest, **context: object) -> str | None:
    return _line(request, context, "worth")


def needs_line(request: HttpRequest, **context: object) -> str | None:
    actor, key = _of(request, context)
    products = queries.most_bought(actor, key)
    if not products:
        return None
    return render_safe("commerce/lines.html", {"kind": "needs", "key": key, "products": products})


def bought_answer(request: HttpRequest, **context: object) -> str | None:
    return _line(request, context, "bought")


def _line(request: HttpRequest, context: Mapping[str, object], kind: str) -> str | None:
    actor, key = _of(request, context)
    totals = queries.totals_of(actor, key)
    if not totals:
        return None
    products = queries.most_bought(actor, key) if kind == "bought" else []
    return render_safe(
        "commerce/lines.html", {"kind": kind, "key": key, "totals": totals, "products": products}
    )


def _shelf(request: HttpRequest, context: Mapping[str, object], kind: str) -> str | None:
    actor, key = _of(request, context)
    found = list(queries.orders_of(actor, key, kind)[: SHOWN + 1])
    if not found:
        return None
    totals = [t for t in queries.totals_of(actor, key) if t.kind == kind]
    return render_safe(
        "commerce/orders.html", {"orders": found[:SHOWN], "more": len(found) > SHOWN, "totals": totals}
    )


def _of(request: HttpRequest, context: Mapping[str, object]) -> tuple[Actor, int]:
    actor = viewer(request)
    key: int = context["customer"].pk  # type: ignore[attr-defined]  # the page's own record
    return actor, key
