"""Competitors, and what customers buy from them."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.refusals import (
    CannotSave,
    check_day,
    check_given,
    check_no_card,
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
    values = _seen(actor, name, price, seen_on, remark)
    made: CompetitorProduct = CompetitorProduct.objects.create(competitor=competitor, **values)
    return made


@verb("customers.edit_competitor_product", label=_("Edit a competitor's product"))
def edit_competitor_product(
    *,
    actor: Actor,
    product: CompetitorProduct,
    name: str,
    price: Decimal | None = None,
    seen_on: date | None = None,
    remark: str = "",
    version: int | None = None,
) -> CompetitorProduct:
    """What was noted wrongly; a new price is noted anew, so that the earlier one stays in sight.

    Raises Stale, CannotSave.
    """
    expect_version(product, version)
    product.change(_seen(actor, name, price, seen_on, remark), actor=actor)
    return product


@verb("customers.drop_competitor_product", label=_("Delete a competitor's product"))
def drop_competitor_product(*, actor: Actor, product: CompetitorProduct) -> None:
    product.delete()


def _seen(
    actor: Actor, name: str, price: Decimal | None, seen_on: date | None, remark: str
) -> dict[str, object]:
    if price is not None and not 0 <= price <= LARGEST:
        raise CannotSave(fields={"price": _("This amount is too large, or below zero.")})
    day = seen_on or actor.today()
    check_day("seen_on", day, latest=actor.today())
    check_no_card({"name": name, "remark": remark})
    with fitting():
        return {
            "name": check_given("name", clean(name, 200)),
            "price": price,
            "currency": company().currency if price is not None else "",
            "seen_on": day,
            "remark": clean(remark, 300),
        }


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
    check_day("on", day, latest=actor.today())
    check_no_card({"text": text, "told_by": told_by})
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


@verb("customers.drop_competitor_note", label=_("Delete what was noted of a competitor by mistake"))
def drop_competitor_note(*, actor: Actor, note: CompetitorNote) -> None:
    note.delete()


@verb("customers.record_rival_purchase", label=_("Note what a customer buys from a competitor"))
def record_rival_purchase(
    *, actor: Actor, customer: Customer, draft: RivalPurchaseDraft, competitor: Competitor | None = None
) -> RivalPurchase:
    """With the reason why it buys there. Raises CannotSave."""
    if competitor is None:
        raise CannotSave(fields={"competitor": _("Choose the competitor.")})
    values = _bought(draft)
    made: RivalPurchase = RivalPurchase.objects.create(customer=customer, competitor=competitor, **values)
    return made


@verb("customers.edit_rival_purchase", label=_("Edit what a customer buys from a competitor"))
def edit_rival_purchase(
    *,
    actor: Actor,
    purchase: RivalPurchase,
    draft: RivalPurchaseDraft,
    competitor: Competitor | None = None,
    version: int | None = None,
) -> RivalPurchase:
    """Raises Stale, CannotSave."""
    expect_version(purchase, version)
    if competitor is None:
        raise CannotSave(fields={"competitor": _("Choose the competitor.")})
    purchase.change({**_bought(draft), "competitor": competitor}, actor=actor)
    return purchase


def _bought(draft: RivalPurchaseDraft) -> dict[str, object]:
    check_no_card(asdict(draft))
    check_period(draft.since_on, draft.until_on)
    with fitting():
        return {
            "product": clean(draft.product, 200),
            "reason": check_given("reason", clean(draft.reason, 300)),
            "since_on": draft.since_on,
            "until_on": draft.until_on,
        }


@verb("customers.end_rival_purchase", label=_("Note that a customer no longer buys from a competitor"))
def end_rival_purchase(*, actor: Actor, purchase: RivalPurchase, on: date | None = None) -> RivalPurchase:
    day = on or actor.today()
    check_period(purchase.since_on, day)
    purchase.change({"until_on": day}, actor=actor)
    return purchase


def _checked(draft: CompetitorDraft, own: int | None) -> dict[str, str]:
    check_no_card(asdict(draft))
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
