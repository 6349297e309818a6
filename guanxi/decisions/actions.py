"""Verbs on offers and response codes."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from guanxi.decisions.events import OfferChanged, OfferCreated
from guanxi.decisions.models import Offer, ResponseCode
from guanxi.decisions.rules import response_codes
from guanxi.decisions.types import CellToCode, OfferDraft
from guanxi.kit.money import CURRENCIES
from guanxi.kit.text import TextTooLong, clean, clean_lines
from guanxi.platform.access.types import Actor
from guanxi.platform.bus import tell
from guanxi.platform.verbs import NotFound, Refused, expect_version, right, verb

right("decisions.see_offers", _("See offers and response codes"))

LONGEST_TEXT = 5_000


class CannotOffer(Refused):
    sentence = _("This offer cannot be saved as it is.")


@verb("decisions.create_offer", label=_("Create an offer"))
def create_offer(*, actor: Actor, draft: OfferDraft) -> Offer:
    """Raises CannotOffer."""
    offer: Offer = Offer.objects.create(**_checked(draft))
    tell(OfferCreated(offer_id=offer.pk))
    return offer


@verb("decisions.edit_offer", label=_("Edit an offer"))
def edit_offer(*, actor: Actor, offer: Offer, draft: OfferDraft, version: int | None = None) -> Offer:
    """Raises Stale, CannotOffer."""
    expect_version(offer, version)
    if offer.change(_checked(draft), actor=actor):
        tell(OfferChanged(offer_id=offer.pk))
    return offer


@verb("decisions.issue_codes", label=_("Give out response codes"))
def issue_codes(*, actor: Actor, cells: Sequence[CellToCode], seed: str) -> list[ResponseCode]:
    """One new code for each cell, in their order; the same for the same seed, names and codes already out.

    Raises NotFound for an offer out of reach.
    """
    wanted = {cell.offer_id for cell in cells if cell.offer_id is not None}
    if Offer.objects.visible_to(actor).filter(pk__in=wanted).count() != len(wanted):
        raise NotFound
    codes = _unused_codes(seed, [cell.name for cell in cells])
    return [
        ResponseCode.objects.create(
            code=codes[cell.name], offer_id=cell.offer_id, cell_type=cell.cell_type, cell_id=cell.cell_id
        )
        for cell in cells
    ]


@verb("decisions.withdraw_codes", label=_("Take back response codes that were not sent yet"))
def withdraw_codes(*, actor: Actor, codes: list[ResponseCode]) -> int:
    """Returns how many. The caller makes sure that no customer was told any of them."""
    removed, _by_model = ResponseCode.objects.filter(pk__in=[code.pk for code in codes]).delete()
    return removed


def _unused_codes(seed: str, names: Sequence[str]) -> dict[str, str]:
    """Codes of the first drawing in which none was given out before."""
    attempt = 0
    while True:
        codes = response_codes(f"{seed}/{attempt}" if attempt else seed, names)
        if not ResponseCode.objects.filter(code__in=codes.values()).exists():
            return codes
        attempt += 1


def _checked(draft: OfferDraft) -> dict[str, object]:
    try:
        name = clean(draft.name, 120)
        texts = clean_lines(draft.text_zh, LONGEST_TEXT), clean_lines(draft.text_en, LONGEST_TEXT)
    except TextTooLong as problem:
        raise CannotOffer(
            _("One of the texts is too long: {length} characters, {limit} fit.").format(
                length=problem.length, limit=problem.limit
            )
        ) from problem
    if not name:
        raise CannotOffer(fields={"name": _("An offer needs a name.")})
    if draft.valid_from and draft.valid_until and draft.valid_until < draft.valid_from:
        raise CannotOffer(fields={"valid_until": _("The end lies before the beginning.")})
    if draft.value is not None and draft.value < 0:
        raise CannotOffer(fields={"value": _("The worth cannot be negative.")})
    if draft.value is not None and draft.currency not in CURRENCIES:
        raise CannotOffer(fields={"currency": _("Choose the currency of the worth.")})
    return {
        "name": name,
        "text_zh": texts[0],
        "text_en": texts[1],
        "valid_from": draft.valid_from,
        "valid_until": draft.valid_until,
        "value": draft.value,
        "currency": draft.currency if draft.value is not None else "",
    }
