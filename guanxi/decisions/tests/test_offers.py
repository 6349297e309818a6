"""Offers and the codes given out for cells, on the real database."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from guanxi.decisions.actions import CannotOffer, create_offer, edit_offer, issue_codes, withdraw_codes
from guanxi.decisions.models import Offer, ResponseCode
from guanxi.decisions.queries import MistypedCode, UnknownCode, code_typed, offers, offers_in_force
from guanxi.decisions.rules import response_codes
from guanxi.decisions.types import CellToCode, OfferDraft
from guanxi.platform.access.queries import system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Forbidden, NotFound, Stale

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
NOBODY = Actor(user_id=None, name="nobody")


@pytest.fixture
def system() -> Actor:
    return system_actor("tests", clock=lambda: NOON)


def cells(offer: Offer | None, *names: str) -> list[CellToCode]:
    return [CellToCode("marketing.cell", n, name, offer and offer.pk) for n, name in enumerate(names, 1)]


def test_an_offer_keeps_its_worth_with_its_currency(system):
    draft = OfferDraft(name=" 九折 ", text_zh="凭码九折", value=Decimal("12.5"), currency="CNY")
    offer = create_offer(actor=system, draft=draft)
    assert (offer.name, offer.value, offer.currency) == ("九折", Decimal("12.5"), "CNY")
    edited = edit_offer(
        actor=system, offer=offer.pk, draft=OfferDraft(name="八折", currency="CNY"), version=1
    )
    assert (edited.name, edited.value, edited.currency) == ("八折", None, "")
    with pytest.raises(Stale):
        edit_offer(actor=system, offer=offer.pk, draft=OfferDraft(name="七折"), version=1)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (OfferDraft(name=" "), "name"),
        (OfferDraft(name="x", valid_from=date(2026, 3, 2), valid_until=date(2026, 3, 1)), "valid_until"),
        (OfferDraft(name="x", value=Decimal(-1), currency="CNY"), "value"),
        (OfferDraft(name="x", value=Decimal(1), currency="???"), "currency"),
    ],
)
def test_bad_offers_change_nothing(system, draft, field):
    with pytest.raises(CannotOffer) as refusal:
        create_offer(actor=system, draft=draft)
    assert set(refusal.value.fields) == {field}
    assert not Offer.objects.exists()


def test_only_offers_in_force_are_made(system):
    create_offer(actor=system, draft=OfferDraft(name="over", valid_until=date(2026, 3, 1)))
    create_offer(actor=system, draft=OfferDraft(name="to come", valid_from=date(2026, 3, 3)))
    create_offer(
        actor=system, draft=OfferDraft(name="now", valid_from=date(2026, 3, 2), valid_until=date(2026, 3, 2))
    )
    create_offer(actor=system, draft=OfferDraft(name="always"))
    assert [o.name for o in offers_in_force(system)] == ["always", "now"]
    assert offers(system).count() == 4
    assert offers(NOBODY).count() == 0


def test_codes_are_the_same_for_the_same_seed_and_never_given_twice(system):
    offer = create_offer(actor=system, draft=OfferDraft(name="x"))
    first = issue_codes(actor=system, cells=cells(offer, "A", "B"), seed="7")
    assert [c.code for c in first] == list(response_codes("7", ["A", "B"]).values())
    others = [CellToCode("marketing.cell", 10 + n, name, None) for n, name in enumerate(("A", "B"))]
    second = issue_codes(actor=system, cells=others, seed="7")
    assert [c.code for c in second] == list(response_codes("7/1", ["A", "B"]).values())
    withdraw_codes(actor=system, codes=[c.pk for c in first])
    assert sorted(ResponseCode.objects.values_list("code", flat=True)) == sorted(c.code for c in second)


def test_codes_need_a_known_offer_and_the_right(system):
    with pytest.raises(NotFound):
        issue_codes(actor=system, cells=[CellToCode("marketing.cell", 1, "A", 999)], seed="1")
    with pytest.raises(Forbidden):
        issue_codes(actor=NOBODY, cells=cells(None, "A"), seed="1")
    assert not ResponseCode.objects.exists()


def test_a_typed_code_is_found_mistyped_or_unknown(system):
    (code,) = issue_codes(actor=system, cells=cells(None, "A"), seed="1")
    typed = code.code
    assert code_typed(system, f" {typed[:2].lower()}-{typed[2:]}").pk == code.pk
    swapped = typed[1] + typed[0] + typed[2:] if typed[0] != typed[1] else "2" + typed
    with pytest.raises(MistypedCode, match="one letter is wrong"):
        code_typed(system, swapped)
    with pytest.raises(UnknownCode):
        code_typed(system, response_codes("nobody", ["x"])["x"])
    with pytest.raises(UnknownCode):
        code_typed(NOBODY, typed)
