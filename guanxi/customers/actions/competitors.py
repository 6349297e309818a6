"""Competitors, and what customers buy from them."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.refusals import (
    CannotSave,
    check_given,
    check_past,
    check_period,
    fitting,
)
from guanxi.customers.models import Competitor, CompetitorNote, CompetitorProduct, Customer, RivalPurchase
from guanxi.customers.types import CompetitorDraft, RivalPurchaseDraft
from guanxi.kit.money import LARGEST
from guanxi.kit.text import clean, clean_lines
from guanxi.platform.access.queries import company
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Refused, expect_version, right, verb

right("customers.see_competitors", _("See competitors"))


class CompetitorExists(Refused):
    sentence = _("There is a competitor of this name already.")


@verb("customers.create_competitor", label=_("Create a competitor"))
def create_competitor(*, actor: Actor, draft: CompetitorDraft) -> Competitor:
    """Raises CannotSave, CompetitorExists."""
    values = _checked(draft, None)
    made: Competitor = Competitor.objects.create(**values)
    return made


@verb("customers.edit_competitor", label=_("Edit a competitor"))
def edit_competitor(
    *, actor: Actor, competitor: Competitor, draft: CompetitorDraft, version: int | None = None
) -> Competitor:
    """Raises Stale, CannotSave, CompetitorExists."""
    expect_version(competitor, version)
    competitor.change(_checked(draft, competitor.pk), actor=actor)
    return competitor


@verb("customers.add_competitor_product", label=_("Note a competitor's product and price"))
def add_competitor_product(
    *,
    actor: Actor,
    competitor: Competitor,
    name: str,
    price: Decimal | None = None,
    seen_on: date | None = None,
    remark: str = "",
) -> CompetitorProduct:
    """The price is in the company's own currency. Raises CannotSave."""
    if price is not None and not 0 <= price <= LARGEST:
        raise CannotSave(fields={"price": _("This amount is too large, or below zero.")})
    with fitting():
        made: CompetitorProduct = CompetitorProduct.objects.create(
            competitor=competitor,
            name=check_given("name", clean(name, 200)),
            price=price,
            currency=company().currency if price is not None else "",
            seen_on=seen_on or actor.today(),
            remark=clean(remark, 300),
        )
    return made


@verb("customers.note_competitor", label=_("Note what was learned about a competitor"))
def note_competitor(
    *,
    actor: Actor,
    competitor: Competitor,
    text: str,
    on: date | None = None,
    told_by: str = "",
    customer: Customer | None = None,
) -> CompetitorNote:
    """Raises CannotSave."""
    day = on or actor.today()
    check_past("on", day, actor.today())
    with fitting():
        made: CompetitorNote = CompetitorNote.objects.create(
            competitor=competitor,
            text=check_given("text", clean_lines(text, 10_000)),
            on=day,
            told_by=clean(told_by, 200),
            customer=customer,
            by_id=actor.user_id,
        )
    return made


@verb("customers.record_rival_purchase", label=_("Note what a customer buys from a competitor"))
def record_rival_purchase(
    *, actor: Actor, customer: Customer, draft: RivalPurchaseDraft, competitor: Competitor | None = None
) -> RivalPurchase:
    """With the reason why it buys there. Raises CannotSave."""
    if competitor is None:
        raise CannotSave(fields={"competitor": _("Choose the competitor.")})
    check_period(draft.since_on, draft.until_on)
    with fitting():
        made: RivalPurchase = RivalPurchase.objects.create(
            customer=customer,
            competitor=competitor,
            product=clean(draft.product, 200),
            reason=check_given("reason", clean(draft.reason, 300)),
            since_on=draft.since_on,
            until_on=draft.until_on,
        )
    return made


@verb("customers.end_rival_purchase", label=_("Note that a customer no longer buys from a competitor"))
def end_rival_purchase(*, actor: Actor, purchase: RivalPurchase, on: date | None = None) -> RivalPurchase:
    day = on or actor.today()
    check_period(purchase.since_on, day)
    purchase.change({"until_on": day}, actor=actor)
    return purchase


def _checked(draft: CompetitorDraft, own: int | None) -> dict[str, str]:
    with fitting():
        values = {
            "name": check_given("name", clean(draft.name, 200)),
            "website": clean(draft.website, 300),
            "strategy": clean_lines(draft.strategy, 10_000),
            "strengths": clean(draft.strengths, 500),
            "weaknesses": clean(draft.weaknesses, 500),
            "remark": clean_lines(draft.remark, 10_000),
        }
    if Competitor.objects.filter(name=values["name"]).exclude(pk=own).exists():
        raise CompetitorExists(fields={"name": CompetitorExists.sentence})
    return values
