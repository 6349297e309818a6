"""What stands under a customer's record: class, ladder, figures, rarer facts, what it said."""

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guanxi.customers import queries
from guanxi.customers.rules.reports import punctual
from guanxi.customers.rules.stream import by_field
from guanxi.customers.views.shelves import filled
from guanxi.platform.access.types import Actor
from guanxi.web.pages import SignedInRequest, needs
from guanxi.web.templating import render_safe

Text = str | Promise
STATEMENTS_SHOWN = 30
GROUP_WORDS: dict[str, Text] = {
    "living": _("Income, work and household"),
    "taste": _("Taste and habits"),
    "delivery": _("Goods and delivery"),
    "credit": _("Credit and payment"),
    "services": _("Value-added services"),
    "size": _("Business and profit"),
    "equipment": _("Installed equipment"),
    "evaluation": _("Evaluation"),
}
FIELD_WORDS: dict[str, Text] = {
    "name": _("Name"),
    "address": _("Address"),
    "age_sex": _("Age and sex"),
    "income": _("Income"),
    "household_size": _("Persons in the household"),
    "occupation": _("Occupation"),
    "preferences": _("Product preferences"),
    "lifestyle": _("Lifestyle"),
    "hobbies": _("Hobbies"),
    "purchases": _("Past purchases"),
    "average_amount": _("Average amount of a purchase"),
    "media": _("Favourite media"),
    "problems": _("Problems and dissatisfaction"),
    "card_credit": _("Card and credit limit"),
    "delivery": _("Delivery method"),
    "other_preferences": _("Other preferences"),
    "novelty": _("Inclination to new products"),
    "main_contact": _("Main contact"),
    "name_address": _("Name and address"),
    "departments": _("Departments and offices"),
    "industry": _("Industry and its code"),
    "status": _("Potential or existing"),
    "average_quantity": _("Average quantity of a purchase"),
    "delivery_requirements": _("Delivery requirements"),
    "specifications": _("Specification requirements"),
    "returns": _("Returns of goods"),
    "deciders": _("Key decision makers"),
    "credit_payment": _("Credit limit and payments"),
    "trade_type": _("Distributor or consultant"),
    "profit_source": _("Source of profit"),
    "employees": _("Number of employees"),
    "annual_sales": _("Annual sales"),
    "equipment": _("Installed equipment"),
    "sales_record": _("Sales and payments record"),
    "quotes": _("Quotes given"),
    "evaluation": _("Evaluation"),
}


@needs("customers.see")
def more_about(request: SignedInRequest, key: int) -> HttpResponse:
    """Loaded after the customer's page, as cards of it."""
    actor, customer = request.actor, queries.customer(request.actor, key)
    stored = queries.profile(actor, key)
    context: dict[str, object] = {
        "request": request,
        "customer": customer,
        "profile": stored,
        "figures": filled(request, "customers.figures", customer=customer) if customer.is_customer else [],
        "groups": queries.fact_groups(stored, customer.kind),
        "group_words": GROUP_WORDS,
        "fields": queries.field_groups(actor, customer, stored),
        "field_words": FIELD_WORDS,
        "before": by_field(queries.profile_history(actor, key)),
        "origins": {one.field: one for one in queries.fact_sources(actor, key)},
        "statements": list(queries.statements(actor, key)[:STATEMENTS_SHOWN]),
        **_ladder(actor, key, customer.ladder_step_id),
        **_rivals(actor, key),
    }
    if customer.archive_class == "channel":
        context |= _partner(request, key)
    elif customer.archive_class == "existing":
        context["existing"] = filled(request, "customers.existing_figures", customer=customer)
    return HttpResponse(render_safe("customers/page/more_about.html", context))


def _ladder(actor: Actor, key: int, step_id: int | None) -> dict[str, object]:
    steps = list(queries.ladder(actor))
    used = [step for step in steps if step.is_active]
    at = next((place for place, step in enumerate(used) if step.pk == step_id), None)
    coming = used[0 if at is None else at + 1 :] if step_id is None or at is not None else []
    return {
        "step": next((step for step in steps if step.pk == step_id), None),
        "place": None if at is None else at + 1,
        "steps": used,
        "next_step": coming[0] if coming else None,
        "moves": list(queries.ladder_moves(actor, key)[:10]),
    }


def _rivals(actor: Actor, key: int) -> dict[str, object]:
    if not actor.may("customers.see_competitors"):
        return {"rivals": []}
    return {"rivals": list(queries.rival_purchases(actor, key)[:20])}


def _partner(request: SignedInRequest, key: int) -> dict[str, object]:
    """End customers, owed reports and performance of a channel partner."""
    ends = [link.other for link in queries.end_customers(request.actor, key)[:100]]
    owed = queries.owed_reports(request.actor, key)
    in_time, due = punctual(period for one in owed for period in one.periods)
    keys: Sequence[int] = [one.pk for one in ends]
    return {
        "ends": ends,
        "owed": owed,
        "in_time": in_time,
        "due": due,
        "today": request.actor.today(),
        "performance": filled(request, "customers.partner_figures", end_customers=keys),
    }
