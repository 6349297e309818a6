"""Columns of the list of offers."""

from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from guanxi.decisions.models import Offer
from guanxi.decisions.queries import offers
from guanxi.web.formats import money
from guanxi.web.lists import Column, Empty, Table


def _worth(row: Offer) -> str | None:
    return None if row.value is None else money(row.value, row.currency)


OFFERS = Table(
    name="decisions.offers",
    title=_("Offers"),
    rows=offers,
    columns=(
        Column("name", _("Name"), sort="name", lead=True),
        Column("text_zh", _("Text in Chinese")),
        Column("text_en", _("Text in English"), on_phone=False),
        Column("valid_from", _("Valid from"), sort="valid_from", kind="day"),
        Column("valid_until", _("Valid until"), sort="valid_until", kind="day"),
        Column("value", _("Worth"), render=_worth, plain=lambda row: row.value),
        Column("created_at", _("Created"), sort="created_at", kind="day", shown=False),
    ),
    href=lambda row: resolve_url("decisions:edit_offer", row.pk),
    sort="-created_at",
    empty=Empty(
        _("No offers yet"),
        _("An offer is what a campaign puts before its customers: a discount, a gift, an invitation."),
        _("New offer"),
        "decisions:new_offer",
        icon="gift",
        right="decisions.create_offer",
    ),
)
